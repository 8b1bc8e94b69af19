import type { HomeView, KnownBlock } from '@slack/types';
import type { ConnectionHealth, HealthOfConnections } from '#core/connection-health.ts';
import type { DatabaseHistory } from '#core/history-summary.ts';
import type { Paused } from '#core/pause.ts';
import { currentAgreement, hasEnded, type RestoreRequest } from '#core/restore-request.ts';
import type { Offer, Offers } from '#service/api.ts';
import { cardActions, encodeCardRef, encodeViewRef, homeActions, views } from '../ids.ts';
import { actions, button, context, section } from './blocks.ts';
import { consequence } from './consequence.ts';
import { namesCounted } from './counted.ts';
import { duration, when, whenMinute } from './date.ts';
import { bold, line, quote } from './escape.ts';
import { etaLine } from './estimate.ts';
import { exclusions } from './exclusions.ts';
import { headline, mark } from './headline.ts';
import { databaseLine } from './history.ts';
import { clip, limits } from './limits.ts';
import { objectiveLine, timeLine } from './objectives.ts';
import { pausedText } from './paused.ts';
import { channel, person } from './people.ts';
import { requestName } from './request-name.ts';
import { title } from './title.ts';
import { callSentence } from './why.ts';

/** What one person's home tab shows. */
export interface HomeFacts {
  readonly user: string;
  /** Those that this person may approve now. */
  readonly waiting: readonly RestoreRequest[];
  /** Every open one, and those that ended last; newest first. */
  readonly requests: readonly RestoreRequest[];
  readonly offers: Offers;
  readonly paused?: Paused | undefined;
  readonly health: HealthOfConnections;
  /** What restores have cost, the database first that was restored last. */
  readonly past?: readonly DatabaseHistory[];
  readonly now: Date;
}

/** The view as views.publish takes it. */
type Home = HomeView & { readonly blocks: KnownBlock[] };

const divider: KnownBlock = { type: 'divider' };

/** So many of each list are shown: a view holds 100 blocks. */
const most = 8;

/** Waiting for me, running, mine, recent, what I may ask for. Times are absolute. */
export function renderHome({
  user,
  waiting,
  requests,
  offers,
  paused,
  health,
  past = [],
  now,
}: HomeFacts): Home {
  const begun = requests.filter(({ state }) => !hasEnded(state) && state.tag !== 'pending-approval');
  // Those of which nobody knows the outcome wait for a person.
  const running = begun.toSorted((a, b) => Number(isUnknown(b)) - Number(isUnknown(a)));
  const mine = requests.filter(({ requester, state }) => requester === user && !hasEnded(state));
  const recent = requests.filter(({ state }) => hasEnded(state));
  const blocks: readonly KnownBlock[] = [
    ...actions(
      [
        ...(offers.type === 'offers'
          ? [button('Start a restore', { actionId: homeActions.start, value: 'home', style: 'primary' })]
          : []),
        button('Refresh', { actionId: homeActions.refresh, value: 'home' }),
      ],
      'home',
    ),
    context(`As of ${when(now)}`),
    ...(paused === undefined ? [] : [section(pausedText(paused))]),
    ...downBlocks(offers, health),
    divider,
    ...waitingBlocks(waiting),
    divider,
    ...list('Running', running, 'No restore is running.', allOpen),
    ...list('Asked by you', mine, 'None of your requests is open.', allOpen),
    divider,
    ...list('Recent', recent, 'No restore has ended yet.', () => 'Earlier ones: `/restore history`'),
    ...pastBlocks(past),
    divider,
    section('*What you may restore*'),
    ...mayLines(offers, health).map((text) => section(text)),
  ];
  return {
    type: 'home',
    callback_id: views.home,
    private_metadata: encodeViewRef({ requestId: '' }),
    blocks: blocks.slice(0, limits.viewBlocks),
  };
}

function isUnknown({ state }: RestoreRequest): boolean {
  return state.tag === 'unknown';
}

/** At the top: a person may be about to rely on one of them. Why is at the foot, where all connections are. */
function downBlocks(offers: Offers, health: HealthOfConnections): readonly KnownBlock[] {
  if (offers.type === 'none') return [];
  const down = offers.offers.filter(({ connection }) => health[connection]?.type === 'down');
  if (down.length === 0) return [];
  const names = namesCounted(down.map(({ connection }) => connection));
  return [section(`:red_circle: Not working: ${names}. The reason is at the bottom of this tab.`)];
}

const mostPast = 4;

function pastBlocks(past: readonly DatabaseHistory[]): readonly KnownBlock[] {
  if (past.length === 0) return [];
  const more = past.length - mostPast;
  return [
    divider,
    section('*What restores have cost*'),
    ...past.slice(0, mostPast).map((each) => section(databaseLine(each))),
    ...(more > 0 ? [context(`and ${more} more: \`/restore history\``)] : []),
  ];
}

