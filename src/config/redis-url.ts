import { z } from 'zod';
import { canBeDecoded } from '#core/egress.ts';
import { outerQuotes } from './values.ts';

const form = 'redis://user:password@host:6379/0 (rediss: for TLS)';
const encode =
  'where user or password have other characters than letters and digits, percent-encode them: # is %23, / is %2F, % is %25, ? is %3F, @ is %40';

/**
 * Where Redis is. Read as strictly as can be: what clients make of a password that is not encoded (a host, a
 * database) would be shown where an address is shown. No sentence has any part of it.
 */
export const RedisUrl = z
  .string()
  .trim()
  .superRefine((text, context) => {
    const message = wrongWith(text);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  })
  // ioredis speaks TLS only where the scheme is in lower case.
  .transform((text) => text.replace(/^rediss?:/iu, (scheme) => scheme.toLowerCase()))
  .meta({ example: 'redis://user:password@redis:6379/0' });

/** What is wrong, and what to write instead; `undefined`: nothing. */
function wrongWith(text: string): string | undefined {
  if (outerQuotes.test(text)) return 'it begins or ends with a quotation mark; take the quotation marks off';
  // A socket of this machine has no password in its address.
  if (/^\/[\w./-]+$/u.test(text)) return undefined;
  if (!/^rediss?:\/\//iu.test(text)) return `it does not begin with redis:// or rediss://; write ${form}`;
  const url = URL.parse(text);
  if (url === null || !isComplete(url) || !isPlain(text)) {
    return `it cannot be read; write ${form}, and ${encode}`;
  }
  return undefined;
}

/** The parser of URLs leaves tabs and line ends out in silence. */
function isPlain(text: string): boolean {
  return /^[\x21-\x7e]+$/u.test(text);
}

function isComplete({ hostname, pathname, search, hash, username, password }: URL): boolean {
  return (
    /^(\[[\da-f:.]+\]|[a-z\d]([\w.-]*[a-z\d.])?)$/iu.test(hostname) &&
    /^(\/\d{0,5})?$/u.test(pathname) &&
    /^(\?family=[046])?$/u.test(search) &&
    hash === '' &&
    canBeDecoded(username) &&
    canBeDecoded(password)
  );
}
