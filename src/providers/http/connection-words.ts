import { type ConnectionFailure, connectionFailure } from '#core/connection-failure.ts';

/** What goes after “the connection to …”. */
const words: Readonly<Record<ConnectionFailure, string>> = {
  closed: 'closed before the answer came',
  stopped: 'was closed by restorebot',
  refused: 'was refused',
  'no-address': 'could not be made: the host name has no address in DNS',
  'no-dns': 'could not be made: DNS did not answer',
  'no-socket-file': 'could not be made: the socket does not exist',
  'no-route': 'could not be made: no network route leads there',
  timeout: 'timed out',
  exhausted: 'could not be made: this machine has no more sockets or memory for it',
  forbidden: 'could not be made: this machine forbids it',
  'certificate-expired': 'cannot be trusted: the certificate has expired',
  'certificate-early':
    'cannot be trusted: the certificate is not valid yet, or this machine’s clock is wrong',
  'certificate-revoked': 'cannot be trusted: the certificate was revoked',
  'certificate-of-another': 'cannot be trusted: the certificate is for another host name',
  'certificate-untrusted': 'cannot be trusted: no authority that this machine knows signed the certificate',
  'no-tls': 'failed: what answers there does not speak TLS',
  tls: 'failed: the two ends do not agree on TLS',
  'not-http': 'brought something that is not HTTP',
  'cut-off': 'brought an answer that is cut off or cannot be unpacked',
  'too-much': 'brought an answer that is larger than restorebot reads',
  proxy: 'was refused by the proxy',
  'proxy-login': 'was refused by the proxy: it requires a user name and a password',
  other: 'failed',
};

/** One clause about a failed connection, by its code; never the code. */
export function connectionWords(to: string, code: string | undefined): string {
  return `the connection to ${to} ${words[connectionFailure(code)]}`;
}
