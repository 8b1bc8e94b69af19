import { decodeCardRef, decodeFieldBlock, decodeViewRef } from '#bot/ids.ts';
import { plainText, section } from '#bot/ui/blocks.ts';
import { renderCard } from '#bot/ui/card.ts';
import { line, messageWords, name, plain, plainName, prose, quote, unformatted } from '#bot/ui/escape.ts';
import { renderLate } from '#bot/ui/late-lines.ts';
import { clip, clipMrkdwn } from '#bot/ui/limits.ts';
import { renderLostCard, renderSetBackLine } from '#bot/ui/lost-card.ts';
import { person } from '#bot/ui/people.ts';
import { renderStatus } from '#bot/ui/status.ts';
import { renderLine } from '#bot/ui/thread-line.ts';
import { typedDifferenceText } from '#bot/ui/typed-difference.ts';
import { csvRow } from '#core/audit/csv.ts';
import { readEntryLine, readSealLine } from '#core/audit/line.ts';
import { fits } from '#core/match.ts';
import { nearest } from '#core/nearest.ts';
import type { StoredRequest } from '#core/ports.ts';
import { Secret } from '#core/secret.ts';
import { typedDifference } from '#core/typed-name.ts';
import { readChallenge } from '#providers/http/digest.ts';
import { failureOf } from '#providers/http/failure.ts';
import { describeBody, readBody } from '#providers/http/raw-answer.ts';
import { cleanCause, makeRedact } from '#providers/http/redact.ts';
import { readRetryAfter } from '#providers/http/retry-policy.ts';
import type { Vendor } from '#providers/http/types.ts';
import { BaseUrl } from '#providers/kit/settings.ts';
import { replyCode } from '#store/script.ts';
import { stored } from '#test/bot/ui/samples.ts';
import { anAsk, aPlan, at, someEvents } from './builders.ts';
import { providersUnderTest } from './providers-under-test.ts';

/** Something that reads or shows text which a vendor, Slack or a person wrote. */
interface Reader {
  readonly name: string;
  /** Gives what is measured; what it takes to get there is not. */
  readonly prepare: (text: string) => () => unknown;
}

const redact = makeRedact([
  new Secret('sk-secret-0123456789-secret'),
  new Secret('QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJD'),
]);
const now = at(0);

/** Reads an answer as the HTTP client does, with this text in each place where vendors put words. */
function failing(vendor: Vendor) {
  const context = { connection: 'c', vendor, redact, now: () => now };
  const answer = (header: string, body: string) =>
    failureOf(
      context,
      { action: 'restoring', write: true },
      { status: 400, header: () => header, body: readBody(body, 'text/html') },
    );
  return (text: string) => {
    const sides = ['message', 'detail', 'error'].map((field) => JSON.stringify({ [field]: text, code: 'X' }));
    return [answer(text, text), ...sides.map((body) => answer('', body))];
  };
}

/** A request with this text in each place where somebody else's words are. */
function told(text: string) {
  const resource = { id: text, name: text };
  const finding = { level: 'warning', code: 'x', text } as const;
  const ask = anAsk({
    reason: text,
    plan: aPlan({ source: resource, target: resource, options: { option: text } }),
    findings: [finding],
    impact: { type: 'in-place', overwrites: [text], creates: [text], unavailable: [text], notes: [text] },
    fingerprint: { Target: text },
  });
  return stored([
    ...someEvents({ ask }),
    {
      type: 'became-unknown',
      at: now,
      commandId: 'c',
      known: { because: 'answer-lost', text, candidates: [text] },
    },
  ]);
}

const reader = (read: (text: string) => unknown, named = read.name): Reader => ({
  name: named,
  prepare: (text) => () => read(text),
});

/** Shows a request. To make one hashes its plan and writes it as JSON, which takes longer than to show it. */
const shower = (named: string, show: (request: StoredRequest) => unknown): Reader => ({
  name: named,
  prepare: (text) => {
    const request = told(text);
    return () => show(request);
  },
});

/** Everything that is exported for text from outside, by the way it goes: vendor, store, rules, Slack. */
export const outsideReaders: readonly Reader[] = [
  ...providersUnderTest.map(({ vendor }) => reader(failing(vendor), `an error of ${vendor.name}`)),
  reader(
    (text) => [text, `<title>${text}`, `{${text}`].map((body) => describeBody(readBody(body, undefined))),
    'readBody',
  ),
  reader(redact, 'redact'),
  reader((text) => cleanCause(new Error(text), redact), 'cleanCause'),
  reader((text) => readRetryAfter(text, now), 'readRetryAfter'),
  reader((text) => [readChallenge(text), readChallenge(`Digest ${text}`)], 'readChallenge'),
  reader((text) => [BaseUrl.safeParse(text), BaseUrl.safeParse(`https://${text}`)], 'BaseUrl'),
  ...providersUnderTest.flatMap(({ name, readers = {} }) =>
    Object.entries(readers).map(([what, read]) => reader(read, `${what} of ${name}`)),
  ),
  reader((text) => replyCode(new Error(text)), 'replyCode'),
  reader((text) => [fits('*a*b*<*', text), fits('?*?*0', text)], 'fits'),
  reader(
    (text) => [readEntryLine(text), readEntryLine(`{"seq":1,${text}`), readSealLine(text)],
    'audit lines',
  ),
  reader(csvRow),
  reader(
    (text) => [typedDifference('orders-prod', text), typedDifferenceText('orders-prod', text)],
    'typedDifference',
  ),
  reader((text) => [prose(text), line(text), quote(text)], 'prose'),
  reader((text) => [name(text), plainName(text), plain(text), person(text)], 'name'),
  reader(messageWords, 'the words of a message'),
  reader(unformatted),
  reader((text) => [clip(text, 3_000), clipMrkdwn(text, 3_000), section(text), plainText(text, 75)], 'clip'),
  reader((text) => renderLate([{ at: now, text }]), 'renderLate'),
  reader(
    (text) => [renderLostCard({ requestId: text, text }), renderSetBackLine({ text, requester: text })],
    'lost cards',
  ),
  reader((text) => [decodeCardRef(text), decodeViewRef(text), decodeFieldBlock(`field:${text}`)], 'ids'),
  reader((text) => nearest(text, [text, 'orders-prod']), 'nearest'),
  shower('renderCard', (request) => renderCard(request, { kind: undefined, now })),
  shower('thread lines and status', (request) => [
    ...request.events.map((event) => renderLine(event, request)),
    renderStatus(request, { kind: undefined, now }, 'U0ADA'),
  ]),
];
