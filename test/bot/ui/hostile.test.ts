import { glob, readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderAcknowledge } from '#bot/ui/acknowledge-form.ts';
import { renderAdopt } from '#bot/ui/adopt-form.ts';
import { renderApproval } from '#bot/ui/approval-form.ts';
import { renderStory } from '#bot/ui/audit-story.ts';
import { renderBackups } from '#bot/ui/backups.ts';
import { renderBreakGlass, renderGlassReview } from '#bot/ui/break-glass-forms.ts';
import { renderBreakGlassNotice } from '#bot/ui/break-glass-notice.ts';
import { renderCard } from '#bot/ui/card.ts';
import { renderCheckResult } from '#bot/ui/check-result.ts';
import { renderKnown } from '#bot/ui/checked-form.ts';
import { renderDetails } from '#bot/ui/details.ts';
import { line, name } from '#bot/ui/escape.ts';
import { renderForm } from '#bot/ui/form/form.ts';
import { renderHelp, renderHelpOf } from '#bot/ui/help.ts';
import { renderHistory } from '#bot/ui/history.ts';
import { renderHome } from '#bot/ui/home.ts';
import { renderLastWord } from '#bot/ui/last-word.ts';
import { renderLate } from '#bot/ui/late-lines.ts';
import { renderLostCard, renderLostLine, renderSetBackLine } from '#bot/ui/lost-card.ts';
import { renderPresets } from '#bot/ui/presets.ts';
import { renderClose, renderDenial, renderStop } from '#bot/ui/reason-form.ts';
import { renderReview } from '#bot/ui/review.ts';
import { renderSecrets } from '#bot/ui/secret.ts';
import { renderStatus, renderStatusList } from '#bot/ui/status.ts';
import { renderTamperedCard } from '#bot/ui/tampered.ts';
import { renderLine } from '#bot/ui/thread-line.ts';
import type { RequestEvent } from '#core/events.ts';
import { summaries } from '#core/history-summary.ts';
import { Secret } from '#core/secret.ts';
import { isObject } from '#sandbox/slack/json.ts';
import type { StoryEntry } from '#service/api.ts';
import { glassRule } from '#test/support/break-glass.ts';
import { aHistory, allStates, anAsk, aPlan, aRequirement, at, said } from '#test/support/builders.ts';
import { aKind, stored, storedIn } from './samples.ts';
import { mrkdwnIn } from './shown.ts';

const pieces = [
  '<!channel>',
  '<!here>',
  '<@U0EVIL>',
  '<!subteam^S0EVIL>',
  '<#C0EVIL>',
  '<https://evil.example|ok>',
  '`',
  '*',
  '&lt;!channel&gt;',
  '\u202E',
  '\u2066',
  '\u200B',
  '\u200F',
  '\n',
  'orders',
  'x'.repeat(3_100),
];
const evil = fc
  .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 8 })
  .map((chosen) => `${chosen.join('')}.`);

/** A request in which everything that a person or a vendor writes is this text. */
function askWith(text: string) {
  const impact = { overwrites: [text], creates: [text], unavailable: [text], notes: [text] };
  return anAsk({
    reason: text,
    plan: aPlan({
      provider: text,
      connection: text,
      kind: text,
      source: { id: text, name: text },
      target: { id: text, name: text },
      options: { [text]: [text] },
    }),
    impact: { type: 'in-place', ...impact },
    findings: [{ level: 'warning', code: 'x', text }],
    fingerprint: { [text]: text },
    requirement: aRequirement({ rule: text, breakGlass: glassRule }),
  });
}

const base = { at: at(60), commandId: 'c9' };
const eventsWith = (text: string): readonly RequestEvent[] => [
  { type: 'glass-broken', ...base, by: 'U0DORA', reason: text, agreement: 'a' },
  { type: 'glass-reviewed', ...base, by: 'U0ADA', note: text },
  { type: 'denied', ...base, by: 'U0ADA', reason: text },
  { type: 'held', ...base, text },
];