function waitingBlocks(waiting: readonly RestoreRequest[]): readonly KnownBlock[] {
  if (waiting.length === 0) return [section('*Waiting for you*\nNothing.')];
  const shown = waiting.toSorted((a, b) => expiryOf(a) - expiryOf(b)).slice(0, most);
  const firstOf = waiting.length > most ? ` (${most} of ${waiting.length}, those that expire first)` : '';
  return [
    section(`*Waiting for you*${firstOf}`),
    ...shown.flatMap((request) => [
      section([...waitingLines(request), ...numbersOf(request)].join('\n')),
      ...actions(
        [
          button('Approve…', {
            actionId: cardActions.approve,
            value: encodeCardRef({ requestId: request.id, agreement: currentAgreement(request) }),
            style: 'primary',
          }),
          button('Details', {
            actionId: cardActions.details,
            value: encodeCardRef({ requestId: request.id, agreement: currentAgreement(request) }),
          }),
        ],
        `home-${request.id}`.slice(0, limits.id),
      ),
    ]),
  ];
}

function expiryOf({ state }: RestoreRequest): number {
  return state.tag === 'pending-approval' ? state.expiresAt.getTime() : Infinity;
}

/** What it costs at most, and how long it usually takes: who approves from here sees it first. */
function numbersOf(request: RestoreRequest): readonly string[] {
  return [objectiveLine(request), timeLine(request)].filter((text) => text !== '');
}

function allOpen(more: number): string {
  return `and ${more} more: \`/restore list\``;
}

/** `others`: where those are that find no room here. */
function list(
  title: string,
  requests: readonly RestoreRequest[],
  none: string,
  others: (more: number) => string,
): readonly KnownBlock[] {
  if (requests.length === 0) return [section(`*${title}*\n${none}`)];
  const more = requests.length - most;
  return [
    section(`*${title}*`),
    ...requests.slice(0, most).map((request) => section(requestLine(request))),
    ...(more > 0 ? [context(others(more))] : []),
  ];
}

/** What it is, what it costs, until when and why: enough to know whether to open the form. */
function waitingLines(request: RestoreRequest): readonly string[] {
  const { plan, impact, state, reason } = request;
  const shown = { plan: plan.plan, impact };
  return [
    `${title(shown)} on ${bold(plan.plan.connection)}`,
    consequence(request, shown),
    `${askedLine(request)}${state.tag === 'pending-approval' ? ` · expires ${whenMinute(state.expiresAt)}` : ''}`,
    quote(clip(reason, limits.name)),
  ];
}

function requestLine(request: RestoreRequest): string {
  const { state, plan, impact, askedAt } = request;
  const eta = etaLine(request);
  const took = !('at' in state)
    ? ''
    : `, ${duration(state.at.getTime() - askedAt.getTime())} after it was asked`;
  const what = `${title({ plan: plan.plan, impact })} on ${bold(plan.plan.connection)}`;
  return `${mark(state)} *${headline(request)}:* ${what}${took}\n${askedLine(request)}${eta === '' ? '' : `\n${eta}`}`;
}

function askedLine({ id, requester, askedAt, channel: place }: RestoreRequest): string {
  return `Asked by ${person(requester)} ${when(askedAt)} in ${channel(place)} · ${requestName(id)}`;
}

function mayLines(offers: Offers, health: HealthOfConnections): readonly string[] {
  if (offers.type === 'none') return [`Nothing: ${exclusions[offers.because]}`];
  const isUp = ({ connection }: Offer) => health[connection]?.type !== 'down';
  const shown = offers.offers
    .toSorted((a, b) => Number(isUp(a)) - Number(isUp(b)))
    .slice(0, limits.list)
    .map(
      ({ connection, vendor, kinds }) =>
        `${healthMark(health[connection])} *${line(connection)}* (${line(vendor)}): ${kinds.map(({ title }) => line(title)).join(', ')}\n${healthWords(health[connection])}`,
    );
  const more = offers.offers.length - shown.length;
  return more > 0 ? [...shown, `and ${more} more connections`] : shown;
}

function healthMark(health: ConnectionHealth | undefined): string {
  if (health === undefined) return ':white_circle:';
  return health.type === 'up' ? ':large_green_circle:' : ':red_circle:';
}

function healthWords(health: ConnectionHealth | undefined): string {
  if (health === undefined) return 'Not used yet.';
  return health.type === 'up'
    ? `Last answered ${when(health.at)}.`
    : `Not working since ${when(health.since)}. ${line(callSentence(health.call))}`;
}
