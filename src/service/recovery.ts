import { isDeepStrictEqual } from 'node:util';
import type { AuditStore } from '#core/audit/store.ts';
import { after, earliest } from '#core/instant.ts';
import type { PauseSwitch } from '#core/pause.ts';
import {
  authentic,
  type Log,
  type NewId,
  type RequestStore,
  type StoredRequest,
  StoreUnavailable,
  type Wakeups,
} from '#core/ports.ts';
import {
  type CardsInSlack,
  compare,
  type Comparison,
  type EpochStore,
  type KnownRequest,
  type Obstacle,
  type RecordFacts,
  type SeenCard,
  statesOf,
  type Told,
  type Trust,
  trustOf,
} from '#core/recovery.ts';
import type { SetbackWork } from './api.ts';
import { alarmTampered, recordIn } from './record-trust.ts';

export interface RecoveryDeps {
  readonly epoch: EpochStore;
  readonly cards: CardsInSlack;
  readonly store: Pick<RequestStore, 'load' | 'saveThread' | 'now' | 'oldestOpen'>;
  readonly wakeups: Pick<Wakeups, 'announce'>;
  readonly audit: Pick<AuditStore, 'append'>;
  readonly work: SetbackWork;
  /** Pauses after a loss, because a pause may be among what was lost; absent: the configuration wants to go on. */
  readonly pause: Pick<PauseSwitch, 'pause'> | undefined;
  /** How long a request may wait, as the configuration is now, ms. */
  readonly lookBackMs: number;
  /** After this long without a sign of life from the comparing process, another one takes over, milliseconds. */
  readonly claimMs: number;
  readonly newId: NewId;
  readonly log: Log;
}

/** Why the record is compared, and what keeps that from its end. */
export interface Recovering {
  readonly because: Extract<Trust, { type: 'recovering' }>['because'];
  readonly obstacle?: Obstacle | undefined;
}

/** Holds everything new back until the record has been compared with what stands in Slack. */
export interface Recovery {
  /** Compares where that is needed and nobody else does. Throws `StoreUnavailable`. */
  turn(keepGoing: () => boolean): Promise<Trust>;
  /** For readiness: why nothing new is begun; `undefined`: it is. */
  problem(): Promise<Recovering | undefined>;
}

/** Clocks differ, and a card is posted a moment before or after its request is asked. */
const marginMs = 60 * 60_000;

/**
 * Since when cards are read: as far back as anything the record holds was asked (what it does not know to be over could
 * start), and as far as anything it has lost could still wait.
 */
async function readSince({ store, lookBackMs }: RecoveryDeps): Promise<Date> {
  const [now, oldest] = await Promise.all([store.now(), store.oldestOpen()]);
  return after(earliest(after(now, -lookBackMs), oldest) ?? now, -marginMs);
}

export function createRecovery(deps: RecoveryDeps): Recovery {
  const { epoch, log } = deps;
  const holder = deps.newId();
  /** Slack limits reads per minute: the next turn continues where this one stopped. */
  const handled = new Set<string>();
  let obstacle: Obstacle | undefined;

  const record = recordIn(epoch);

  async function turn(keepGoing: () => boolean): Promise<Trust> {
    const before = await record.trust();
    if (before.type === 'trusted') return before;
    const claim = () => epoch.claim(holder, deps.claimMs);
    if (!(await claim())) return before;
    // Another process may have finished since, and given its claim up.
    const facts = await epoch.facts();
    const now = trustOf(facts);
    if (now.type === 'trusted') {
      await epoch.begin(holder, now.epoch);
      return now;
    }
    const claimed = async () => keepGoing() && (await claim());
    const outcome = await recover({ ...deps, holder, handled }, facts, claimed);
    if (outcome.type === 'waits') {
      if (!isDeepStrictEqual(outcome.obstacle, obstacle))
        log.error({ because: now.because, obstacle: outcome.obstacle }, 'still recovering');
      obstacle = outcome.obstacle;
      return now;
    }
    obstacle = undefined;
    handled.clear();
    const { id } = outcome;
    return (await epoch.begin(holder, { id, run: facts.run })) ? record.trust() : now;
  }

  return {
    turn,
    async problem() {
      const now = await record.trust();
      return now.type === 'trusted' ? undefined : { because: now.because, obstacle };
    },
  };
}

type Recovered =
  | { readonly type: 'recovered'; readonly id: string }
  | { readonly type: 'waits'; readonly obstacle: Obstacle };

const anotherCompares: Recovered = { type: 'waits', obstacle: { code: 'another-compares' } };

