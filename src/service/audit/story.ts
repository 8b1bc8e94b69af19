import type { AuditEntry } from '#core/audit/entry.ts';
import { isRight, readEntryLine } from '#core/audit/line.ts';
import { readChain, whyNotVouched } from '#core/audit/vouch.ts';
import { defined } from '#core/defined.ts';
import { authentic, type LoadedRequest } from '#core/ports.ts';
import { decidersOf } from '#core/restore-request.ts';
import type { ByPerson, StoryOutcome, StoryProblem } from '../api.ts';
import type { ServiceDeps } from '../deps.ts';
import { entitlementOf } from '../entitlement.ts';

/**
 * What the audit holds about one request. Its requester and those who may decide about it may read it while there is
 * a record of it; the readers of the configuration may read any. Every entry is verified first, and that they lead to what
 * the record says.
 */
export async function story(
  deps: ServiceDeps,
  { requestId, by }: Pick<ByPerson, 'requestId' | 'by'>,
): Promise<StoryOutcome> {
  const loaded = await deps.store.load(requestId);
  const stored = authentic(loaded);
  const { users, groups } = deps.auditReaders;
  const deciders = stored === undefined ? { users: [], groups: [] } : decidersOf(stored.request);
  const concerned = stored === undefined ? [] : [stored.request.requester];
  const may = await entitlementOf(deps.directory, by, {
    users: [...users, ...deciders.users, ...concerned],
    groups: [...groups, ...deciders.groups],
  });
  if (may.type === 'refused') {
    return { type: 'refused', refusal: { code: 'may-not-read-audit', because: may.because } };
  }
  const lines = await deps.audit.linesOf(requestId);
  if (lines.length === 0 && loaded === undefined) {
    return { type: 'refused', refusal: { code: 'no-such-request', requestId } };
  }
  const problem = problemOf(deps, requestId, loaded, lines);
  if (problem !== undefined) {
    deps.log.error(
      { requestId, because: problem },
      'audit of a request does not verify; run restorebot audit verify',
    );
  }
  const entries = lines.flatMap((line) => {
    const read = readEntryLine(line);
    if (read === undefined || !isRight(deps.auditSigner, read) || !isAbout(read.entry, requestId)) return [];
    return [{ seq: read.seq, entry: read.entry }];
  });
  return { type: 'story', entries, ...defined({ problem }) };
}

function problemOf(
  { auditSigner }: Pick<ServiceDeps, 'auditSigner'>,
  requestId: string,
  loaded: LoadedRequest,
  lines: readonly string[],
): StoryProblem | undefined {
  if (loaded?.tampered !== undefined) return 'record-tampered';
  if (loaded !== undefined) return whyNotVouched(auditSigner, loaded, lines);
  const chain = readChain(auditSigner, requestId, lines);
  return typeof chain === 'string' ? chain : undefined;
}

function isAbout(entry: AuditEntry, requestId: string): boolean {
  return 'requestId' in entry && entry.requestId === requestId;
}
