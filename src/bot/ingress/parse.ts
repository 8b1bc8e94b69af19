/** What a body says, once it is known to be Slack's. */
export type Parsed =
  | { readonly type: 'payload'; readonly body: Readonly<Record<string, unknown>> }
  | { readonly type: 'ssl-check' }
  | { readonly type: 'url-verification'; readonly challenge: string }
  | { readonly type: 'unreadable'; readonly because: 'not-json' | 'too-deep' | 'forbidden-key' };

export const contentTypes = ['application/x-www-form-urlencoded', 'application/json'] as const;
export type ContentType = (typeof contentTypes)[number];

/** Slack's deepest payloads, a modal with grouped options, have about a dozen levels. */
const maxDepth = 64;

/** Commands are forms, interactions a form with JSON in `payload`, events JSON (docs.slack.dev/interactivity/handling-user-interaction). */
export function parse(contentType: ContentType, text: string): Parsed {
  if (contentType === 'application/json') return ofJson(text);
  const form = new URLSearchParams(text);
  const payload = form.get('payload');
  if (payload !== null) return ofJson(payload);
  const body = Object.fromEntries(form);
  if (Object.hasOwn(body, '__proto__')) return { type: 'unreadable', because: 'forbidden-key' };
  return isSslCheck(contentType, text) ? { type: 'ssl-check' } : { type: 'payload', body };
}

/** Slack's look at our certificate; it may come unsigned, and nothing but an empty answer follows from it. */
export function isSslCheck(contentType: ContentType, text: string): boolean {
  return contentType === contentTypes[0] && new URLSearchParams(text).get('ssl_check') === '1';
}

function ofJson(text: string): Parsed {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return { type: 'unreadable', because: 'not-json' };
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return { type: 'unreadable', because: 'not-json' };
  }
  const because = whyHarmful(body);
  if (because !== undefined) return { type: 'unreadable', because };
  const fields: Readonly<Record<string, unknown>> = { ...body };
  if (fields['type'] === 'url_verification' && typeof fields['challenge'] === 'string') {
    return { type: 'url-verification', challenge: fields['challenge'] };
  }
  return { type: 'payload', body: fields };
}

/** Looks level by level and not by recursion, which a deep enough body would make run out of stack. */
function whyHarmful(root: object): 'too-deep' | 'forbidden-key' | undefined {
  let level: readonly object[] = [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxDepth) return 'too-deep';
    // A copied `__proto__` would change what an object inherits.
    if (level.some((each) => Object.hasOwn(each, '__proto__'))) return 'forbidden-key';
    level = level.flatMap((each) => Object.values(each).filter(isObject));
  }
  return undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
