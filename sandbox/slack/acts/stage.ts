import { canSee } from '../channels.ts';
import type { ActOptions, ActOutcome, JsonObject } from '../control-types.ts';
import type { Delivered, Delivery, Parcel } from '../delivery/delivery.ts';
import type { StoredChannel, StoredUser, World } from '../world.ts';

/** What every act of a person needs. */
export interface Stage {
  readonly world: World;
  readonly delivery: Delivery;
  readonly baseUrl: string;
}

/** An act that Slack's client does not allow, or on something that does not exist. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** The person, by id or `@name`; deactivated people cannot act. */
export function actor(world: World, reference: string): StoredUser {
  const user = findUser(world, reference);
  if (user.deleted) throw new Refused('account_inactive', `${reference} is deactivated`);
  return user;
}

export function findUser(world: World, reference: string): StoredUser {
  const name = reference.replace(/^@/, '');
  const user = world.users.get(reference) ?? [...world.users.values()].find((one) => one.name === name);
  if (user === undefined) throw new Refused('no_such_user', `there is no person ${reference}`);
  return user;
}

/** By id or `#name`. */
export function findChannel(world: World, reference: string): StoredChannel {
  const name = reference.replace(/^#/, '');
  const channels = [...world.channels.values()].filter(({ kind }) => kind !== 'dm');
  const channel = world.channels.get(reference) ?? channels.find((one) => one.name === name);
  if (channel === undefined) throw new Refused('no_such_channel', `there is no channel ${reference}`);
  return channel;
}

export function visibleChannel(world: World, reference: string, user: string): StoredChannel {
  const channel = findChannel(world, reference);
  if (!canSee(world, channel, user)) {
    throw new Refused('channel_not_visible', `${user} cannot see ${reference}`);
  }
  return channel;
}

const words: Readonly<Record<string, string>> = {
  timeout: 'operation_timeout',
  undelivered: 'dispatch_failed',
};

/** What the person is told when nobody answered. */
export function failureCode(answer: Delivered): string {
  return words[answer.kind] ?? 'operation_timeout';
}

/**
 * Delivers and, unless told not to wait, answers with what came of it.
 * `settle` puts the answer on the person's screen in either case.
 */
export async function perform(
  stage: Stage,
  parcel: Parcel,
  options: ActOptions,
  settle: (answer: Delivered) => Partial<ActOutcome> | undefined,
): Promise<ActOutcome> {
  const trigger = parcel.payload['trigger_id'];
  const sent = stage.delivery.send(parcel, options.deliver);
  const ids = {
    envelope_id: sent.envelopeId,
    ...(typeof trigger === 'string' ? { trigger_id: trigger } : {}),
  };
  const finished = sent.answer.then((answer): ActOutcome => {
    const acked = answer.kind === 'acked';
    const failed = acked ? {} : { error: failureCode(answer) };
    return { ok: acked, outcome: answer.kind, ...ids, ...failed, ...settle(answer) };
  });
  return options.wait === false ? { ok: true, outcome: 'sent', ...ids } : finished;
}

/** Delivers that a person used an element; `trouble`: what they read, and where, when nobody answers. */
export function performAction(
  stage: Stage,
  user: string,
  payload: JsonObject,
  options: ActOptions,
  trouble: { readonly text: string; readonly at: Parameters<typeof notice>[3] },
): Promise<ActOutcome> {
  const what = 'block_actions';
  const parcel = {
    type: 'interactive',
    what,
    user,
    payload: { type: what, ...payload },
    acceptsAnswer: false,
  } as const;
  return perform(stage, parcel, options, (answer) => {
    if (answer.kind === 'acked') return undefined;
    notice(stage.world, user, trouble.text, trouble.at);
    return { message: trouble.text };
  });
}

export const doneLocally: ActOutcome = { ok: true, outcome: 'local' };

export function notice(
  world: World,
  user: string,
  text: string,
  at: { readonly channel?: string; readonly ts?: string; readonly view_id?: string } = {},
): void {
  const entry = { at: world.now().toISOString(), text, ...at };
  world.notices.set(user, [...(world.notices.get(user) ?? []), entry]);
  world.changed({ type: 'notice', text, ...at }, user);
}
