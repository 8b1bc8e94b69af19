/**
 * Slack's limits, as far as the fake enforces them. One table; a number is nowhere else.
 * Sources: docs.slack.dev/reference/block-kit (blocks, elements, composition objects),
 * docs.slack.dev/reference/views, docs.slack.dev/apis/web-api/rate-limits, the pages of the methods.
 * Characters unless a unit is named.
 */
export const slackLimits = {
  /** docs.slack.dev/interactivity/handling-user-interaction: 3 s to acknowledge, 3 s to use a trigger. */
  ackMs: 3_000,
  triggerMs: 3_000,
  /** docs.slack.dev/interactivity/handling-user-interaction#message_responses: 5 times in 30 minutes. */
  responseUrlUses: 5,
  responseUrlMs: 30 * 60_000,

  /** chat.update refuses longer text with `msg_too_long`; chat.postMessage cuts it off at 40 000. */
  updateText: 4_000,
  postText: 40_000,
  /** docs.slack.dev/messaging/message-metadata: "metadata_too_large". The number is not published; 16 kB is used. */
  metadataBytes: 16_000,
  /** docs.slack.dev/surfaces/modals: three views in a stack; views.open: 250 kB. */
  viewStack: 3,
  viewBytes: 250_000,

  messageBlocks: 50,
  viewBlocks: 100,
  id: 255,
  privateMetadata: 3_000,
  viewTitle: 24,

  text: 3_000,
  headerText: 150,
  sectionFields: 10,
  sectionField: 2_000,
  contextElements: 10,
  actionsElements: 25,
  inputLabel: 2_000,
  inputHint: 2_000,
  imageUrl: 3_000,
  altText: 2_000,
  imageTitle: 2_000,
  alertText: 200,

  buttonText: 75,
  buttonValue: 2_000,
  buttonUrl: 3_000,
  accessibilityLabel: 75,
  placeholder: 150,
  plainTextInput: 3_000,
  overflowOptions: 5,
  choiceOptions: 10,
  selectOptions: 100,
  optionGroups: 100,
  optionText: 75,
  optionValue: 150,
  optionDescription: 75,
  groupLabel: 75,
  /** Default of external selects: so much must be typed before the app is asked. */
  minQueryLength: 3,

  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
} as const;
