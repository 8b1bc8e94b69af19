import type { RequestEvent } from '#core/events.ts';
import type { StoredRequest } from '#core/ports.ts';
import { type Rendered, rendered, section } from './blocks.ts';
import { reviewersOf } from './break-glass.ts';
import { lossLine, lossSentence } from './consequence.ts';
import { duration, when } from './date.ts';
import { bold, line, quote } from './escape.ts';
import { costLineOf } from './objectives.ts';
import { channel, person } from './people.ts';
import { planSentence, subjectOf } from './plan.ts';

/**
 * What the places and people that a rule names are told of break-glass, besides the thread; `undefined` for what
 * is not announced. `link`: of the card, where Slack gave one.
 */
export function renderBreakGlassNotice(
  event: RequestEvent,
  stored: StoredRequest,
  link: string | undefined,
): Rendered | undefined {
  if (event.type === 'glass-broken') return broken(event.at, stored, link);
  return event.type === 'review-reminded' ? notReviewed(stored, link) : undefined;
}

function broken(at: Date, { request }: StoredRequest, link: string | undefined): Rendered {
  const { glass, requirement, plan, impact, requester } = request;
  const shown = { plan: plan.plan, impact };
  const loss = lossSentence(shown, { type: 'asked', at: request.askedAt });
  const cost = costLineOf(request);
  const within = requirement.breakGlass?.reviewWithinMs;
  const head = `:fire_extinguisher: *${person(glass?.by ?? '')} used break-glass and starts a restore alone*`;
  const facts = [
    `To ${planSentence(shown, at)}, in ${cardOf(request.channel, link)}.`,
    ...(loss === undefined ? [] : [lossLine(loss)]),
    ...(cost === '' ? [] : [cost]),
  ];
  const review = `Asked by ${person(requester)}: ${line(request.reason)}\n${reviewersOf(request)} must review it${within === undefined ? '' : ` within ${duration(within)}`}, with Review… on the card.`;
  const because = glass?.reason ?? '';
  return rendered(`${head}: ${line(because)} ${facts.join(' ')} ${review}`, [
    section(`${head}, because:\n${quote(because)}`),
    section([...facts, review].join('\n')),
  ]);
}

function notReviewed({ request }: StoredRequest, link: string | undefined): Rendered {
  const { glass, plan, impact } = request;
  const subject = bold(subjectOf({ plan: plan.plan, impact }));
  const since = glass === undefined ? '' : ` that ${person(glass.by)} used ${when(glass.at)}`;
  const text = `:bell: Nobody has reviewed the break-glass${since} for ${subject}. ${reviewersOf(request)}: use Review… on the card in ${cardOf(request.channel, link)}.`;
  return rendered(text, [section(text)]);
}

/** What Slack gives as a link, and nothing else, goes between angle brackets. */
const plainLink = /^https?:\/\/[^\s<>|]+$/u;

function cardOf(channelId: string, link: string | undefined): string {
  const place = channel(channelId);
  return link === undefined || !plainLink.test(link) ? place : `${place} (<${link}|the card>)`;
}
