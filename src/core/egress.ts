/** How calls leave this machine, as the environment says it. */
export interface Egress {
  /** Through which proxy; may hold a password. Absent: directly. */
  readonly proxy?: string;
  /** Where no proxy is used. */
  readonly noProxy: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the variables by which Node sends its own calls, Slack's among them, through a proxy: with NODE_USE_ENV_PROXY,
 * and only then (nodejs.org/api/cli.html). Lower-case names win, and HTTP_PROXY stands in for HTTPS_PROXY.
 */
export function readEgress(environment: Environment): Egress {
  const read = (name: string): string => (environment[name.toLowerCase()] ?? environment[name] ?? '').trim();
  const isOn =
    environment['NODE_USE_ENV_PROXY'] === '1' ||
    /(?:^|\s)--use-env-proxy(?:\s|$)/.test(environment['NODE_OPTIONS'] ?? '');
  const proxy = read('HTTPS_PROXY') || read('HTTP_PROXY');
  return { noProxy: read('NO_PROXY'), ...(isOn && proxy !== '' ? { proxy } : {}) };
}

/** The proxy for an origin; `undefined`: it is called directly. Plain HTTP is for this machine, and never leaves it. */
export function proxyFor({ proxy, noProxy }: Egress, origin: string): URL | undefined {
  const { protocol, hostname, port } = new URL(origin);
  if (proxy === undefined || protocol !== 'https:') return undefined;
  const host = hostname.toLowerCase().replace(/^\[|\]$/g, '');
  const isSpared = noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => spares(entry, host, port === '' ? '443' : port));
  return isSpared ? undefined : new URL(withScheme(proxy));
}

/** Nothing may follow the port: a password with # or / in it is cut there. */
export function isProxyAddress(text: string): boolean {
  const url = URL.parse(withScheme(text));
  if (url === null || !/^https?:$/.test(url.protocol)) return false;
  const { username, password, pathname, search, hash } = url;
  return canBeDecoded(username + password) && pathname === '/' && search === '' && hash === '';
}

/** Whether each % in a part of a URL begins the code of a character. */
export function canBeDecoded(text: string): boolean {
  try {
    return decodeURIComponent(text) !== undefined;
  } catch {
    return false;
  }
}

function withScheme(proxy: string): string {
  return /^[a-z][a-z\d+.-]*:\/\//i.test(proxy) ? proxy : `http://${proxy}`;
}

/** `*`, `host`, `.suffix`, `*.suffix`, each with `:port` or without; an IPv6 address has brackets where it has a port. */
function spares(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  const [, bracketed, plain, wanted] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(entry) ?? [];
  const name = bracketed ?? plain ?? entry;
  if (wanted !== undefined && wanted !== port) return false;
  const suffix = name.replace(/^\*/, '');
  return suffix.startsWith('.') ? host.endsWith(suffix) || host === suffix.slice(1) : host === name;
}
