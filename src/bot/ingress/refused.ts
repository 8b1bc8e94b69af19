/** Why a delivery over HTTP was not given to any listener, and the status that it was answered with. */
export const refusedStatus = {
  'wrong-path': 404,
  'wrong-method': 405,
  'content-type': 415,
  'content-encoding': 415,
  'too-large': 413,
  'too-slow': 408,
  'broken-off': 400,
  unsigned: 401,
  'too-old': 401,
  'from-the-future': 401,
  'bad-signature': 401,
  'seen-before': 409,
  'not-json': 400,
  'too-deep': 400,
  'forbidden-key': 400,
  'nobody-listens': 404,
  failed: 500,
  'no-answer-in-time': 503,
} as const;

export type RefusedDelivery = keyof typeof refusedStatus;

/** Port scanners do not send these, so they are kept in the audit, too. */
export const imitations: ReadonlySet<RefusedDelivery> = new Set([
  'too-old',
  'from-the-future',
  'bad-signature',
  'seen-before',
]);
