/** An error of the vendor, as `ApiError` has it. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly code: string;
  readonly parameters: readonly string[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    detail: string,
    more: {
      readonly parameters?: readonly string[];
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(detail);
    this.status = status;
    this.code = code;
    this.parameters = more.parameters ?? [];
    this.headers = more.headers ?? {};
  }
}

const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  409: 'Conflict',
  410: 'Gone',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
};

/** What each status usually carries, for faults that name no code. */
const usualCodes: Readonly<Record<number, string>> = {
  403: 'ACCESS_FORBIDDEN',
  404: 'CLUSTER_NOT_FOUND',
  409: 'ATLAS_CLUSTER_RESTORE_IN_PROGRESS',
  410: 'VERSION_GONE',
  429: 'RATE_LIMITED_TOKEN_BUCKET',
};

export function errorJson(
  status: number,
  detail: string,
  code?: number | string,
  parameters: readonly string[] = [],
): object {
  const usual =
    usualCodes[status] ?? (status >= 500 || status === 401 ? 'UNEXPECTED_ERROR' : 'VALIDATION_ERROR');
  return {
    detail,
    error: status,
    errorCode: String(code ?? usual),
    parameters,
    reason: reasons[status] ?? 'Error',
  };
}

export function badRequest(code: string, detail: string): Refusal {
  return new Refusal(400, code, detail);
}

export function conflict(code: string, detail: string): Refusal {
  return new Refusal(409, code, detail);
}

export function notFound(code: string, detail: string, parameters: readonly string[] = []): Refusal {
  return new Refusal(404, code, detail, { parameters });
}