/** Each renderer with everything that is not ours in it hostile. */
const surfaces: Readonly<Record<string, (text: string) => unknown>> = {
  renderAdopt: (text) => renderAdopt('r1', [text]),
  renderAcknowledge: (text) => renderAcknowledge(pending(text).request),
  renderApproval: (text) =>
    renderApproval({ recheck: { stored: pending(text), unchecked: said(text) }, kind: aKind, clicked: text }),
  renderBackups: (text) =>
    renderBackups({
      connection: text,
      source: text,
      kind: aKind,
      choices: [{ value: text, label: text, description: text }],
      now: at(600),
    }),
  renderBreakGlass: (text) =>
    renderBreakGlass({
      recheck: { stored: pending(text), unchecked: said(text) },
      kind: undefined,
      clicked: text,
    }),
  renderCard: (text) =>
    allStates().map((state) =>
      renderCard(storedIn(state, { ask: askWith(text) }), { now: at(600), checks: [text] }),
    ),
  renderClose: (text) => renderClose('r1', { ...aKind, vendor: text }),
  renderDenial: () => renderDenial('r1'),
  renderDetails: (text) => renderDetails(storedIn('restoring', { ask: askWith(text) }), undefined),
  renderForm: (text) =>
    renderForm({
      draft: {
        requestId: 'r1',
        requester: 'U0RITA',
        connection: text,
        kind: aKind.id,
        input: {},
        reason: text,
      },
      offers: [{ connection: text, vendor: text, kinds: [aKind] }],
      postIn: 'shared',
      problems: [],
      known: {},
    }),
  renderGlassReview: (text) => renderGlassReview(broken(text).request, undefined),
  renderCheckResult: (text) => {
    const { request } = pending(text);
    const { plan, impact, findings, fingerprint } = request;
    const reviewed = { planJson: plan.json, impact, findings, fingerprint };
    return renderCheckResult({ by: 'U0RITA', reviewed, kind: { ...aKind, title: text }, now: at(0) });
  },
  renderHistory: (text) => {
    const evilOne = { id: text, name: text };
    const record = aHistory({
      kind: text,
      connection: text,
      source: evilOne,
      target: evilOne,
      outcome: text,
    });
    return renderHistory(summaries([record], at(600)), text, [text]);
  },
  renderPresets: (text) =>
    renderPresets([
      {
        preset: {
          name: text,
          description: text,
          connection: text,
          kind: text,
          source: text,
          options: { backup: text },
        },
        kind: { ...aKind, title: text },
        blanks: [{ id: 'x', type: 'text', label: text, required: true, maxLength: 9 }],
      },
    ]),
  renderHelp: (text) =>
    renderHelp(
      {
        type: 'offers',
        offers: [{ connection: text, vendor: text, kinds: [{ ...aKind, id: text, title: text }] }],
        sharedChannels: false,
      },
      [{ connection: text, kind: aKind, typed: text }],
    ),
  renderHelpOf: (text) =>
    renderHelpOf(
      { connection: text, vendor: text, kinds: [{ ...aKind, id: text, title: text }] },
      [{ connection: text, kind: { ...aKind, title: text, summary: text }, typed: text }],
      name(text),
    ),
  renderHome: (text) =>
    renderHome({
      user: 'U0RITA',
      waiting: [pending(text).request],
      requests: allStates().map((state) => storedIn(state, { ask: askWith(text) }).request),
      offers: {
        type: 'offers',
        offers: [{ connection: text, vendor: text, kinds: [{ ...aKind, title: text }] }],
        sharedChannels: false,
      },
      health: {
        [text]: { type: 'down', since: at(300), call: { action: text, detail: text, advice: text } },
      },
      now: at(600),
    }),
  renderKnown: (text) => renderKnown('Approve this restore?', pending(text), { checks: [text] }),
  renderLastWord: (text) =>
    allStates().map((state) => renderLastWord(storedIn(state, { ask: askWith(text) }))),
  renderLine: (text) => eventsWith(text).map((event) => renderLine(event, pending(text))),
  renderBreakGlassNotice: (text) =>
    eventsWith(text).map((event) => renderBreakGlassNotice(event, broken(text), undefined)),
  renderLostCard: (text) => renderLostCard({ requestId: text, text: cardText(text) }),
  renderTamperedCard: (text) => renderTamperedCard(text, 'changed'),
  // Its lines are what other renderers have made of somebody’s words.
  renderLate: (text) => renderLate([{ at: at(60), text: line(text) }]),
  renderLostLine: (text) => renderLostLine({ requestId: text, requester: text }),
  renderSetBackLine: (text) => renderSetBackLine({ text: cardText(text), requester: text }),
  renderReview: (text) => {
    const { plan, impact, findings, requirement, channel, reason } = pending(text).request;
    const nothing = { heldBy: text, closed: undefined };
    return renderReview({
      draft: { requestId: 'r1', requester: 'U0RITA', channel, input: {}, reason },
      review: { plan, impact, findings, requirement, ...nothing },
      kind: { ...aKind, title: text, summary: text },
      agreement: 'a',
      postIn: undefined,
      now: at(0),
    });
  },
  renderSecrets: (text) => renderSecrets([{ label: text, text: new Secret('p4ss') }], at(900)),
  renderStatus: (text) =>
    allStates().map((state) =>
      renderStatus(storedIn(state, { ask: askWith(text) }), { now: at(600), canCancel: true }, 'U0RITA'),
    ),
  renderStatusList: (text) =>
    renderStatusList({ requests: [pending(text).request], unreadable: [text], tampered: [text] }),
  renderStop: (text) => renderStop(pending(text).request, 'U0BEN', { ...aKind, vendor: text }),
  renderStory: (text) => renderStory(text, storyOf(text)),
};

