import { z } from 'zod';
import { isLoopback } from '#core/loopback.ts';
import { numeric } from '#core/numeric-text.ts';
import { Secret } from '#core/secret.ts';

/** One word as a header can carry it. `what` it is, for the sentence: `the public key of an API key`. */
export function word(what: string): z.ZodType<string, string> {
  return z
    .string({ error: notOneWord(what) })
    .trim()
    .regex(/^(?!["'`])[\x21-\x7e]+(?<!["'`])$/u, { error: notOneWord(what) });
}

/** The same for what must never be shown: a bearer token, a private key. */
export function secret(what: string): z.ZodType<Secret, string | Secret> {
  const text = word(what).transform((given) => new Secret(given));
  return z.union([z.instanceof(Secret), text], { error: notOneWord(what) });
}

function notOneWord(what: string) {
  return ({ input }: { readonly input?: unknown }): string =>
    input === undefined
      ? `it is missing; write ${what}`
      : `it is not one word; write ${what}, without spaces or quotation marks around it`;
}

/** A vendor's origin: https, or http on this machine (a simulator). No path, no query, no credential. */
export const BaseUrl = z
  .url({ protocol: /^https?$/, error: 'write an address that starts with https://' })
  .superRefine((text, context) => {
    const url = URL.parse(text);
    if (url === null) return;
    if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
      context.addIssue({
        code: 'custom',
        message: 'write an address that starts with https:// (http is for this machine only)',
      });
    }
    if (url.username !== '' || url.password !== '') {
      context.addIssue({ code: 'custom', message: 'take the user name and the password out' });
    }
    if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
      context.addIssue({ code: 'custom', message: 'write an origin only, such as https://api.example.com' });
    }
  });

const longestSettleMs = 60 * 60_000;
const sentence = `it is how long the vendor’s lists may lag behind a submission, and nothing there is believed before; write a whole number of milliseconds, at most ${longestSettleMs}`;

/**
 * How long the lists lag, without a default. Zero would believe the first list, which may not show
 * yet what it will. How short it may be outside a sandbox is said in config/bounds.ts.
 */
const SettleMs = numeric(
  z.int({ error: sentence }).min(1, { error: sentence }).max(longestSettleMs, { error: sentence }),
);

/** Milliseconds of one call. */
export function timeoutMs(most: number, usual: number) {
  return numeric(z.int().min(100).max(most)).prefault(usual);
}

interface Usual {
  /** Where the vendor is. */
  readonly baseUrl: string;
  /** Calls a second: the most that the vendor allows, and what is used without a setting. */
  readonly ratePerSecond: { readonly most: number; readonly usual: number };
  /** How long after a submission the vendor's lists are trusted to show it, in milliseconds. */
  readonly settleMs: number;
}

/** The settings that every connection has. */
export function usualSettings({ baseUrl, ratePerSecond, settleMs }: Usual) {
  return {
    baseUrl: BaseUrl.prefault(baseUrl),
    ratePerSecond: numeric(z.number().positive().max(ratePerSecond.most)).prefault(ratePerSecond.usual),
    settleMs: SettleMs.prefault(settleMs),
    /** One call, from connecting to the last byte. */
    timeoutMs: timeoutMs(120_000, 15_000),
  };
}
