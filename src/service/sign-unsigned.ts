import type { AuditSigner, AuditStore } from '#core/audit/store.ts';
import { whyNotVouched } from '#core/audit/vouch.ts';
import {
  type Log,
  type RequestStore,
  StoreUnavailable,
  type UnsignedRecord,
  type UnsignedRecords,
} from '#core/ports.ts';
import { hasEnded } from '#core/restore-request.ts';

export interface SignUnsignedDeps {
  readonly store: Pick<RequestStore, 'ids'>;
  readonly records: UnsignedRecords;
  readonly audit: Pick<AuditStore, 'append' | 'linesOf'>;
  readonly signer: Pick<AuditSigner, 'check'>;
  readonly log: Log;
}

const atOnce = 50;

/**
 * Signs, once, the records that a restorebot wrote which did not sign any; the log and the audit say so. The audit must
 * confirm each of them, so doing this again could let nothing in that never happened. What it does not confirm stays
 * unsigned, which is tampered from here on. Throws `StoreUnavailable`.
 */
export async function signUnsigned(deps: SignUnsignedDeps): Promise<void> {
  const { store, records, audit, log } = deps;
  if (await records.areSigned()) return;
  const ids = await store.ids();
  let signed = 0;
  const refused: string[] = [];
  for (let next = 0; next < ids.length; next += atOnce) {
    const some = ids.slice(next, next + atOnce);
    const outcomes = await Promise.all(some.map((id) => signOne(deps, id)));
    signed += outcomes.filter((outcome) => outcome === 'signed').length;
    refused.push(...some.filter((_, index) => outcomes[index] === 'refused'));
  }
  if (signed + refused.length > 0) {
    const detail = { signed, refused: refused.join(' ') };
    await audit.append({ kind: 'system', what: 'records-signed', detail });
    log.warn(detail, 'records of an older restorebot signed');
  }
  await records.finish();
}

async function signOne(deps: SignUnsignedDeps, id: string): Promise<'signed' | 'refused' | 'nothing'> {
  const { records, audit, signer, log } = deps;
  let unsigned: UnsignedRecord | undefined;
  try {
    unsigned = await records.load(id);
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error;
    log.error({ requestId: id, err: error }, 'unsigned record cannot be read, not signed');
    return 'refused';
  }
  if (unsigned === undefined) return 'nothing';
  const because = whyNotVouched(signer, unsigned.stored, await audit.linesOf(id));
  // Entries of one that has ended may have left with the audit's retention, and nothing more is done for it.
  const isOver = because === 'entries-missing' && hasEnded(unsigned.stored.request.state);
  if (because !== undefined && !isOver) {
    log.error({ requestId: id, because }, 'audit does not confirm an unsigned record, not signed');
    return 'refused';
  }
  return (await unsigned.sign()) ? 'signed' : 'nothing';
}
