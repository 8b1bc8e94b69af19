/** An error of the vendor: HTTP status and `{"error": {"code", "message", "hint"?}}`. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly code: string;
  readonly hint: string | undefined;

  constructor(status: number, code: string, message: string, hint?: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.hint = hint;
  }
}

/** “does not exist or is not accessible”: the vendor does not say which. */
export function notFound(message: string): Refusal {
  return new Refusal(404, 'resource-not-found', message);
}

export function invalid(message: string): Refusal {
  return new Refusal(422, 'validation-error', message);
}

/** The documented code of each status; those of 409 and of a 422 on a restore are documented nowhere. */
const codes: Readonly<Record<number, string>> = {
  400: 'client-error',
  401: 'authentication-failed',
  403: 'permission-denied',
  404: 'resource-not-found',
  409: 'conflict',
  422: 'validation-error',
  429: 'rate-limit-exceeded',
};

/** The vendor's usual error body. */
export function errorJson(status: number, message: string, code?: number | string, hint?: string): object {
  const word = code ?? codes[status] ?? 'internal-server-error';
  return { error: { code: String(word), message, ...(hint === undefined ? {} : { hint }) } };
}
