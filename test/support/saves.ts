import type { RequestEvent } from '#core/events.ts';
import { fold } from '#core/evolve.ts';
import type { RecordTail, Save } from '#core/ports.ts';
import { signedRecord, signTransitions } from '#store/save-script.ts';
import { auditSigner } from './audit-signer.ts';
import { aRequest, at, type RequestChanges, someEvents } from './builders.ts';

/** Creates a request in any state, in one save. */
export function creation(changes: RequestChanges, rest: Partial<Save> = {}): Save {
  return {
    expectedVersion: 0,
    request: aRequest(changes),
    events: someEvents(changes),
    previous: undefined,
    takeLocks: [],
    freeLocks: [],
    due: undefined,
    ...rest,
  };
}

/** One more event on what a creation has stored. */
export function nextSave(before: Save, event: RequestEvent, rest: Partial<Save> = {}): Save {
  const request = fold([...before.events, event]);
  if (request === undefined) throw new Error('nothing was created');
  return {
    ...before,
    expectedVersion: before.request.version,
    request,
    events: [event],
    previous: tailOf(before),
    ...rest,
  };
}

/** Where a record ends that was saved so. */
export function tailOf(save: Save): RecordTail {
  const entries = signTransitions(auditSigner(), save);
  const { mac, eventsDigest } = signedRecord(auditSigner(), save, entries);
  return { mac, eventsDigest };
}

export function held(text: string): RequestEvent {
  return { type: 'held', at: at(300), commandId: `hold-${text}`, text };
}
