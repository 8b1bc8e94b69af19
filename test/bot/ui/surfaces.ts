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
import type { Ask } from '#core/commands.ts';
import type { RequestEvent } from '#core/events.ts';
import { summaries } from '#core/history-summary.ts';
import type { StoredRequest } from '#core/ports.ts';
import type { RestoreKind } from '#core/provider.ts';
import { Secret } from '#core/secret.ts';
import type { Offers, StoryEntry } from '#service/api.ts';
import { glassRule } from '#test/support/break-glass.ts';
import { aHistory, anAsk, aPlan, aRequirement, at, said } from '#test/support/builders.ts';
import { stored, storedIn } from './samples.ts';

/** Words that a person or a vendor may write, wherever they may write any. */
export interface Words {
  readonly text: string;
  /** For every list that has no end. */
  readonly many: readonly string[];
  /** Names of connections and presets, whose form the configuration checks. */
  readonly names: readonly string[];
  readonly kind: RestoreKind;
}

/** The same, and requests that have them: in the states and at the moments that are looked at. */
export interface Given extends Words {
  readonly moments: readonly StoredRequest[];
}

/** A request in which everything that a person or a vendor writes is this text. */
export function askWith({ text, many, kind }: Words): Ask {
  const isInPlace = kind.facts.impact === 'in-place';
  return anAsk({
    reason: text,
    plan: aPlan({
      provider: text,
      connection: text,
      kind: text,
      source: { id: text, name: text },
      target: { id: text, name: text },
      options: { [text]: [...many] },
    }),
    impact: {
      type: kind.facts.impact,
      overwrites: isInPlace ? [...many] : [],
      creates: isInPlace ? [] : [...many],
      unavailable: [...many],
      notes: [...many],
    },
    findings: many.map((each) => ({ level: 'warning', code: 'x', text: each })),
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

/** Each renderer with everything that is not ours in it somebody else's. */
export const surfaces: Readonly<Record<string, (given: Given) => unknown>> = {
  renderAdopt: ({ many }) => renderAdopt('r1', many),
  renderAcknowledge: ({ moments }) => moments.map(({ request }) => renderAcknowledge(request)),
  renderApproval: (given) =>
    renderApproval({
      recheck: { stored: pending(given), unchecked: said(given.text), checks: given.many },
      kind: given.kind,
      clicked: given.text,
    }),
  renderBackups: ({ text, many, kind }) =>
    renderBackups({
      connection: text,
      source: text,
      kind,
      choices: many.map((each) => ({ value: each, label: each, description: each })),
      now: at(600),
    }),
  renderBreakGlass: (given) =>
    renderBreakGlass({
      recheck: { stored: pending(given), unchecked: said(given.text) },
      kind: undefined,
      clicked: given.text,
    }),
  renderCard: ({ many, kind, moments }) =>
    moments.map((moment) =>
      renderCard(moment, { now: at(600), canCancel: true, kind, checks: many, leftToDo: many }),
    ),
  renderClose: ({ text, kind }) => renderClose('r1', { ...kind, vendor: text }),
  renderDenial: () => renderDenial('r1'),
  renderDetails: ({ kind, moments }) => moments.map((moment) => renderDetails(moment, kind)),
  renderForm: ({ text, names, kind }) =>
    renderForm({
      draft: {
        requestId: 'r1',
        requester: 'U0RITA',
        connection: names[0],
        kind: kind.id,
        input: {},
        reason: text,
      },
      offers: names.map((connection) => ({ connection, vendor: text, kinds: [kind] })),
      postIn: 'shared',
      problems: [],
      known: {},
    }),
  renderGlassReview: (given) => renderGlassReview(broken(given).request, undefined),
  renderCheckResult: (given) => {
    const { request } = pending(given);
    const { plan, impact, findings, fingerprint } = request;
    const reviewed = { planJson: plan.json, impact, findings, fingerprint };
    const kind = { ...given.kind, title: given.text };
    return renderCheckResult({ by: 'U0RITA', reviewed, kind, now: at(0) });
  },
  renderHistory: ({ text, many }) => {
    const records = many.map((each, n) => {
      const evilOne = { id: each, name: each };
      const where = { connection: text, source: evilOne, target: evilOne };
      return aHistory({ n, kind: text, outcome: text, ...where });
    });
    return renderHistory(summaries(records, at(600)), text, many);
  },
  renderPresets: ({ text, names, kind }) =>
    renderPresets(
      names.map((each) => ({
        preset: {
          name: each,
          description: text,
          connection: text,
          kind: text,
          source: text,
          options: { backup: text },
        },
        kind: { ...kind, title: text },
        blanks: [{ id: 'x', type: 'text', label: text, required: true, maxLength: 9 }],
      })),
    ),
  renderHelp: (given) =>
    renderHelp(offersOf(given), [{ connection: given.text, kind: given.kind, typed: given.text }]),
  renderHelpOf: ({ text, kind }) =>
    renderHelpOf(
      { connection: text, vendor: text, kinds: [{ ...kind, id: text, title: text }] },
      [{ connection: text, kind: { ...kind, title: text, summary: text }, typed: text }],
      name(text),
    ),
  renderHome: (given) => {
    const { text, moments } = given;
    const requests = moments.map(({ request }) => request);
    return renderHome({
      user: 'U0RITA',
      waiting: requests.filter(({ state }) => state.tag === 'pending-approval'),
      requests,
      offers: offersOf(given),
      health: {
        [text]: { type: 'down', since: at(300), call: { action: text, detail: text, advice: text } },
      },
      now: at(600),
    });
  },
  renderKnown: (given) =>
    renderKnown('Approve this restore?', pending(given), { kind: given.kind, checks: given.many }),
  renderLastWord: ({ many, kind, moments }) =>
    moments.map((moment) => renderLastWord(moment, { kind, leftToDo: many })),
  renderLine: (given) => [
    ...eventsWith(given.text).map((event) => renderLine(event, pending(given))),
    ...given.moments.flatMap((moment) => moment.events.map((event) => renderLine(event, moment, given.kind))),
  ],
  renderBreakGlassNotice: (given) =>
    eventsWith(given.text).map((event) => renderBreakGlassNotice(event, broken(given), undefined)),
  renderLostCard: (given) => renderLostCard({ requestId: given.text, text: cardText(given) }),
  renderTamperedCard: ({ text }) =>
    (['changed', 'unsigned', 'unknown-key'] as const).map((because) => renderTamperedCard(text, because)),
  // Its lines are what other renderers have made of somebody’s words.
  renderLate: ({ many }) => renderLate(many.map((each) => ({ at: at(60), text: line(each) }))),
  renderLostLine: ({ text }) => renderLostLine({ requestId: text, requester: text }),
  renderSetBackLine: (given) => renderSetBackLine({ text: cardText(given), requester: given.text }),
  renderReview: (given) => {
    const { plan, impact, findings, requirement, channel, reason } = pending(given).request;
    const { text, many, kind } = given;
    return renderReview({
      draft: { requestId: 'r1', requester: 'U0RITA', channel, input: {}, reason },
      review: { plan, impact, findings, requirement, heldBy: text, closed: undefined, checks: many },
      kind: { ...kind, title: text, summary: text },
      agreement: 'a',
      postIn: undefined,
      now: at(0),
    });
  },
  renderSecrets: ({ many }) =>
    renderSecrets(
      many.slice(0, 3).map((label) => ({ label, text: new Secret('p4ss') })),
      at(900),
    ),
  renderStatus: ({ kind, moments }) =>
    moments.map((moment) => renderStatus(moment, { now: at(600), canCancel: true, kind }, 'U0RITA')),
  renderStatusList: ({ text, moments }) =>
    renderStatusList({
      requests: moments.map(({ request }) => request),
      unreadable: [text],
      tampered: [text],
    }),
  renderStop: (given) => renderStop(pending(given).request, 'U0BEN', { ...given.kind, vendor: given.text }),
  renderStory: ({ text }) => renderStory(text, storyOf(text)),
};

function offersOf({ text, names, kind }: Words): Extract<Offers, { type: 'offers' }> {
  const kinds = [{ ...kind, id: text, title: text }];
  const offers = names.map((connection) => ({ connection, vendor: text, kinds }));
  return { type: 'offers', offers, sharedChannels: false };
}

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
function cardText(given: Words): string {
  return renderCard(pending(given), { now: at(600) }).text;
}

function pending(given: Words) {
  return storedIn('pending-approval', { ask: askWith(given) });
}

function broken(given: Words) {
  return stored([...pending(given).events, ...eventsWith(given.text).slice(0, 1)]);
}
