import { setTimeout as pause } from 'node:timers/promises';
import type { Director, Point, Reaction } from '#test/support/points.ts';
import type { OwnRedis } from '#test/support/redis-own.ts';
import { cardOf } from './people.ts';
import type { Mishap, Story, Trouble } from './story.ts';
import { mishapInWords, type Tale } from './words.ts';
import { approverIds, type ChaosWorld } from './world.ts';

export interface Troubles {
  /** Of all replicas: points are counted over all of them. */
  readonly direct: Director;
  /** Since when somebody is not in the group of approvers any more. */
  readonly revoked: ReadonlyMap<string, Date>;
  /** The name of everything that was caused so far, in order. */
  struck(): readonly string[];
  /** Stamps of cards that were deleted. */
  readonly deleted: ReadonlySet<string>;
  /** One restore there ends badly, once it runs. */
  failAtVendor(connection: string): void;
  /** Its key is revoked when something is sent: nobody can look at it then. */
  revokeKey(connection: string): void;
  mendKey(connection: string): void;
  /** Ends what is left of them, and resolves when the outside is whole again. */
  over(): Promise<void>;
}

interface TroublesDeps {
  readonly story: Story;
  readonly world: ChaosWorld;
  readonly tale: Tale;
  readonly ownRedis: OwnRedis | undefined;
  readonly beforeSetBack: () => Promise<void>;
  readonly roll: (replica: number) => Promise<void>;
  /** Adds a yes to the documents of requests that wait for approval. */
  readonly forge: () => Promise<void>;
  readonly suspend: (replica: number, ms: number) => Promise<void>;
}

function nameOf(what: Trouble): string {
  return what.type === 'vendor' ? `vendor ${what.calls} ${what.action.type}` : what.type;
}

export function createTroubles(deps: TroublesDeps): Troubles {
  const { story, world, tale, ownRedis } = deps;
  const counted = new Map<string, number>();
  const deleted = new Set<string>();
  const struck: string[] = [];
  const revoked = new Map<string, Date>();
  const failing: string[] = [];
  const toRevoke = new Set<string>();
  const running = new Set<Promise<void>>();
  let left: readonly Mishap[] = story.mishaps;
  let dump: string | undefined;

  /** Goes on beside what the replicas do. */
  function beside(work: Promise<void>): void {
    const mine = work.finally(() => running.delete(mine));
    running.add(mine);
  }

  async function cause(what: Trouble, point: Point): Promise<Reaction | undefined> {
    switch (what.type) {
      case 'kill':
      case 'fail':
      case 'block':
      case 'wait':
        return what;
      case 'vendor': {
        const connection = point.connection ?? '';
        const where =
          what.calls === 'submits'
            ? { method: 'POST', path: world.vendor(connection)?.submitPath ?? '' }
            : { method: 'GET' };
        world.vendor(connection)?.simulator.fault({ ...where, times: what.times, action: what.action });
        return undefined;
      }
      case 'slack':
        await world.slack.fault(what.fault);
        return undefined;
      case 'card-deleted':
        for (const ask of story.asks) {
          const card = await cardOf(world.slack, ask);
          if (card === undefined) continue;
          deleted.add(card.ts);
          await world.slack.deleteMessage(card.channel, card.ts);
          return undefined;
        }
        return undefined;
      case 'sockets':
        await world.slack.disconnect({ reason: what.reason });
        return undefined;
      case 'redis-away':
        await ownRedis?.kill();
        beside(pause(what.ms).then(() => ownRedis?.restart()));
        return undefined;
      case 'redis-noted':
        dump = await ownRedis?.dump();
        return undefined;
      case 'redis-back':
        if (dump === undefined) return undefined;
        await deps.beforeSetBack();
        await ownRedis?.restoreDump(dump);
        return undefined;
      case 'revoked': {
        revoked.set(what.who, new Date());
        const members = approverIds.filter((id) => !revoked.has(id));
        await world.slack.changeGroup({ id: 'S0DBA', members });
        // From when on everybody can know it.
        revoked.set(what.who, new Date());
        return undefined;
      }
      case 'forged':
        await deps.forge();
        return undefined;
      case 'suspended':
        beside(deps.suspend(what.replica, what.ms));
        return undefined;
      case 'roll':
        beside(deps.roll(what.replica));
        return undefined;
    }
  }

  function revokeNow({ port, method, side, connection }: Point): void {
    if (port !== 'provider' || method !== 'submit' || side !== 'before') return;
    if (connection === undefined || !toRevoke.delete(connection)) return;
    const action = { type: 'status', status: 401, headers: {}, applied: false } as const;
    world.vendor(connection)?.simulator.fault({ method: 'GET', times: 10_000, action });
    tale.tell(`the key of ${connection} is revoked`);
  }

  /** A restore that is to fail does so at the first look at it. */
  function failNow({ port, method, side, connection }: Point): void {
    if (port !== 'provider' || method !== 'poll' || side !== 'before' || connection === undefined) return;
    const index = failing.indexOf(connection);
    if (index < 0) return;
    const failed = world.vendor(connection)?.fail();
    if (failed === undefined || failed === 0) return;
    failing.splice(index, 1);
    tale.tell(`the restore that runs at ${connection} fails there`);
  }

  return {
    deleted,
    struck: () => struck,
    revoked,
    async direct(point) {
      const where = `${point.port}.${point.method}:${point.side}`;
      const n = (counted.get(where) ?? 0) + 1;
      counted.set(where, n);
      failNow(point);
      revokeNow(point);
      const due = left.filter((mishap) => mishap.at === where && mishap.n === n);
      left = left.filter((mishap) => !due.includes(mishap));
      let reaction: Reaction | undefined;
      for (const mishap of due) {
        tale.tell(mishapInWords(mishap));
        struck.push(nameOf(mishap.what));
        reaction = (await cause(mishap.what, point)) ?? reaction;
      }
      return reaction;
    },
    failAtVendor: (connection) => void failing.push(connection),
    revokeKey: (connection) => void toRevoke.add(connection),
    mendKey(connection) {
      toRevoke.delete(connection);
      world.vendor(connection)?.simulator.clearFaults();
    },
    async over() {
      left = [];
      while (running.size > 0) await Promise.all(running);
      for (const { simulator } of world.vendors.all) simulator.clearFaults();
      await world.slack.clearFaults();
    },
  };
}
