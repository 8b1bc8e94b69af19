import { byOf } from '#core/actor.ts';
import type { RefusalNote } from '#core/audit/entry.ts';
import type { AuditStore, RefusalLog } from '#core/audit/store.ts';
import { defined } from '#core/defined.ts';
import type { Log } from '#core/ports.ts';
import type { RestoreService } from '../api.ts';
import type { ServiceRefusal } from '../outcome.ts';

/** Ids come back from Slack, and a forged one may be long. */
const longestId = 100;

/** Keeps refusals in the audit. One that cannot be kept is still a refusal, and an error in the log. */
export function createRefusalLog(audit: Pick<AuditStore, 'noteRefusal'>, log: Log): RefusalLog {
  return {
    async note(refusal) {
      const { requestId } = refusal;
      const short = requestId === undefined ? {} : { requestId: requestId.slice(0, longestId) };
      try {
        await audit.noteRefusal({ ...refusal, ...short });
      } catch (err) {
        log.error({ ...refusal, err }, 'refusal not audited');
      }
    },
  };
}

/** What the audit keeps of a refusal: never what somebody typed, nor what a vendor said. */
export function noteOf(refusal: ServiceRefusal): Pick<RefusalNote, 'code' | 'because'> {
  const because = becauseOf(refusal);
  return { code: refusal.code, ...defined({ because }) };
}

function becauseOf(refusal: ServiceRefusal): string | undefined {
  if ('because' in refusal) return refusal.because;
  if ('rule' in refusal) return refusal.rule;
  if ('freeze' in refusal) return refusal.freeze;
  if ('holder' in refusal) return refusal.holder;
  return 'state' in refusal ? refusal.state : undefined;
}

type Answer = { readonly type: string } | { readonly type: 'refused'; readonly refusal: ServiceRefusal };

/** Every use case that may be refused; who loads a request says for what, and notes a refusal with that. */
type Refusing = Exclude<
  {
    [Name in keyof RestoreService]: RestoreService[Name] extends (...args: never) => Promise<infer Result>
      ? Extract<Result, { type: 'refused' }> extends never
        ? never
        : Name
      : never;
  }[keyof RestoreService],
  'load'
>;

/** The same use cases, each of whose refusals is in the audit before anybody hears of it. */
export function auditRefusals(
  service: Pick<RestoreService, Refusing>,
  refusals: RefusalLog,
): Pick<RestoreService, Refusing> {
  async function noted<Result extends Answer>(
    command: string,
    who: { readonly by: string; readonly requestId?: string },
    answer: Promise<Result>,
  ): Promise<Result> {
    const result = await answer;
    if ('refusal' in result) {
      const { by, requestId } = who;
      const about = requestId === undefined ? {} : { requestId };
      await refusals.note({ by, command, ...about, ...noteOf(result.refusal) });
    }
    return result;
  }
  return {
    review: (draft, by, signal) =>
      noted('review', { requestId: draft.requestId, by }, service.review(draft, by, signal)),
    ask: (command) => noted('ask', command, service.ask(command)),
    act: (who, requestId, command) =>
      noted(command.type, { requestId, by: byOf(who.actor) }, service.act(who, requestId, command)),
    mayAct: (actor, requestId, type) =>
      noted(type, { requestId, by: byOf(actor) }, service.mayAct(actor, requestId, type)),
    reveal: (command) => noted('reveal', command, service.reveal(command)),
    story: (who) => noted('read-audit', who, service.story(who)),
    changePause: (by, change) => noted(change.type, { by }, service.changePause(by, change)),
    recordShown: (command) => noted('record-shown', command, service.recordShown(command)),
  };
}
