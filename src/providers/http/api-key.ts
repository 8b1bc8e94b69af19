import { z } from 'zod';
import { Secret } from '#core/secret.ts';

/** A bearer token as a header can carry it. `what` it is, for the sentence: `the secret key of a service account`. */
export function apiKey(what: string): z.ZodType<Secret> {
  const wrong = `must be ${what}, one word without spaces or quotation marks around it`;
  const text = z
    .string(`is missing: ${what}`)
    .trim()
    .regex(/^(?!["'`])[\x21-\x7e]+(?<!["'`])$/u, wrong)
    .transform((key) => new Secret(key));
  return z.union([z.instanceof(Secret), text], wrong);
}
