import { z } from 'zod';

/*
 * Every id that goes to Slack and comes back, with its encoder and decoder. What comes back names things and gives
 * no right to anything: who clicked is in the verified payload, what is asked for is in our store. Old messages and
 * old modals do come back, so everything is parsed.
 */

/** callback_ids of our modals. */
export const views = {
  form: 'restore-form',
  review: 'restore-review',
  approval: 'approval',
  acknowledge: 'acknowledge',
  denial: 'denial',
  stop: 'stop',
  adopt: 'adopt',
  close: 'close',
  breakGlass: 'break-glass',
  reviewGlass: 'review-glass',
  notice: 'notice',
  home: 'home',
} as const;

/** callback_ids of our entries in a message's menu, as in the manifest. */
export const shortcuts = { restore: 'restore-about-message' } as const;

/** action_ids of the buttons on a card. */
export const cardActions = {
  approve: 'card-approve',
  deny: 'card-deny',
  acknowledge: 'card-acknowledge',
  withdrawVote: 'card-withdraw-vote',
  withdrawRequest: 'card-withdraw-request',
  cancelRestore: 'card-cancel-restore',
  checkNow: 'card-check-now',
  takeOver: 'card-take-over',
  adopt: 'card-adopt',
  submitAgain: 'card-submit-again',
  close: 'card-close',
  again: 'card-again',
  showSecret: 'card-show-secret',
  breakGlass: 'card-break-glass',
  reviewGlass: 'card-review-glass',
  useNewer: 'card-use-newer',
  /** Named as it was when it showed the plan alone: old cards have it. */
  details: 'card-show-whole',
} as const;

/** action_ids inside our modals. */
export const formActions = {
  /** Selects that change what the form asks next. */
  step: 'form-step',
  /** Every generated field. */
  field: 'form-field',
  /** An input that sends nothing when it changes. */
  input: 'input',
  edit: 'review-edit',
  /** Check what is filled in, and ask for nothing. */
  checkOnly: 'form-check-only',
  postCheck: 'review-post-check',
  /** Go on with a form that was left unfinished, or forget it. */
  resume: 'form-resume',
  discard: 'form-discard',
} as const;

/** action_ids of the buttons that answer a field for a point in time; no two of one block are alike. */
export const momentActions = {
  minutes5: 'form-moment-5m',
  minutes10: 'form-moment-10m',
  hour: 'form-moment-1h',
  message: 'form-moment-message',
} as const;

/** action_ids of the home tab's own buttons. */
export const homeActions = { start: 'home-start', refresh: 'home-refresh' } as const;

/** action_ids in the list of presets. */
export const presetActions = { run: 'preset-run' } as const;

/** block_ids of what is in every form. */
export const blocks = {
  connection: 'connection',
  kind: 'kind',
  postIn: 'post-in',
  reason: 'reason',
  typed: 'typed-name',
  candidate: 'candidate',
  operation: 'operation',
  card: 'card',
  review: 'review',
  newer: 'newer',
  kept: 'kept',
  checkOnly: 'check-only',
  acknowledge: 'acknowledge',
} as const;

const CardValue = z.object({ r: z.string().min(1), a: z.string().min(1), m: z.string().optional() });

/** What a button on a card is about. */
export interface CardRef {
  readonly requestId: string;
  /** What was on the screen when the button was drawn (`currentAgreement`). */
  readonly agreement: string;
  /** That it was drawn for this person, away from the card (`ViewStamp`). */
  readonly mark?: string | undefined;
}

export function encodeCardRef({ requestId, agreement, mark }: CardRef): string {
  return JSON.stringify({ r: requestId, a: agreement, m: mark });
}

/** `undefined`: written by another version of restorebot, or not by us. */
export function decodeCardRef(text: string | undefined): CardRef | undefined {
  const { success, data } = CardValue.safeParse(parseJson(text));
  return success ? { requestId: data.r, agreement: data.a, mark: data.m } : undefined;
}

/** Why a card cannot be posted where `/restore` was typed. */
export const PostIn = z.enum([
  'not-a-member',
  'direct-message',
  'shared',
  'archived',
  'lookup-failed',
  'home',
]);
export type PostIn = z.output<typeof PostIn>;

const Metadata = z.object({
  r: z.string(),
  a: z.string().optional(),
  p: PostIn.optional(),
  m: z.string().optional(),
});

/** What a modal is about, in its `private_metadata`. */
export interface ViewRef {
  /** Empty while the modal is still being filled. */
  readonly requestId: string;
  /** What was on the screen: the plan and what target and backup are like. */
  readonly agreement?: string | undefined;
  /** Present: the form has to ask where the card goes. */
  readonly postIn?: PostIn | undefined;
  /** That it was opened for this person and about this (`ViewStamp`). */
  readonly mark?: string | undefined;
}

export function encodeViewRef({ requestId, agreement, postIn, mark }: ViewRef): string {
  return JSON.stringify({ r: requestId, a: agreement, p: postIn, m: mark });
}

/** `undefined`: written by another version of restorebot, or not by us. */
export function decodeViewRef(text: string | undefined): ViewRef | undefined {
  const { success, data } = Metadata.safeParse(parseJson(text));
  return success ? { requestId: data.r, agreement: data.a, postIn: data.p, mark: data.m } : undefined;
}

/** A generated field's block: the field, and the answers before it that its choices depend on. */
export interface FieldBlock {
  readonly fieldId: string;
  /** Differs where earlier answers differ: Slack keeps what was chosen only while the block_id stays the same. */
  readonly dependsOn: string;
}

const fieldBlock = /^field:(?<dependsOn>[0-9a-f]*):(?<fieldId>.+)$/u;

export function encodeFieldBlock({ fieldId, dependsOn }: FieldBlock): string {
  return `field:${dependsOn}:${fieldId}`;
}

export function decodeFieldBlock(blockId: string): FieldBlock | undefined {
  const found = fieldBlock.exec(blockId)?.groups;
  const fieldId = found?.['fieldId'];
  const dependsOn = found?.['dependsOn'];
  return fieldId === undefined || dependsOn === undefined ? undefined : { fieldId, dependsOn };
}

function parseJson(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
