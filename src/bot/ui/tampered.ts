import type { Tampering } from '#core/ports.ts';
import { context, header, type Rendered, rendered, section } from './blocks.ts';
import { requestName } from './request-name.ts';

/** What is wrong with a record that does not verify, one sentence. */
const wrong: Readonly<Record<Tampering | 'unaudited', string>> = {
  changed: 'The record of this request was changed outside restorebot.',
  unsigned: 'The record of this request is not signed, so somebody else may have written it.',
  unaudited: 'The audit does not confirm who asked for this restore and who approved it.',
  'unknown-key': 'The record of this request is signed with a key that is not configured.',
};

/** What to do about it. */
const next: Readonly<Record<Tampering | 'unaudited', string>> = {
  changed: 'Find out who can write to Redis, check the target in the vendor’s console, and ask again.',
  unsigned: 'Find out who can write to Redis, check the target in the vendor’s console, and ask again.',
  unaudited: 'Run `restorebot audit verify`, and check the target in the vendor’s console.',
  'unknown-key': 'Put the old key back into `audit.keys`, after the new one.',
};

/** The sentence for a person who wants something of such a request. */
export function tamperedText(because: Tampering | 'unaudited'): string {
  return `${wrong[because]} restorebot does nothing with it. ${next[because]}`;
}

/** The card of such a request: nothing of what the record says, and no buttons. */
export function renderTamperedCard(requestId: string, because: Tampering): Rendered {
  return rendered(`${tamperedText(because)} Request ${requestName(requestId)}.`, [
    header('Record not verified'),
    section(
      `:warning: *${wrong[because]}* restorebot does nothing with it. A restore that is already running continues.`,
    ),
    section(next[because]),
    context(`Request ${requestName(requestId)}`),
  ]);
}
