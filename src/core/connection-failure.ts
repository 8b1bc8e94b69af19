/**
 * Why a connection brought nothing. The one table of the codes: people read a sentence for each kind, and the code itself
 * is in the log, under Details and in the audit.
 */
export type ConnectionFailure =
  | 'closed'
  | 'stopped'
  | 'refused'
  | 'no-address'
  | 'no-dns'
  | 'no-socket-file'
  | 'no-route'
  | 'timeout'
  | 'exhausted'
  | 'forbidden'
  | 'certificate-expired'
  | 'certificate-early'
  | 'certificate-revoked'
  | 'certificate-of-another'
  | 'certificate-untrusted'
  | 'no-tls'
  | 'tls'
  | 'not-http'
  | 'cut-off'
  | 'too-much'
  | 'proxy'
  | 'proxy-login'
  /** A code that nobody has listed. */
  | 'other';

/**
 * Sources: nodejs.org/api/errors.html (system errors, TLS), nodejs.org/api/tls.html#x509-certificate-error-codes,
 * nodejs.org/api/zlib.html, undici's docs/docs/api/Errors.md. `PROXY_…` is ours: the status of a proxy's answer.
 */
const codes: Readonly<Record<string, ConnectionFailure>> = {
  ECONNRESET: 'closed',
  ECONNABORTED: 'closed',
  ENETRESET: 'closed',
  ENOTCONN: 'closed',
  EPIPE: 'closed',
  ERR_STREAM_PREMATURE_CLOSE: 'closed',
  UND_ERR_SOCKET: 'closed',
  ABORT_ERR: 'stopped',
  UND_ERR_ABORT: 'stopped',
  UND_ERR_ABORTED: 'stopped',
  UND_ERR_CLOSED: 'stopped',
  UND_ERR_DESTROYED: 'stopped',
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'no-address',
  EAI_AGAIN: 'no-dns',
  ENOENT: 'no-socket-file',
  EHOSTDOWN: 'no-route',
  EHOSTUNREACH: 'no-route',
  ENETDOWN: 'no-route',
  ENETUNREACH: 'no-route',
  ETIMEDOUT: 'timeout',
  ERR_SOCKET_CONNECTION_TIMEOUT: 'timeout',
  ERR_TLS_HANDSHAKE_TIMEOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  EADDRNOTAVAIL: 'exhausted',
  EMFILE: 'exhausted',
  ENFILE: 'exhausted',
  ENOBUFS: 'exhausted',
  ENOMEM: 'exhausted',
  EACCES: 'forbidden',
  EPERM: 'forbidden',
  CERT_HAS_EXPIRED: 'certificate-expired',
  CERT_NOT_YET_VALID: 'certificate-early',
  CERT_REVOKED: 'certificate-revoked',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate-of-another',
  HOSTNAME_MISMATCH: 'certificate-of-another',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate-untrusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate-untrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'certificate-untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate-untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate-untrusted',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'no-tls',
  ERR_SSL_WRONG_VERSION_NUMBER: 'no-tls',
  EPROTO: 'tls',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'cut-off',
  HPE_HEADER_OVERFLOW: 'too-much',
  UND_ERR_HEADERS_OVERFLOW: 'too-much',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'too-much',
  UND_ERR_PRX_CONN: 'proxy',
  UND_ERR_PRX_TLS: 'proxy',
  UND_ERR_SOCKS5: 'proxy',
  PROXY_407: 'proxy-login',
};

/** Families of codes, by their beginning. */
const beginnings: readonly (readonly [beginning: string, failure: ConnectionFailure])[] = [
  ['PROXY_', 'proxy'],
  ['HPE_', 'not-http'],
  ['CERT_', 'tls'],
  ['ERR_SSL_', 'tls'],
  ['ERR_TLS_', 'tls'],
  ['Z_', 'cut-off'],
  ['ERR__ERROR_', 'cut-off'],
];

/** What a code means. */
export function connectionFailure(code: string | undefined): ConnectionFailure {
  if (code === undefined) return 'other';
  const known = Object.hasOwn(codes, code) ? codes[code] : undefined;
  return known ?? beginnings.find(([beginning]) => code.startsWith(beginning))?.[1] ?? 'other';
}

/** Node's, OpenSSL's or undici's code of the error itself (`ECONNREFUSED`). */
export function ownCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** The same, looked for in the causes and parts too. */
export function errorCode(error: unknown): string | undefined {
  const own = ownCode(error);
  if (own !== undefined || !(error instanceof Error)) return own;
  if (error instanceof AggregateError) return error.errors.map(errorCode).find((code) => code !== undefined);
  return errorCode(error.cause);
}
