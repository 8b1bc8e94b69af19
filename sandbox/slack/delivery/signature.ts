import { createHmac } from 'node:crypto';

/** docs.slack.dev/authentication/verifying-requests-from-slack: version 0. */
export function signatureHeaders(
  secret: string,
  body: string,
  at: Date,
): Readonly<Record<'x-slack-request-timestamp' | 'x-slack-signature', string>> {
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const digest = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${digest}` };
}
