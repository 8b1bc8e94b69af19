import type { Homes } from '#core/homes.ts';
import { after } from '#core/instant.ts';
import type { Log, Pacer, RequestStore } from '#core/ports.ts';
import { every } from './every.ts';

export interface HomeKeeperDeps {
  readonly homes: Homes;
  readonly store: Pick<RequestStore, 'auditSequence' | 'now'>;
  readonly pacer: Pacer;
  /** Draws one person's home tab as of now. `busy`: not for so long, ms; `refused`: not for this person. */
  readonly draw: (user: string) => Promise<Drawn>;
  readonly log: Log;
  /** Between two looks for something new, ms. */
  readonly everyMs: number;
}

type Drawn =
  | { readonly type: 'drawn' }
  | { readonly type: 'busy'; readonly ms: number }
  | { readonly type: 'refused'; readonly error: string };

/** A home tab that was opened longer ago is not redrawn. */
const watchedMs = 12 * 60 * 60_000;
/** views.publish is Tier 4: 100 a minute. Source: docs.slack.dev/apis/web-api/rate-limits. */
const all = { ratePerSecond: 1, burst: 10 };

/**
 * Draws home tabs again when something has happened to any request. Only for those who have opened theirs, each at
 * most once in a turn, and all of them within Slack's limit: whom a turn does not reach, a later one does. Any number
 * of processes may keep the same tabs; each is drawn by one of them.
 */
export function startHomeKeeper(deps: HomeKeeperDeps): AsyncDisposable {
  const { homes, store, pacer, log } = deps;
  let drawnUpTo = -1;

  async function turn(): Promise<void> {
    const sequence = await store.auditSequence();
    if (sequence === drawnUpTo) return;
    const users = await homes.outdated(after(await store.now(), -watchedMs), sequence);
    for (const user of users) {
      if ((await pacer.tryTake('slack.home', all)).type !== 'taken') return;
      if (!(await homes.claim(user, sequence))) continue;
      const outcome = await deps.draw(user);
      if (outcome.type === 'refused') log.debug({ user, error: outcome.error }, 'home tab refused');
      if (outcome.type !== 'busy') continue;
      await homes.release(user);
      return pacer.pause('slack.home', outcome.ms);
    }
    drawnUpTo = sequence;
  }

  const keeper = every(deps.everyMs, () =>
    turn().catch((error: unknown) => log.warn({ err: error }, 'home tabs not redrawn; trying again later')),
  );
  return { [Symbol.asyncDispose]: () => keeper.stop() };
}
