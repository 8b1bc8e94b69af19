import { counted } from '#core/amounts.ts';
import { runsSince } from '#core/history.ts';
import type { StoredRequest } from '#core/ports.ts';
import type { PlanFacts } from '#core/provider.ts';
import { hasEnded, type RestoreRequest } from '#core/restore-request.ts';
import { type Rendered, rendered, section } from './blocks.ts';
import { failureText, readyAfter, statusLines, statusSentence } from './card-status.ts';
import { lossSentence } from './consequence.ts';
import { countLeftOpen } from './ends.ts';
import { line, quote } from './escape.ts';
import { headline, mark } from './headline.ts';
import { maybeLost } from './left-behind.ts';
import { clip } from './limits.ts';
import { person } from './people.ts';
import { planSentence, resultWords, type ShownPlan } from './plan.ts';
import { requestName } from './request-name.ts';
import { plainReason } from './why.ts';

/** Of other people's words; the card has all of them. */
const wordsMax = 200;

/**
 * The end, for the thread and the channel in one message (decision 27): how it ended, when, and what was lost. The card
 * at the head of the thread has the rest: each check, what is left to do, what to try, the console. `undefined` while it
 * has not ended.
 */
export function renderLastWord(stored: StoredRequest, facts: Partial<PlanFacts> = {}): Rendered | undefined {
  const { request } = stored;
  if (!hasEnded(request.state)) return undefined;
  const shown = { plan: request.plan.plan, impact: request.impact };
  const isGood = request.state.tag === 'succeeded';
  const subject = isGood ? resultWords(shown, stored.now) : planSentence(shown, stored.now);
  const asked = `Asked by ${person(request.requester)}: ${line(clip(request.reason, wordsMax))}`;
  const sentence = statusSentence(request, stored.now, facts.kind);
  const cost = costOf(request, shown);
  return rendered([`${headline(request)}: ${subject}.`, sentence, ...cost, asked].join(' '), [
    section(
      [
        `${mark(request.state)} *${headline(request)}:* ${subject}.`,
        ...(isGood ? [sentence, ...cost] : [endedBy(stored, facts)]),
        ...onCard(request, facts),
        `${asked} · request ${requestName(request.id)}`,
      ].join('\n'),
    ),
  ]);
}

/** How long a good end took, and what was lost for it. */
function costOf(request: RestoreRequest, shown: ShownPlan): readonly string[] {
  const { state } = request;
  if (state.tag !== 'succeeded') return [];
  const loss = lossSentence(shown, { type: 'restored', at: runsSince(request, state) });
  return [readyAfter(request, state), ...(loss === undefined ? [] : [loss])];
}

function endedBy(stored: StoredRequest, { kind }: Partial<PlanFacts>): string {
  const { request } = stored;
  const { state } = request;
  if (state.tag !== 'failed') return statusLines(stored, stored.now, kind);
  return [
    failureText(state, kind),
    quote(clip(plainReason(state.reason, kind), wordsMax)),
    maybeLost(request, state.at, kind),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

/** What is worth a look at the card. */
function onCard({ state }: RestoreRequest, { leftToDo = [] }: Partial<PlanFacts>): readonly string[] {
  if (state.tag === 'failed') return ['*On the card:* what to try.'];
  if (state.tag !== 'succeeded') return [];
  const { notChecked, worthKnowing } = countLeftOpen(state.verification);
  const counts = [
    leftToDo.length > 0 && counted(leftToDo.length, 'task left to do', 'tasks left to do'),
    notChecked > 0 && counted(notChecked, 'thing that was not checked', 'things that were not checked'),
    worthKnowing > 0 && counted(worthKnowing, 'warning'),
  ].filter((text) => text !== false);
  return counts.length === 0 ? [] : [`*On the card:* ${counts.join(', ')}.`];
}
