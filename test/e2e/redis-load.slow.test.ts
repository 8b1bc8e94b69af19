import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Around, Ports } from '#app/around.ts';
import type { Config } from '#config/config.ts';
import { StoreUnavailable } from '#core/ports.ts';
import { currentAgreement, hasEnded, type RestoreRequest } from '#core/restore-request.ts';
import { zillizIds } from '#sandbox/providers/zilliz/dataset.ts';
import { actAs } from '#test/support/act-as.ts';
import { startRedisCluster, startSentinels } from '#test/support/redis-topology.ts';
import { testPrefix } from '#test/support/redis.ts';
import { startWorld, unhurried, type World } from '#test/support/world.ts';

type Service = Ports['service'];

/** Each of them is for its own new cluster, so that many run at once. `LOAD_REQUESTS=200` for the figures of a release. */
const requests = Number(process.env['LOAD_REQUESTS'] ?? 40);
const atOnce = 12;
const turns = 3;
/** All lead to the same vendor. What one may call it in a second would make minutes of this. */
const connections = ['zilliz-1', 'zilliz-2', 'zilliz-3', 'zilliz-4'];

/** What people do who are told "not now": they try again. */
async function taken<Result>(
  work: () => Promise<Result>,
  isTaken: (result: Result) => boolean,
): Promise<Result> {
  for (;;) {
    try {
      const result = await work();
      if (isTaken(result)) return result;
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
    }
    await pause(200);
  }
}

async function loaded(service: Service, id: string): Promise<RestoreRequest | undefined> {
  const outcome = await taken(
    () => service.load(id),
    ({ type }) => type === 'loaded' || type === 'refused',
  );
  return outcome.type === 'loaded' ? outcome.stored.request : undefined;
}

/** Asks, and brings the request to its end, by people who decide whatever they are asked to; gives that end. */
async function bringToEnd(service: Service, connection: string, name: string): Promise<string> {
  const id = service.newRequestId();
  const reviewed = async () => {
    const draft = {
      requestId: id,
      requester: 'U0ANA',
      channel: 'C0INCIDENTS',
      connection,
      kind: 'cluster',
      input: {
        source: zillizIds.catalogueProd,
        backup: 'latest',
        project: zillizIds.shop,
        cluster_name: name,
        cu_size: 4,
      },
      reason: name,
    };
    return service.review(draft, 'U0ANA', AbortSignal.timeout(60_000));
  };
  await taken(
    async () => {
      const review = await reviewed();
      if (review.type !== 'reviewed') return review.type;
      const asked = await service.ask({ requestId: id, by: 'U0ANA', commandId: `ask-${id}` });
      return asked.type === 'done' ? 'asked' : asked.refusal.code;
    },
    (said) => said === 'asked',
  );
  for (let turn = 0; ; turn += 1) {
    const request = await loaded(service, id);
    if (request === undefined) return 'lost';
    const { state } = request;
    if (state.tag === 'succeeded') return state.tag;
    if (hasEnded(state)) return JSON.stringify(state);
    const who = { requestId: id, by: 'U0BEN', commandId: `${id}-${turn}` };
    try {
      if (state.tag === 'pending-approval') {
        await actAs(service, 'approve', { ...who, agreement: currentAgreement(request) });
      } else if (state.tag === 'unknown') {
        const [operationId] = state.known.candidates;
        await (operationId === undefined
          ? actAs(service, 'close', { ...who, reason: 'looked at the vendor' })
          : actAs(service, 'adopt', { ...who, operationId }));
      }
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
    }
    await pause(250);
  }
}

const Body = z.object({ clusterName: z.string() });

/** Counts how often the vendor was asked for each new cluster; the simulator remembers its last calls alone. */
function countSubmissions({ vendors }: World) {
  const seen = new Set<object>();
  const counts = new Map<string, number>();
  return {
    counts,
    read() {
      for (const call of vendors.zilliz.calls()) {
        if (call.method !== 'POST' || !call.path.includes('restoreCluster') || seen.has(call)) continue;
        seen.add(call);
        const { clusterName: name } = Body.parse(call.body);
        counts.set(name, (counts.get(name) ?? 0) + 1);
      }
    },
  };
}

/** The load on a Redis, during which `turn` happens three times. */
async function underLoad(
  redis: Pick<Config['redis'], 'url' | 'mode'> & { nodes: readonly string[] },
  prefix: string,
  turn: () => Promise<void>,
) {
  const { url: redisUrl, ...topology } = redis;
  await using world = await startWorld({
    redisUrl,
    redis: topology,
    prefix,
    connections: ['zilliz-vectors'],
    slackRate: { perSecond: 1_000, burst: 1_000 },
    intervals: unhurried,
  });
  let service: Service | undefined;
  const around: Around = {
    service: (given) => {
      service = given;
      return given;
    },
    // Slack's own pace would make hours of it, and is not what is asked here.
    pacer: (given) => ({ ...given, tryTake: async () => ({ type: 'taken' }) }),
  };
  const config = {
    ...world.config,
    connections: world.config.connections.flatMap((given) => connections.map((name) => ({ ...given, name }))),
    limits: { openPerPerson: 1_000, asksPerMinute: 600 },
  };
  await world.start('all', around, config);
  if (service === undefined) throw new Error('nothing was started');
  const running = service;
  const submissions = countSubmissions(world);
  const vendor = setInterval(() => {
    submissions.read();
    world.vendors.zilliz.finishRestores();
    world.vendors.zilliz.clock.advance(2_000);
  }, 500);
  const ends: string[] = [];
  let next = 0;
  const person = async () => {
    while (next < requests) {
      const connection = connections[next % connections.length] ?? '';
      next += 1;
      ends.push(await bringToEnd(running, connection, `load-${next}`));
    }
  };
  const people = Promise.all(Array.from({ length: atOnce }, person));
  for (let done = 0; done < turns; done += 1) {
    while (ends.length < ((done + 1) * requests) / (turns + 1)) await pause(100);
    await turn();
  }
  await people;
  clearInterval(vendor);
  submissions.read();
  const counts = [...submissions.counts.values()];
  return { ends, submitted: counts.length, twice: counts.filter((count) => count > 1).length };
}

function tallied(ends: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const end of ends) counts[end] = (counts[end] ?? 0) + 1;
  return counts;
}

// Both mostly wait, so they run at once.
describe.concurrent(`${requests} requests while Redis changes hands ${turns} times all succeed, and none is sent twice`, () => {
  test('by failovers of Sentinels, from a primary that dies', async () => {
    await using sentinels = await startSentinels();

    const { ends, submitted, twice } = await underLoad(sentinels.settings, testPrefix(), () =>
      sentinels.killPrimary(),
    );

    expect(tallied(ends)).toEqual({ succeeded: requests });
    expect({ submitted, twice }).toEqual({ submitted: requests, twice: 0 });
  }, 900_000);

  test('by moves of the slot in a cluster', async () => {
    await using cluster = await startRedisCluster();
    const prefix = testPrefix();

    const { ends, submitted, twice } = await underLoad(cluster.settings, prefix, () =>
      cluster.moveSlot(prefix),
    );

    expect(tallied(ends)).toEqual({ succeeded: requests });
    expect({ submitted, twice }).toEqual({ submitted: requests, twice: 0 });
  }, 900_000);
});
