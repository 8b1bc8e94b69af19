import { expect, test } from 'vitest';
import { announcerTiming } from '#bot/announcer/deps.ts';
import { createAnnouncer } from '#bot/announcer/index.ts';
import { createSubmissionWitness } from '#bot/announcer/witness.ts';
import { createChannels } from '#bot/slack/channels.ts';
import { createDirectory } from '#bot/slack/directory.ts';
import { createSlackClient, type SlackClient } from '#bot/slack/slack-client.ts';
import { dueAt, isProgressDue, stateKey } from '#core/duty.ts';
import type { RequestEvent } from '#core/events.ts';
import { fold } from '#core/evolve.ts';
import { after } from '#core/instant.ts';
import { authentic, type StoredRequest } from '#core/ports.ts';
import { planFacts } from '#core/provider.ts';
import { currentAgreement, hasEnded } from '#core/restore-request.ts';
import { Secret } from '#core/secret.ts';
import { actAs } from '#test/support/act-as.ts';
import { aRequirement, askedAt, someEvents } from '#test/support/builders.ts';
import { createMemoryPacer } from '#test/support/memory-pacer.ts';
import { createMemoryStore } from '#test/support/memory-store.ts';
import { startCockroachHarness } from '#test/support/provider-cockroach.ts';
import { silentLog, startServiceHarnessOn } from '#test/support/service-harness.ts';
import { botToken, startWorkspace, type Workspace } from '../../sandbox/slack/support/workspace.ts';
import { seed } from '../support/slack-rig.ts';

/** What restores cost Slack, in virtual time. Counts, not times: the same on any machine. */

const minute = 60_000;
const writes = new Set(['chat.postMessage', 'chat.update', 'chat.postEphemeral']);

async function countsOf({ slack }: Workspace): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const { method } of await slack.calls()) counts[method] = (counts[method] ?? 0) + 1;
  return counts;
}

function writing(counts: Readonly<Record<string, number>>): number {
  return Object.entries(counts).reduce((sum, [method, count]) => sum + (writes.has(method) ? count : 0), 0);
}

/**
 * A restore of 30 minutes by the real service on a simulator, from asking to its end. Whatever could be told is told at
 * once, before anything else happens: no story costs more.
 */
async function playRestore(quorum: number, refusals = 0) {
  await using stack = new AsyncDisposableStack();
  const harness = stack.use(
    await startServiceHarnessOn((realNow) => startCockroachHarness({ realNow, restoreMs: 30 * minute })),
  );
  const { store } = harness;
  const now = () => harness.now();
  const { simulator, submits } = harness.provider;
  if (refusals > 0) simulator.fault({ ...submits, times: refusals, action: { type: 'status', status: 429 } });
  const workspace = stack.use(await startWorkspace({ seed, now }));
  harness.rules.splice(0, 1, {
    effect: 'allow',
    name: 'production',
    match: {},
    ask: { users: ['U0RITA'], groups: [] },
    approve: {
      quorum,
      from: { users: [], groups: ['S0DBA'] },
      atLeast: [],
      otherTeamThanRequester: [],
    },
    sharedChannels: false,
    windowMs: 60 * minute,
    startWithinMs: 15 * minute,
  });
  const clientOf = () =>
    createSlackClient({ token: new Secret(botToken), apiUrl: workspace.server.apiUrl, log: silentLog });
  const [slack, impatient] = [clientOf(), clientOf()];
  const pacer = createMemoryPacer(now);
  const parts = { log: silentLog, monotonicMs: () => now().getTime() };
  const owed: { work: Date[]; tell: Date[] } = { work: [], tell: [] };
  const announcer = createAnnouncer({
    record: { trust: async () => ({ type: 'trusted', epoch: { id: 'E1', run: 'R1' } }) },
    store,
    slack,
    pacer,
    dueOf: ({ request, look, thread, now: at }) => dueAt(request, look, thread, 1_000, at),
    cardOptionsOf: ({ request: { plan } }) => planFacts(harness.provider.provider, plan.plan),
    timing: announcerTiming,
    ...parts,
  });
  async function tell(requestId: string): Promise<void> {
    const { retryAt } = await announcer.converge(requestId);
    if (retryAt !== undefined) owed.tell.push(retryAt);
  }
  const service = harness.another({
    directory: createDirectory({ slack, ...parts }),
    directoryNow: () => createDirectory({ slack: impatient, ...parts }),
    channels: createChannels({ slack, ...parts }),
    witness: createSubmissionWitness({ slack: impatient, pacer, log: silentLog }),
    wakeups: {
      async work(_, at = now()) {
        owed.work.push(at);
      },
      announce: tell,
    },
  });

  const { provider, kind, input } = harness.provider;
  const requestId = service.newRequestId();
  const asked = { requester: 'U0RITA', channel: 'C0OPS', reason: 'INC-7: a migration dropped it' };
  const draft = { requestId, connection: provider.connection, kind, input, ...asked };
  // A person fills in the form for two minutes; each click in it asks what they may ask for.
  for (let click = 0; click < 4; click += 1) {
    await service.offers('U0RITA');
    harness.pass(minute / 2);
  }
  await service.review(draft, 'U0RITA', AbortSignal.timeout(5_000));
  harness.pass(2 * minute);
  await service.ask({ requestId, by: 'U0RITA', commandId: 'view' });
  for (const by of ['U0ADA', 'U0BEN'].slice(0, quorum)) {
    harness.pass(2 * minute);
    const { request } = await harness.load(requestId);
    const agreement = currentAgreement(request);
    const typed = request.plan.plan.target.name;
    await actAs(service, 'approve', { requestId, by, commandId: `approve-${by}`, agreement, typed });
  }
  for (;;) {
    const { request } = await harness.load(requestId);
    const next = [...(hasEnded(request.state) ? [] : owed.work), ...owed.tell].toSorted((a, b) => +a - +b)[0];
    if (next === undefined) break;
    harness.pass(Math.max(0, +next - +now()));
    const isDue = (at: Date) => at <= now();
    const [isWork, isTell] = [owed.work.some(isDue), owed.tell.some(isDue)];
    owed.work = owed.work.filter((at) => !isDue(at));
    owed.tell = owed.tell.filter((at) => !isDue(at));
    if (isWork) {
      const { next: later } = await service.advance(requestId, AbortSignal.timeout(10_000));
      if (later !== undefined) owed.work.push(later);
    }
    if (isTell) await tell(requestId);
  }
  const { state, attempts } = (await harness.load(requestId)).request;
  const posts = await workspace.slack.calls('chat.postMessage');
  const thread = posts.map(({ args }) => String(args['text']));
  return { counts: await countsOf(workspace), end: state.tag, attempts: attempts.length, thread };
}

