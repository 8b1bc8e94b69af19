import { setTimeout as pause } from 'node:timers/promises';
import type { Director, Point, Reaction } from '#test/support/points.ts';
import type { OwnRedis } from '#test/support/redis-own.ts';
import type { RedisPair } from '#test/support/redis-pair.ts';
import type { ChangedRules } from './evidence.ts';
import { cardOf } from './people.ts';
import type { Replicas } from './replicas.ts';
import type { Mishap, RuleChange, Story, Trouble } from './story.ts';
import { mishapInWords, type Tale } from './words.ts';
import { approverIds, type ChaosWorld } from './world.ts';

export interface Troubles {
  /** Of all replicas: points are counted over all of them. */
  readonly direct: Director;
  /** Since when somebody is not in the group of approvers any more. */
  readonly revoked: ReadonlyMap<string, Date>;
  readonly forged: ReadonlyMap<string, Date>;
  rules(): ChangedRules | undefined;
  /** The name of everything that really went wrong so far; complete after `over`. */
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
  readonly pair: RedisPair | undefined;
  readonly beforeSetBack: () => Promise<void>;
  readonly replicas: () => Replicas | undefined;
  /** Adds a yes to documents in Redis; answers whose. */
  readonly forge: () => Promise<readonly string[]>;
}

/** What it is called in counts; absent: it only prepares another. */
export function nameOf(what: Trouble): string | undefined {
  switch (what.type) {
    case 'vendor':
      return `vendor ${what.calls} ${what.action.type}`;
    case 'rules':
      return `rules ${what.change}`;
    case 'redis-noted':
    case 'cut-off':
      return undefined;
    default:
      return what.type;
  }
}

export function createTroubles(deps: TroublesDeps): Troubles {
  const { story, world, tale, ownRedis, pair } = deps;
  const counted = new Map<string, number>();
  const deleted = new Set<string>();
  const struck: string[] = [];
  /** What strikes only once a call comes by. */
  const armed: { readonly name: string; readonly hasStruck: () => Promise<boolean> }[] = [];
  const forged = new Map<string, Date>();
  let rules: ChangedRules | undefined;
  let newestChange: RuleChange | undefined;
  const revoked = new Map<string, Date>();
  const failing: string[] = [];
  const toRevoke = new Set<string>();
  const running = new Set<Promise<void>>();
  let left: readonly Mishap[] = story.mishaps;
  let dump: string | undefined;

  /** Goes on next to what the replicas do. */
  function alongside(work: Promise<void>): void {
    const mine = work.finally(() => running.delete(mine));
    running.add(mine);
  }

  function strike(what: Trouble): void {
    const name = nameOf(what);
    if (name !== undefined) struck.push(name);
  }

  /** The replicas do it while the one that came to the point goes on. */
  function strikeBeside(what: Trouble, work: (replicas: Replicas) => Promise<boolean>): void {
    const replicas = deps.replicas();
    // What is only starting is not touched.
    if (replicas === undefined) return;
    alongside(work(replicas).then((done) => (done ? strike(what) : undefined)));
  }

  async function cause(what: Trouble, point: Point): Promise<Reaction | undefined> {
    switch (what.type) {
      case 'kill':
      case 'fail':
      case 'block':
      case 'wait':
        strike(what);
        return what;
      case 'vendor': {
        const connection = point.connection ?? '';
        const where =
          what.calls === 'submits'
            ? { method: 'POST', path: world.vendor(connection)?.submitPath ?? '' }
            : { method: 'GET' };
        const simulator = world.vendor(connection)?.simulator;
        const id = simulator?.fault({ ...where, times: what.times, action: what.action });
        armed.push({
          name: nameOf(what) ?? '',
          hasStruck: async () =>
            simulator?.faults().some((fault) => fault.id === id && fault.times === what.times) === false,
        });
        return undefined;
      }
      case 'slack': {
        const before = new Set((await world.slack.faults()).map(({ id }) => id));
        await world.slack.fault(what.fault);
        const mine = (await world.slack.faults()).find(({ id }) => !before.has(id));
        armed.push({
          name: what.type,
          hasStruck: async () =>
            !(await world.slack.faults()).some(({ id, left }) => id === mine?.id && left === mine.left),
        });
        return undefined;
      }
      case 'lists':
        world.vendor(point.connection ?? '')?.simulator.clock.setListLag(what.lagMs);
        strike(what);
        return undefined;
      case 'card-deleted':
        for (const ask of story.asks) {
          const card = await cardOf(world.slack, ask);
          if (card === undefined) continue;
          strike(what);
          deleted.add(card.ts);
          await world.slack.deleteMessage(card.channel, card.ts);
          return undefined;
        }
        return undefined;
      case 'sockets':
        await world.slack.disconnect({ reason: what.reason });
        strike(what);
        return undefined;
      case 'redis-away':
        await ownRedis?.kill();
        strike(what);
        alongside(pause(what.ms).then(() => ownRedis?.restart()));
        return undefined;
      case 'redis-noted':
        dump = await ownRedis?.dump();
        return undefined;
      case 'redis-back':
        if (dump === undefined) return undefined;
        await deps.beforeSetBack();
        await ownRedis?.restoreDump(dump);
        strike(what);
        return undefined;
      case 'cut-off':
        await pair?.cutOff();
        return undefined;
      case 'failover':
        await deps.beforeSetBack();
        await pair?.failOver();
        strike(what);
        return undefined;
      case 'rules':
        newestChange = what.change;
        await world.changeRules(what.change);
        strikeBeside(what, async (replicas) => {
          await replicas.rollAll();
          // Changed once more meanwhile: then the replicas started with those rules, not with these.
          if (newestChange === what.change) rules = { change: what.change, since: new Date() };
          return true;
        });
        return undefined;
      case 'revoked': {
        revoked.set(what.who, new Date());
        const members = approverIds.filter((id) => !revoked.has(id));
        await world.slack.changeGroup({ id: 'S0DBA', members });
        // From when on everybody can know it.
        revoked.set(what.who, new Date());
        strike(what);
        return undefined;
      }
      case 'forged': {
        const ids = await deps.forge();
        for (const id of ids) forged.set(id, new Date());
        if (ids.length > 0) strike(what);
        return undefined;
      }
      case 'suspended':
        strikeBeside(what, async (replicas) => replicas.suspend(what.replica, what.ms));
        return undefined;
      case 'clock-jumps':
        strikeBeside(what, async (replicas) => replicas.setClock(what.replica, what.ms));
        return undefined;
      case 'roll':
        strikeBeside(what, async (replicas) => {
          await replicas.roll(what.replica);
          return true;
        });
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
    forged,
    rules: () => rules,
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
      for (const { name, hasStruck } of armed) if (await hasStruck()) struck.push(name);
      for (const { simulator } of world.vendors.all) {
        simulator.clearFaults();
        simulator.clock.setListLag(0);
      }
      await world.slack.clearFaults();
    },
  };
}
