import { type Unvouched, whyNotVouched } from '#core/audit/vouch.ts';
import { authentic, type StoredRequest } from '#core/ports.ts';
import type { ServiceDeps } from '../deps.ts';

/** Asks the audit about a request that something is about to be done for; one that it does not confirm raises the alarm. */
export async function unvouched(
  deps: Pick<ServiceDeps, 'audit' | 'auditSigner' | 'store' | 'log'>,
  stored: StoredRequest,
): Promise<Unvouched | undefined> {
  const { id, version } = stored.request;
  const because = whyNotVouched(deps.auditSigner, stored, await deps.audit.linesOf(id));
  if (because === 'record-older') {
    // It may have gone on between the two reads.
    const now = authentic(await deps.store.load(id));
    if (now !== undefined && now.request.version > version) return unvouched(deps, now);
  }
  if (because !== undefined) {
    deps.log.error({ requestId: id, because }, 'audit does not confirm a request, request stopped');
  }
  return because;
}
