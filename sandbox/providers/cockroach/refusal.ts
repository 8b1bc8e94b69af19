/** An error of the vendor, in google.rpc.Status terms: 3 invalid, 5 not found, 7 denied, 9 precondition, 16 token. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly code: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export function invalid(message: string): Refusal {
  return new Refusal(400, 3, message);
}

/** Refused because of what is there or running. */
export function precondition(message: string): Refusal {
  return new Refusal(400, 9, message);
}

export function notFound(message: string): Refusal {
  return new Refusal(404, 5, message);
}
