import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Secret } from '#core/secret.ts';

/** How far the stamp of a delivery may be from our clock, either way; Slack says five minutes. */
const skewSeconds = 300;

export type SignatureVerdict = 'genuine' | 'unsigned' | 'too-old' | 'from-the-future' | 'bad-signature';

export interface Signed {
  /** `x-slack-request-timestamp`: seconds since 1970. */
  readonly timestamp: string | undefined;
  /** `x-slack-signature`: `v0=` and 64 hexadecimal digits. */
  readonly signature: string | undefined;
  /** As it came: a parsed and rewritten body has another signature. */
  readonly body: Uint8Array;
}

/**
 * Whether Slack wrote this, and lately (docs.slack.dev/authentication/verifying-requests-from-slack, version 0). Any
 * of the secrets will do, so that one can be replaced without a gap.
 */
export function judgeSignature(
  { timestamp = '', signature = '', body }: Signed,
  secrets: readonly Secret[],
  now: Date,
): SignatureVerdict {
  if (!/^\d{1,12}$/u.test(timestamp) || !/^v0=[0-9a-f]{64}$/u.test(signature)) return 'unsigned';
  const ageSeconds = now.getTime() / 1_000 - Number(timestamp);
  if (ageSeconds > skewSeconds) return 'too-old';
  if (ageSeconds < -skewSeconds) return 'from-the-future';
  const given = Buffer.from(signature);
  const matches = secrets.map((secret) => timingSafeEqual(given, signatureOf(secret, timestamp, body)));
  return matches.includes(true) ? 'genuine' : 'bad-signature';
}

function signatureOf(secret: Secret, timestamp: string, body: Uint8Array): Buffer {
  const digest = createHmac('sha256', secret.reveal()).update(`v0:${timestamp}:`).update(body).digest('hex');
  return Buffer.from(`v0=${digest}`);
}