/** Compares, tells what was lost, and audits it. Everything in it may be done again: the epoch comes last. */
async function recover(
  deps: RecoveryDeps & { readonly holder: string; readonly handled: Set<string> },
  facts: RecordFacts,
  keepGoing: () => Promise<boolean>,
): Promise<Recovered> {
  const seen = await deps.cards.read(await readSince(deps), keepGoing);
  if (seen.type === 'stopped') return anotherCompares;
  if (seen.type === 'unreadable') return { type: 'waits', obstacle: { code: 'slack', text: seen.text } };
  const known = await knownOf(deps, seen.cards);
  const found = compare(facts, seen.cards, known);
  if (found.wentBack && !(await deps.epoch.end(deps.holder))) return anotherCompares;
  for (const card of found.lost) {
    const waits = await tell(deps, card, keepGoing, (one) => deps.cards.tellLost(one));
    if (waits !== undefined) return waits;
  }
  for (const card of found.setBack) {
    const waits = await tell(deps, card, keepGoing, (one) => deps.cards.tellSetBack(one));
    if (waits !== undefined) return waits;
  }
  for (const card of found.wentBack ? found.known : []) {
    // Redis may have gone back once more meanwhile; then it is another run.
    const once = `${facts.run} ${card.requestId}`;
    if (deps.handled.has(once)) continue;
    if (!(await keepGoing())) return anotherCompares;
    const outcome = await deps.work.applySetback(card, AbortSignal.timeout(deps.claimMs));
    if (outcome.type === 'not-told') return { type: 'waits', obstacle: outcome.because };
    deps.handled.add(once);
  }
  for (const card of [...found.setBack, ...found.stale]) await showAgain(deps, card);
  // A Redis without a single card of ours in Slack is a new one: it has lost nothing.
  if (found.wentBack && seen.cards.length > 0) await pauseAfterLoss(deps);
  return { type: 'recovered', id: await auditedEpoch(deps, facts, found) };
}

async function pauseAfterLoss({ pause, log }: RecoveryDeps): Promise<void> {
  if (pause === undefined) return;
  if (await pause.pause({ type: 'restorebot' }, ''))
    log.error({}, 'redis lost a part of the record, restores paused');
}

async function tell(
  { log }: RecoveryDeps,
  card: SeenCard,
  keepGoing: () => Promise<boolean>,
  say: (card: SeenCard) => Promise<Told>,
): Promise<Recovered | undefined> {
  if (!(await keepGoing())) return anotherCompares;
  const { requestId, channel, ts, state } = card;
  const told = await say(card);
  if (told.type === 'not-told') return { type: 'waits', obstacle: told.because };
  log.error({ requestId, channel, ts, state }, 'record of a request lost or set back');
  return undefined;
}

async function knownOf(
  { store, log }: RecoveryDeps,
  cards: readonly SeenCard[],
): Promise<ReadonlyMap<string, KnownRequest>> {
  const known = new Map<string, KnownRequest>();
  for (const requestId of new Set(cards.map((card) => card.requestId))) {
    try {
      const stored = await store.load(requestId);
      if (stored === undefined) continue;
      if (stored.tampered !== undefined) {
        alarmTampered(log, stored);
        known.set(requestId, { type: 'unreadable' });
        continue;
      }
      const hasCard = stored.thread.card?.tag === 'posted';
      known.set(requestId, { type: 'read', states: statesOf(stored.events), hasCard });
    } catch (error) {
      if (error instanceof StoreUnavailable) throw error;
      log.error({ requestId, err: error }, 'request unreadable while recovering');
      known.set(requestId, { type: 'unreadable' });
    }
  }
  return known;
}

/** Makes the announcer bring the card that stands in Slack back to what the record knows. */
async function showAgain(deps: RecoveryDeps, card: SeenCard): Promise<void> {
  for (;;) {
    const stored = authentic(await deps.store.load(card.requestId));
    if (stored === undefined) return;
    if (
      await deps.store.saveThread(
        card.requestId,
        stored.request.version,
        shownAgain(stored, card),
        stored.now,
      )
    ) {
      // The sweep replaces a lost one.
      await deps.wakeups.announce(card.requestId).catch(() => undefined);
      return;
    }
  }
}

function shownAgain({ request, thread }: StoredRequest, { nonce, channel, ts, threadTs }: SeenCard) {
  const { cardDigest: _, ...rest } = thread;
  const card =
    thread.card?.tag === 'posted' ? thread.card : ({ tag: 'posted', nonce, channel, ts, threadTs } as const);
  return { ...rest, card, shown: Math.min(thread.shown, request.version - 1), version: thread.version + 1 };
}

/** A record that lost something, or began, is another one from here on, and the audit says so. */
async function auditedEpoch(
  { audit, newId, log }: RecoveryDeps,
  { epoch }: RecordFacts,
  { lost, setBack, wentBack }: Comparison,
): Promise<string> {
  if (epoch !== undefined && !wentBack) {
    log.info({ epoch: epoch.id }, 'the record was compared with Slack; nothing is missing');
    return epoch.id;
  }
  const id = newId();
  const detail = {
    epoch: id,
    because: epoch === undefined ? 'no-epoch' : 'went-back',
    lost: idsOf(lost),
    setBack: idsOf(setBack),
  };
  await audit.append({ kind: 'system', what: 'epoch-began', detail });
  log.info(detail, 'the record was compared with Slack; a new epoch begins');
  return id;
}

function idsOf(cards: readonly SeenCard[]): string {
  return cards.map(({ requestId }) => requestId).join(' ');
}
