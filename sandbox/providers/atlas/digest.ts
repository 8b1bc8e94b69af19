import { createHash, randomBytes } from 'node:crypto';

/** The server's half of HTTP Digest as Atlas speaks it: MD5, `qop="auth"`, a fresh nonce with every 401. */
export interface DigestServer {
  challenge(stale: boolean): string;
  /** The user name that a header proves, `stale` for a nonce that was used up, or nothing. */
  check(header: string, method: string, passwordOf: (user: string) => string | undefined): Verdict;
}

export type Verdict =
  | { readonly type: 'user'; readonly name: string; readonly uri: string }
  | { readonly type: 'stale' }
  | { readonly type: 'wrong' };

const realm = 'MMS Public API';

export function createDigestServer(): DigestServer {
  /** Nonces that were handed out, with the highest count that was used. */
  const nonces = new Map<string, number>();
  return {
    challenge(stale) {
      const nonce = randomBytes(24).toString('base64');
      nonces.set(nonce, 0);
      return `Digest realm="${realm}", domain="", nonce="${nonce}", algorithm=MD5, qop="auth", stale=${stale}`;
    },
    check(header, method, passwordOf) {
      const fields = new Map(
        [...header.matchAll(/(\w+)=(?:"([^"]*)"|([^\s,]+))/g)].map(([, key, quoted, token]) => [
          key,
          quoted ?? token ?? '',
        ]),
      );
      const read = (name: string): string => fields.get(name) ?? '';
      const password = passwordOf(read('username'));
      const expected = md5(
        [
          md5(`${read('username')}:${realm}:${password}`),
          read('nonce'),
          read('nc'),
          read('cnonce'),
          'auth',
          md5(`${method}:${read('uri')}`),
        ].join(':'),
      );
      if (password === undefined || read('qop') !== 'auth' || read('response') !== expected)
        return { type: 'wrong' };
      const count = Number.parseInt(read('nc'), 16);
      const used = nonces.get(read('nonce'));
      if (used === undefined || count <= used) return { type: 'stale' };
      nonces.set(read('nonce'), count);
      return { type: 'user', name: read('username'), uri: read('uri') };
    },
  };
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