test('a restore of 30 minutes costs ten messages and edits with one approver, twelve with two', async () => {
  const one = await playRestore(1);
  const two = await playRestore(2);

  expect([one.end, two.end]).toEqual(['succeeded', 'succeeded']);
  expect([writing(one.counts), writing(two.counts)]).toEqual([10, 12]);
  expect(one.counts).toEqual({
    'chat.postMessage': 5,
    // Submitting, restoring, after 1 and 10 minutes, the end.
    'chat.update': 5,
    // When the form opens, however long it is filled in; when it is asked; at the vote; right before the write.
    'users.info': 4,
    'usergroups.users.list': 4,
    // Whether another organization sees the channel: at the review, when it is asked, at the vote.
    'conversations.info': 3,
    // What the thread knows of submissions: before the intent, and right before the write.
    'conversations.replies': 2,
    // Once for each client, and never again.
    'auth.test': 2,
  });
  // The second approver, at the vote and right before the write; and the first one again when it starts.
  expect(two.counts['users.info']).toBe(7);
});

test('a vendor that refuses for a quarter of an hour is told of once, and again at the end', async () => {
  const { end, attempts, counts, thread } = await playRestore(1, 1_000);

  expect(end).toBe('expired');
  expect(attempts).toBe(17);
  expect(thread.filter((text) => text.includes('did not accept it'))).toHaveLength(1);
  // Each attempt is witnessed before it leaves; besides: the card, the approval, the refusal, the end.
  expect(counts['chat.postMessage']).toBe(attempts + 4);
  // Submitting, refused, the end.
  expect(counts['chat.update']).toBe(3);
});

