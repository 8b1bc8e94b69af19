import type { Paused } from '#core/pause.ts';
import type { RequestList, StoredRequest } from '#core/ports.ts';
import type { RestoreRequest } from '#core/restore-request.ts';
import { blocks as blockIds, cardActions } from '../ids.ts';
import { actions, context, header, type Rendered, rendered, section } from './blocks.ts';
import { cardButtons } from './card-buttons.ts';
import type { CardOptions } from './card-options.ts';
import { statusLines } from './card-status.ts';
import { when } from './date.ts';
import { bold, name, plainName } from './escape.ts';
import { headline, mark } from './headline.ts';
import { limits } from './limits.ts';
import { pausedBlocks, pausedText } from './paused.ts';
import { channel, listed, person } from './people.ts';
import { planLines, subjectOf } from './plan.ts';
import { requestName } from './request-name.ts';
import { secretLines } from './secret.ts';
import { title } from './title.ts';

/** The open requests, newest first, for one person's eyes. */
export function renderStatusList({ requests, unreadable, tampered }: RequestList, paused?: Paused): Rendered {
  const banner = paused === undefined ? [] : [pausedText(paused)];
  if (requests.length + unreadable.length + tampered.length === 0) {
    const none = 'No restore request is open. `/restore` opens the form.';
    const texts = [...banner, none];
    return rendered(
      texts.join('\n'),
      texts.map((each) => section(each)),
    );
  }
  const shown = requests.slice(0, limits.list);
  const left = requests.length - shown.length;
  const lines = shown.map(listLine);
  const text = [
    ...banner,
    '*Open restore requests*',
    ...lines,
    ...(left > 0 ? [`and ${left} more`] : []),
    ...(unreadable.length > 0 ? [unreadableLine(unreadable)] : []),
    ...(tampered.length > 0 ? [tamperedLine(tampered)] : []),
    'One of them: `/restore status &lt;id&gt;`',
  ];
  return rendered(
    text.join('\n'),
    text.map((each) => section(each)),
  );
}

/** They are open, as far as the index knows; their cards in Slack show more. */
function unreadableLine(ids: readonly string[]): string {
  return `:warning: This version of restorebot cannot read ${listed(ids.slice(0, limits.list).map(name))}: a newer version wrote it, or the record is damaged. Look at the card, or try again after the deploy.`;
}

function tamperedLine(ids: readonly string[]): string {
  const which = listed(ids.slice(0, limits.list).map(name));
  return `:warning: The records of these requests do not verify, so restorebot does nothing with them: ${which}. \`/restore status &lt;id&gt;\` says why.`;
}

function listLine(request: RestoreRequest): string {
  const { state, plan, impact } = request;
  return `${mark(state)} ${requestName(request.id)} *${headline(request)}:* ${title({ plan: plan.plan, impact })} on ${bold(plan.plan.connection)}, asked ${when(request.askedAt)} by ${person(request.requester)} in ${channel(request.channel)}`;
}

/**
 * One request; what was written in its own channel as the reason stays there. It has the card's buttons: the card may be
 * deleted, or in a channel that takes no messages any more. What came with it is for its requester alone.
 */
export function renderStatus(stored: StoredRequest, options: CardOptions, reader: string): Rendered {
  const { request, now } = stored;
  const { kind } = options;
  const secret = secretLines(stored, kind, now);
  const buttons = cardButtons(stored, options).filter(
    ({ action_id: id }) => id !== cardActions.showSecret || reader === request.requester,
  );
  const heading = headline(request);
  const status = statusLines(stored, now, kind);
  const shown = { plan: request.plan.plan, impact: request.impact, kind };
  const subject = subjectOf(shown);
  return rendered(`${heading}: ${bold(subject)}. ${status}`, [
    header(`${heading}: ${plainName(subject)}`),
    ...pausedBlocks(request.state, stored.paused),
    section(`${mark(request.state)} ${status}`),
    ...(secret === undefined ? [] : [section(secret)]),
    section(planLines(shown, { type: 'now', at: now })),
    ...actions(buttons, blockIds.card),
    context(
      `Request ${requestName(request.id)} · asked ${when(request.askedAt)} by ${person(request.requester)} · its card is in ${channel(request.channel)}`,
    ),
  ]);
}
