import { hash } from 'node:crypto';
import type { AuditSigner } from '#core/audit/store.ts';
import type { Tampering } from '#core/ports.ts';

/*
 * What makes a record authentic: an HMAC that every save writes next to the document, with the key that signs the
 * audit, which is never in Redis. It covers the request's id and version, the mac of its newest audit entry, the digest
 * of its events and the document's exact bytes. docs/decisions/0012-authentic-records.md says why.
 */

/** The fields of a request's hash that the HMAC covers; `null`: it has no such field. */
export interface RecordFields {
  readonly document: string;
  readonly version: string | null;
  /** Of its newest audit entry. */
  readonly mac: string | null;
  readonly eventsDigest: string | null;
  /** `<key id>:<hex>` */
  readonly documentMac: string | null;
}

/** SHA-256 over all events so far and these, in this order; hex. `before`: over all before these, or empty. */
export function digestEvents(before: string, events: readonly string[]): string {
  return events.reduce((digest, event) => hash('sha256', `${digest}\n${event}`, 'hex'), before);
}

/** The `documentMac` of a record. */
export function signRecord(
  signer: AuditSigner,
  id: string,
  fields: Omit<RecordFields, 'documentMac'>,
): string {
  return `${signer.keyId}:${signer.sign(signedText(id, fields))}`;
}

/** Why a record is not one that restorebot wrote; `undefined`: it is. `events`: the stored ones, where they were read. */
export function whyTampered(
  signer: AuditSigner,
  id: string,
  fields: RecordFields,
  events?: readonly string[],
): Tampering | undefined {
  const { documentMac, eventsDigest } = fields;
  if (documentMac === null) return 'unsigned';
  const [keyId = '', mac = ''] = documentMac.split(':');
  const signature = signer.check(signedText(id, fields), keyId, mac);
  if (signature !== 'right') return signature === 'wrong' ? 'changed' : signature;
  return events === undefined || digestEvents('', events) === eventsDigest ? undefined : 'changed';
}

/** No field can be moved into another: all but the last are one JSON text on its own line. */
function signedText(
  id: string,
  { version, mac, eventsDigest, document }: Omit<RecordFields, 'documentMac'>,
): string {
  return `record\n${JSON.stringify([id, version, mac, eventsDigest])}\n${document}`;
}
