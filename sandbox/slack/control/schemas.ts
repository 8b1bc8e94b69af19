import { z } from 'zod';

/** The bodies of the control API; the types are in control-types.ts. Unknown fields are refused. */

const deliver = z.strictObject({
  times: z.int().min(1).max(20).exactOptional(),
  sockets: z.enum(['one', 'each']).exactOptional(),
  lateByMs: z.number().min(0).max(60_000).exactOptional(),
  loseAcks: z.int().min(0).exactOptional(),
});

const actOptions = { deliver: deliver.exactOptional(), wait: z.boolean().exactOptional() };

const text = z.looseObject({ type: z.string(), text: z.string() });
const option = z.looseObject({ text, value: z.string(), description: text.exactOptional() });
const optionLike = z.union([z.string(), option]);

const elementValue = {
  value: z.string().nullable().exactOptional(),
  selected_option: optionLike.nullable().exactOptional(),
  selected_options: z.array(optionLike).exactOptional(),
  selected_user: z.string().nullable().exactOptional(),
  selected_conversation: z.string().nullable().exactOptional(),
  selected_channel: z.string().nullable().exactOptional(),
  selected_date: z.string().nullable().exactOptional(),
  selected_time: z.string().nullable().exactOptional(),
  selected_date_time: z.number().nullable().exactOptional(),
};

export const commandAct = z.strictObject({ channel: z.string(), text: z.string(), ...actOptions });

export const clickAct = z.strictObject({
  channel: z.string(),
  ts: z.string(),
  block_id: z.string().exactOptional(),
  action_id: z.string(),
  ...elementValue,
  ...actOptions,
});

export const viewElementAct = z.strictObject({
  view_id: z.string(),
  block_id: z.string().exactOptional(),
  action_id: z.string(),
  quiet: z.boolean().exactOptional(),
  ...elementValue,
  ...actOptions,
});

export const viewSubmitAct = z.strictObject({ view_id: z.string(), ...actOptions });
export const viewCloseAct = z.strictObject({
  view_id: z.string(),
  all: z.boolean().exactOptional(),
  ...actOptions,
});

export const suggestAct = z.strictObject({
  where: z.union([
    z.strictObject({ view_id: z.string() }),
    z.strictObject({ channel: z.string(), ts: z.string() }),
  ]),
  block_id: z.string().exactOptional(),
  action_id: z.string(),
  query: z.string(),
  deliver: deliver.exactOptional(),
});

export const shortcutAct = z.strictObject({
  callback_id: z.string(),
  channel: z.string().exactOptional(),
  ts: z.string().exactOptional(),
  ...actOptions,
});

export const messageAct = z.strictObject({
  channel: z.string(),
  text: z.string().min(1),
  thread_ts: z.string().exactOptional(),
});

export const homeAct = z.strictObject(actOptions);

export const fault = z.strictObject({
  method: z.string(),
  channel: z.string().exactOptional(),
  error: z.string().exactOptional(),
  httpStatus: z.int().min(200).max(599).exactOptional(),
  retryAfterSec: z.int().min(0).exactOptional(),
  dropAfterApply: z.boolean().exactOptional(),
  delayMs: z.number().min(0).exactOptional(),
  times: z.int().min(1).default(1),
});

export const disconnectRequest = z.strictObject({
  id: z.string().exactOptional(),
  reason: z
    .enum(['refresh_requested', 'warning', 'link_disabled', 'too_many_websockets', 'abrupt'])
    .exactOptional(),
});

export const deafenRequest = z.strictObject({
  id: z.string().exactOptional(),
  newOnes: z.boolean().exactOptional(),
  deaf: z.boolean().exactOptional(),
});

export const messageAt = z.strictObject({ channel: z.string(), ts: z.string() });

export const editWindow = z.strictObject({
  channel: z.string().exactOptional(),
  ts: z.string().exactOptional(),
  closed: z.boolean().default(true),
});

export const newChannel = z.strictObject({
  id: z.string().exactOptional(),
  name: z.string(),
  isPrivate: z.boolean().default(false),
  members: z.array(z.string()).default([]),
});

export const channelChange = z.strictObject({
  channel: z.string(),
  name: z.string().exactOptional(),
  isArchived: z.boolean().exactOptional(),
  isExtShared: z.boolean().exactOptional(),
  isPrivate: z.boolean().exactOptional(),
});

export const membersChange = z.strictObject({
  channel: z.string(),
  add: z.array(z.string()).default([]),
  remove: z.array(z.string()).default([]),
});

export const userChange = z.strictObject({
  id: z.string(),
  name: z.string().exactOptional(),
  realName: z.string().exactOptional(),
  displayName: z.string().exactOptional(),
  teamId: z.string().exactOptional(),
  isBot: z.boolean().exactOptional(),
  deleted: z.boolean().exactOptional(),
  isRestricted: z.boolean().exactOptional(),
  isUltraRestricted: z.boolean().exactOptional(),
  isStranger: z.boolean().exactOptional(),
  teams: z.array(z.string()).exactOptional(),
  without: z.array(z.string()).exactOptional(),
});

export const groupChange = z.strictObject({
  id: z.string(),
  handle: z.string().exactOptional(),
  name: z.string().exactOptional(),
  disabled: z.boolean().exactOptional(),
  members: z.array(z.string()).exactOptional(),
});

export const tokenChange = z.strictObject({ revoked: z.boolean() });
export const clockChange = z.strictObject({ advanceMs: z.number().min(0) });
export const rateChange = z.strictObject({
  perSecond: z.number().positive().exactOptional(),
  burst: z.int().min(1).exactOptional(),
});
