import { readEntryLine } from '#core/audit/line.ts';
import { decidersOf } from '#core/restore-request.ts';
import type { ByPerson, StoryOutcome } from '../api.ts';
import type { ServiceDeps } from '../deps.ts';
import { entitlementOf } from '../entitlement.ts';
import { loadForWork } from '../trusted.ts';

/**
 * What the audit holds about one request. Its requester and those who may decide about it may read it while there is
 * a record of it; the readers of the configuration may read any.
 */
export async function story(
  deps: ServiceDeps,
  { requestId, by }: Pick<ByPerson, 'requestId' | 'by'>,
): Promise<StoryOutcome> {
  const stored = await loadForWork(deps, requestId);
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
  if (lines.length === 0) return { type: 'refused', refusal: { code: 'no-such-request', requestId } };
  const entries = lines.flatMap((line) => {
    const read = readEntryLine(line);
    if (read !== undefined) return [{ seq: read.seq, entry: read.entry }];
    deps.log.error({ requestId }, 'an entry of the audit cannot be read; verify the audit');
    return [];
  });
  return { type: 'story', entries };
}