test('200 restores in one channel stay within what Slack takes in any minute, and all of it is told', async () => {
  let now = askedAt;
  const clock = () => now;
  const slack = countingSlack(clock);
  const store = createMemoryStore({ now: clock });
  const pacer = createMemoryPacer(clock);
  const announcer = createAnnouncer({
    record: { trust: async () => ({ type: 'trusted', epoch: { id: 'E1', run: 'R1' } }) },
    store,
    slack,
    pacer,
    dueOf: ({ request, look, thread, now: at }) => dueAt(request, look, thread, 1_000, at),
    cardOptionsOf: () => ({ canCancel: true }),
    timing: announcerTiming,
    monotonicMs: () => now.getTime(),
    log: silentLog,
  });
  const witness = createSubmissionWitness({ slack, pacer, log: silentLog });
  const ids = Array.from({ length: 200 }, (_, index) => `r${index}`);
  const stories = new Map(
    ids.map((requestId, index) => {
      const start = after(askedAt, index * 6_000);
      const ask = { requestId, requirement: aRequirement() };
      const events = someEvents({ ask, state: 'succeeded', askedAt: start, operationId: `op-${requestId}` });
      return [requestId, events.map((event) => atPaceOfProduction(event, start))];
    }),
  );
  const acts = new Map(ids.map((id) => [id, stories.get(id)?.[0]?.at.getTime() ?? 0]));
  const tells = new Map<string, number>();

  /** The next event of a request, or a look at it. */
  async function act(requestId: string): Promise<void> {
    const events = stories.get(requestId) ?? [];
    const stored = authentic(await store.load(requestId));
    const done = stored?.events.length ?? 0;
    const event = events[done];
    if (event === undefined) return;
    if (event.at > now && stored !== undefined) return look(stored, event.at);
    if (event.type === 'dispatched' && stored !== undefined) {
      const waitMs = await witness.room(stored);
      if (waitMs > 0) return void acts.set(requestId, +now + waitMs);
      await witness.record(stored, { number: 1, token: 'token-1' });
    }
    const happened = events.slice(done).filter(({ commandId }) => commandId === event.commandId);
    const request = fold([...events.slice(0, done), ...happened]);
    if (request === undefined) return;
    const change = { request, events: happened, previous: stored?.tail, takeLocks: [], freeLocks: [] };
    await store.save({ ...change, expectedVersion: done, due: now });
    tells.set(requestId, +now);
    acts.set(
      requestId,
      Math.min(+now + minute, Math.max(+now, +(events[done + happened.length]?.at ?? now))),
    );
  }

  async function look({ request, thread, look: last }: StoredRequest, nextEvent: Date): Promise<void> {
    const everyMs = 2 * minute;
    acts.set(request.id, Math.min(+now + everyMs, +nextEvent));
    if (request.state.tag !== 'restoring') return;
    const count = (last?.count ?? 0) + 1;
    const seen = { of: stateKey(request.state), at: now, next: after(now, everyMs), count };
    const look = { ...seen, detail: `Step ${count}.` };
    await store.saveLook(request.id, request.version, look, undefined);
    if (isProgressDue(request, look, thread.cardLookAt, minute)) tells.set(request.id, +now);
  }

  async function tell(requestId: string): Promise<void> {
    const { retryAt } = await announcer.converge(requestId);
    if (retryAt !== undefined) tells.set(requestId, +retryAt);
  }

  for (;;) {
    const next = Math.min(...acts.values(), ...tells.values());
    if (next === Infinity) break;
    now = new Date(Math.max(+now, next));
    for (const [due, run] of [
      [acts, act],
      [tells, tell],
    ] as const) {
      for (const [id, at] of due) {
        if (at > +now) continue;
        due.delete(id);
        await run(id);
      }
    }
  }

  const { posts, edits, shown } = slack;
  // Tier 3, and about one message a second with short bursts (docs.slack.dev/apis/web-api/rate-limits).
  expect(mostWithin(edits, minute)).toBeLessThanOrEqual(50);
  expect(mostWithin(posts, minute)).toBeLessThanOrEqual(65);
  expect(mostWithin(posts, 1_000)).toBeLessThanOrEqual(6);
  expect(posts).toHaveLength(5 * ids.length);
  expect(posts.length + edits.length).toBeLessThanOrEqual(10 * ids.length);
  expect([...shown.values()].filter((text) => text.startsWith('Restored: overwrite'))).toHaveLength(
    ids.length,
  );
});

/** Slack as the announcer sees it, without a network: when it was called, and what its messages say now. */
function countingSlack(now: () => Date) {
  const posts: number[] = [];
  const edits: number[] = [];
  const shown = new Map<string, string>();
  const not = () => Promise.reject(new Error('this test looks nothing up'));
  const client: SlackClient = {
    self: not,
    history: not,
    replies: not,
    permalink: not,
    channels: not,
    conversation: not,
    user: not,
    groupMembers: not,
    async post({ channel, text }) {
      posts.push(+now());
      const ts = `${Math.floor(+now() / 1_000)}.${String(posts.length).padStart(6, '0')}`;
      shown.set(ts, text);
      return { type: 'ok', value: { channel, ts } };
    },
    async edit({ channel, ts, text }) {
      edits.push(+now());
      shown.set(ts, text);
      return { type: 'ok', value: { channel, ts } };
    },
  };
  return { ...client, posts, edits, shown };
}

/** Seconds after asking: approved after a minute, at work at once, done after half an hour, checked within seconds. */
const pace: Partial<Record<RequestEvent['type'], number>> = {
  asked: 0,
  dispatched: 61,
  submitted: 62,
  restored: 31 * 60,
  verified: 31 * 60 + 2,
};

function atPaceOfProduction(event: RequestEvent, start: Date): RequestEvent {
  const at = after(start, (pace[event.type] ?? 60) * 1_000);
  switch (event.type) {
    case 'restored':
      return { ...event, at, finishedAt: at };
    case 'vote-cast':
      return { ...event, at, commandId: 'approve' };
    case 'approved':
      return { ...event, at, commandId: 'approve', dispatchBy: after(at, 15 * minute) };
    case 'dispatched':
      return { ...event, at, postBy: after(at, 10_000) };
    default:
      return { ...event, at };
  }
}

/** The most of these times that lie within one stretch of so many milliseconds. */
function mostWithin(times: readonly number[], ms: number): number {
  return Math.max(...times.map((from, n) => times.slice(n).filter((at) => at < from + ms).length));
}
