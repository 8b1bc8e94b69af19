import type { App, ReceiverEvent } from '@slack/bolt';
import type { BotReceiver } from '#bot/ingress/sockets.ts';
import { isObject } from '#sandbox/slack/json.ts';

/** What Slack delivered to a bot, to be delivered once more: later, elsewhere, or changed by somebody. */
export interface Tape {
  /** Stands between a receiver and its bot, and keeps every payload. */
  around(receiver: BotReceiver): BotReceiver;
  /** A receiver of another bot, to which only the tape is played. */
  deaf(): BotReceiver;
  /** The newest payload of this type. */
  last(type: string): ReceiverEvent['body'];
  /** Delivers a payload to the bot that was made last; gives what it was acknowledged with. */
  play(body: ReceiverEvent['body']): Promise<unknown>;
}

export function createTape(): Tape {
  const bodies: ReceiverEvent['body'][] = [];
  let newest: App | undefined;
  return {
    around: (receiver) => ({
      ...receiver,
      init(app) {
        const listen = app.processEvent.bind(app);
        app.processEvent = async (event) => {
          bodies.push(structuredClone(event.body));
          await listen(event);
        };
        newest = app;
        receiver.init(app);
      },
    }),
    deaf: () => ({
      init(app) {
        newest = app;
      },
      start: async () => undefined,
      stop: async () => undefined,
      connected: () => true,
    }),
    last(type) {
      const found = bodies.findLast((body) => (body['type'] ?? body['command']) === type);
      if (found === undefined) throw new Error(`nothing of type ${type} was delivered`);
      return structuredClone(found);
    },
    async play(body) {
      let answer: unknown = 'never acknowledged';
      const ack = async (given: unknown) => {
        answer = given;
      };
      await newest?.processEvent({ body: structuredClone(body), ack });
      return answer;
    },
  };
}

/** A copy with something else at a path: `changed(body, ['view', 'private_metadata'], '…')`. */
export function changed(
  body: ReceiverEvent['body'],
  path: readonly (string | number)[],
  value: unknown,
): ReceiverEvent['body'] {
  const copy: unknown = structuredClone(body);
  let at: unknown = copy;
  for (const key of path.slice(0, -1)) at = isObject(at) || Array.isArray(at) ? Reflect.get(at, key) : at;
  const last = path.at(-1);
  if (!(isObject(at) || Array.isArray(at)) || last === undefined || !isObject(copy)) {
    throw new Error(`there is nothing at ${path.join('.')}`);
  }
  Reflect.set(at, last, value);
  return copy;
}
