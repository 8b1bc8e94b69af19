import { errorCode } from '#core/connection-failure.ts';
import type { Secret } from '#core/secret.ts';

/** Replaces every credential in a text by `***`, and cuts a text that is longer than anybody reads. */
export type Redact = (text: string) => string;

/** So much of a text is kept: a vendor's error may be as long as an answer may be. */
const keptMax = 4_000;

/** Knows the credential as it is, in a URL and in Basic or base64 form: vendors and libraries echo all of them. */
export function makeRedact(secrets: readonly Secret[]): Redact {
  const forms = secrets
    .map((secret) => secret.reveal())
    .filter((text) => text !== '')
    .flatMap((text) => [text, encodeURIComponent(text), Buffer.from(text).toString('base64')]);
  const longest = Math.max(0, ...forms.map((form) => form.length));
  return (text) => {
    const start = text.slice(0, keptMax + longest);
    const clean = forms.reduce((rest, form) => rest.replaceAll(form, '***'), start);
    // The cut may have gone through a credential, whose first part would not be known as one.
    return start.length === text.length ? clean : clean.slice(0, Math.max(0, clean.length - longest));
  };
}

/**
 * What is kept of an error from below: its name, code and redacted words. The original may hold headers, and
 * code that logs a cause prints all of it.
 */
export function cleanCause(error: unknown, redact: Redact): Error {
  const cause = new Error(redact(error instanceof Error ? error.message : String(error)));
  cause.name = error instanceof Error ? error.name : 'Error';
  delete cause.stack;
  const code = errorCode(error);
  return code === undefined ? cause : Object.assign(cause, { code });
}