/** A story whose every word is this text. */
function storyOf(text: string): readonly StoryEntry[] {
  const common = { at: at(60), key: 'k', requestId: text };
  const event = { type: text, by: text, reason: text };
  const refusal = { id: 'i', by: text, command: text, code: text, because: text, count: 1 } as const;
  return [
    { seq: 1, entry: { kind: 'transition', ...common, version: 1, prev: '', event } },
    { seq: 2, entry: { kind: 'refusal', ...common, ...refusal } },
  ];
}

/** What a card of ours says in Slack: its words come back to us as we wrote them. */
function cardText(text: string): string {
  return renderCard(pending(text), { now: at(600) }).text;
}

function pending(text: string) {
  return storedIn('pending-approval', { ask: askWith(text) });
}

function broken(text: string) {
  return stored([...pending(text).events, ...eventsWith(text).slice(0, 1)]);
}

/** Ours: dates, and the people, groups and channels of these requests. Quoted people are behind `> `. */
const ours =
  /<!date\^[^<>]*>|<!subteam\^S0(?:DBA|SRE|LEADS?)>|<@U0(?:RITA|ADA|BEN|DORA)>|<#C0(?:OPS|LOUD)[A-Z]*>|^> ?/gmu;
const turning = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/u;

/** Message texts, and everything that Slack reads as mrkdwn. */
function formatted(surface: unknown): readonly string[] {
  if (Array.isArray(surface)) return surface.flatMap(formatted);
  const top = isObject(surface) && typeof surface['text'] === 'string' ? [surface['text']] : [];
  return [...top, ...mrkdwnIn(surface)];
}

test('no renderer is left out', async () => {
  const files = await Array.fromAsync(glob('src/bot/ui/**/*.ts'));
  const texts = await Promise.all(files.map(async (file) => readFile(file, 'utf8')));
  const renderers = texts.flatMap((text) =>
    [...text.matchAll(/^export function (render[A-Z]\w*)/gmu)].map(([, found = '']) => found),
  );

  expect(Object.keys(surfaces).toSorted()).toEqual(renderers.toSorted());
});

test.each(Object.entries(surfaces))(
  'F27: %s lets no mention, link or turned text of somebody else through',
  (_, render) => {
    fc.assert(
      fc.property(evil, (text) => {
        for (const shown of formatted(render(text))) {
          expect(shown.replaceAll(ours, '')).not.toMatch(/[<>]/u);
          expect(shown).not.toMatch(turning);
        }
      }),
      { numRuns: 30, seed: 27 },
    );
  },
);
