import { z } from 'zod';
import { defined } from '../defined.ts';
import { RequestEvent } from '../events.ts';
import { fold } from '../evolve.ts';
import type { StoredRequest } from '../ports.ts';
import { type Attempt, RestoreRequest } from '../restore-request.ts';
import { isRight, readEntryLine } from './line.ts';
import type { AuditSigner } from './store.ts';

/**
 * Why the audit does not vouch for a request. `record-older`: the audit knows more about it than the record does.
 * `record-differs`: who asked, who agreed to which plan, or what the rule demands, is not what the entries say.
 */
export type Unvouched = 'entries-missing' | 'entry-changed' | 'record-older' | 'record-differs';

/**
 * Whether what a record says is what signed entries say has happened. An HMAC of the record alone would be worth no
 * more than the one step that made it: so a vote counts with the entry of its event, which names the person, the request
 * and the plan. `lines`: the audit's about this request, oldest first.
 */
export function whyNotVouched(
  signer: Pick<AuditSigner, 'check'>,
  { request, tail }: Pick<StoredRequest, 'request' | 'tail'>,
  lines: readonly string[],
): Unvouched | undefined {
  const read = readChain(signer, request.id, lines);
  if (typeof read === 'string') return read;
  const { events, mac } = read;
  if (events.length > request.version) return 'record-older';
  if (events.length < request.version || mac !== tail.mac) return 'entries-missing';
  const happened = fold(events);
  if (happened === undefined) return 'record-differs';
  const attempts = withoutUnsaidProof(happened.attempts, request.attempts);
  return decided({ ...happened, attempts }) === decided(request) ? undefined : 'record-differs';
}

/** An older restorebot kept no proof of an attempt; without it, the attempt may be at the vendor, which lets nothing through. */
function withoutUnsaidProof(happened: readonly Attempt[], recorded: readonly Attempt[]): Attempt[] {
  return happened.map(({ proof, ...attempt }, at) => ({
    ...attempt,
    ...(recorded[at]?.proof === undefined ? {} : defined({ proof })),
  }));
}

/** All that has happened to a request, and the mac of its newest entry; or why its entries do not say so. */
export function readChain(
  signer: Pick<AuditSigner, 'check'>,
  requestId: string,
  lines: readonly string[],
): { readonly events: readonly RequestEvent[]; readonly mac: string } | 'entries-missing' | 'entry-changed' {
  const events: RequestEvent[] = [];
  let prev = '';
  for (const line of lines) {
    const read = readEntryLine(line);
    if (read === undefined || !isRight(signer, read)) return 'entry-changed';
    const { entry, mac } = read;
    if (entry.kind !== 'transition') continue;
    if (entry.requestId !== requestId || entry.version !== events.length + 1 || entry.prev !== prev) {
      return 'entries-missing';
    }
    const event = RequestEvent.safeParse(entry.event);
    if (!event.success) return 'entry-changed';
    events.push(event.data);
    prev = mac;
  }
  return { events, mac: prev };
}

/** What must be authentic before anything is done for a request, as one text. */
function decided(request: RestoreRequest): string {
  const { id, requester, channel, plan, fingerprint, requirement, attempts, glass, state } = z.encode(
    RestoreRequest,
    request,
  );
  const votes = 'votes' in state ? state.votes : [];
  const { tag } = state;
  return JSON.stringify([
    id,
    requester,
    channel,
    plan,
    fingerprint,
    requirement,
    attempts,
    glass,
    tag,
    votes,
  ]);
}
