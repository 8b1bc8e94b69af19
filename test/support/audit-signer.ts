import type { AuditSigner } from '#core/audit/store.ts';
import { Secret } from '#core/secret.ts';
import { createAuditSigner } from '#keys/audit-signer.ts';

/** The signer of a restorebot whose bot token is this one, and that has no configured keys. */
export function auditSigner(token = 'xoxb-test', ...keys: readonly string[]): AuditSigner {
  return createAuditSigner({ keys: keys.map((key) => new Secret(key)), credential: new Secret(token) });
}
