import type { Ports } from '#app/around.ts';
import type { Role } from '#app/starting.ts';
import type { Fault as SlackFault } from '#sandbox/slack/control-types.ts';
import { makeForm } from './forms.ts';
import { createPrng, type Prng } from './prng.ts';
import type { Act, ActType, Ask, Mishap, Story, Trouble } from './story.ts';

/** On call; they may ask. Ben and Cleo may approve, too. */
const askers = ['U0ANA', 'U0EVE', 'U0BEN'] as const;
const approvers = ['U0BEN', 'U0CLEO', 'U0FINN'] as const;
/** Who tries what they may not. */
const others = ['U0DORA', 'U0GUS', 'U0ANA'] as const;

/** The story of a seed: the same one each time. */
export function makeStory(seed: number): Story {
  const prng = createPrng(seed);
  const processes = prng.chance(25);
  const ownRedis = prng.chance(20);
  const asks = Array.from({ length: prng.pick([1, 1, 2, 2, 3]) }, (_, index) => makeAsk(index + 1, prng));
  return {
    seed,
    processes,
    ownRedis,
    replicas: prng.pick<readonly Role[]>([
      ['all'],
      ['all', 'all'],
      ['bot', 'worker'],
      ['bot', 'worker', 'worker'],
    ]),
    quorum: prng.pick([1, 1, 2]),
    windowSec: prng.chance(15) ? 3 : 60,
    asks,
    mishaps: makeMishaps(prng, { processes, ownRedis }),
  };
}

function makeAsk(number: number, prng: Prng): Ask {
  return {
    number,
    afterMs: prng.pick([0, 0, prng.int(0, 1_500)]),
    by: prng.pick(askers),
    form: makeForm(number, prng),
    deliver: prng.pick([1, 1, 1, 2, 3]),
    ...makeActs(prng),
    endsWell: prng.chance(85),
  };
}

function makeActs(prng: Prng): Pick<Ask, 'acts' | 'outOfSight'> {
  const act = (type: ActType, by: string, afterMs = 0, atOnce = false): Act => ({
    type,
    by,
    deliver: prng.pick([1, 1, 1, 2, 4]),
    afterMs,
    atOnce,
  });
  const [first, second] = prng.some(approvers, 2);
  const acts: Act[] = [];
  if (prng.chance(15)) acts.push(act('approve', prng.pick(others)));
  const only = (last: Act) => ({ acts: [...acts, last], outOfSight: false });
  if (prng.chance(8)) return only(act('deny', prng.pick(approvers)));
  if (prng.chance(8)) return only(act('withdraw-request', 'the requester'));
  acts.push(act('approve', first ?? 'U0BEN'));
  if (prng.chance(10)) acts.push(act('withdraw-vote', first ?? 'U0BEN'), act('approve', first ?? 'U0BEN'));
  acts.push(act(prng.chance(8) ? 'deny' : 'approve', second ?? 'U0CLEO', 0, prng.chance(40)));
  if (prng.chance(12)) {
    acts.push(
      act('take-over', prng.pick(approvers)),
      act('take-over', prng.pick(approvers), 0, prng.chance(50)),
    );
    acts.push(act(prng.pick(['adopt', 'close', 'submit-again']), prng.pick(approvers), prng.int(0, 500)));
    acts.push(act('approve', 'U0FINN'), act('approve', 'U0CLEO'));
    return { acts, outOfSight: true };
  }
  if (prng.chance(15)) acts.push(act('withdraw-request', 'the requester', prng.int(0, 400)));
  if (prng.chance(15)) acts.push(act('cancel-restore', prng.pick(approvers), prng.int(0, 800)));
  if (prng.chance(10)) acts.push(act('check-now', prng.pick(approvers), prng.int(0, 500)));
  if (prng.chance(10)) acts.push(act('close', prng.pick(approvers), prng.int(2_000, 4_000)));
  if (prng.chance(10)) {
    acts.push(act('submit-again', prng.pick(approvers), prng.int(2_000, 4_000)));
    acts.push(act('approve', 'U0FINN'), act('approve', 'U0CLEO'));
  }
  return { acts, outOfSight: false };
}

interface Means {
  readonly processes: boolean;
  readonly ownRedis: boolean;
}

function makeMishaps(prng: Prng, means: Means): readonly Mishap[] {
  const mishaps = Array.from({ length: prng.int(1, 4) }, () => makeMishap(prng, means));
  // What becomes of a submission on its way is what matters most.
  if (prng.chance(50)) mishaps.push(at('provider.submit:before', 1, vendorAtSubmit(prng)));
  if (means.processes) {
    const kills = Array.from({ length: prng.int(1, 2) }, () => anywhere(prng, { type: 'kill' }));
    mishaps.push(...kills);
  }
  if (means.ownRedis && prng.chance(50)) {
    mishaps.push(anywhere(prng, { type: 'redis-away', ms: prng.pick([300, 1_000, 2_500]) }));
  } else if (means.ownRedis) {
    const [noted, back] = [{ type: 'redis-noted' }, { type: 'redis-back' }] as const;
    mishaps.push(
      ...(prng.chance(40)
        ? [at('store.save[vote-cast+approved]:after', 1, noted), at(prng.pick(beforeTheWrite), 1, back)]
        : [anywhere(prng, noted), anywhere(prng, back)]),
    );
  }
  return mishaps;
}

function makeMishap(prng: Prng, { processes }: Means): Mishap {
  const kinds: readonly [() => Mishap, ...(() => Mishap)[]] = [
    () => at('provider.submit:before', prng.pick([1, 1, 1, 2]), vendorAtSubmit(prng)),
    () => at('provider.submit:before', prng.pick([1, 1, 1, 2]), vendorAtSubmit(prng)),
    () => at(`provider.${prng.pick(reads)}:before`, prng.int(1, 4), vendorAtRead(prng)),
    () =>
      at(`store.${prng.pick(writes)}:${prng.pick(['before', 'after'])}`, prng.int(1, 3), { type: 'fail' }),
    () => at(`store.save[${prng.pick(saves)}]:${prng.pick(['before', 'after'])}`, 1, { type: 'fail' }),
    () => at(`wakeups.${prng.pick(['work', 'announce'])}:before`, prng.int(1, 5), { type: 'fail' }),
    () => anywhere(prng, { type: 'wait', ms: prng.pick([50, 300, 1_200]) }),
    () =>
      at(
        `slack.${prng.pick(['post', 'post', 'edit', 'replies'])}:before`,
        prng.int(1, 6),
        slackTrouble(prng),
      ),
    () => at(`slack.${prng.pick(['post', 'edit'])}:before`, prng.int(1, 6), slackTrouble(prng)),
    () => at('witness.record:before', 1, slackTrouble(prng)),
    () => anywhere(prng, { type: 'card-deleted' }),
    () =>
      anywhere(prng, {
        type: 'sockets',
        reason: prng.pick(['refresh_requested', 'warning', 'abrupt', 'too_many_websockets']),
      }),
    () => anywhere(prng, { type: 'roll', replica: prng.int(0, 2) }),
    () => at(prng.pick(beforeTheWrite), 1, { type: 'revoked', who: prng.pick(approvers) }),
    () => at('store.save[vote-cast]:after', 1, { type: 'forged' }),
    () => at(prng.pick(beforeTheWrite), 1, { type: 'wait', ms: prng.pick([1_500, 3_000]) }),
    ...(processes
      ? [
          () => anywhere(prng, { type: 'block', ms: 1_500 } as const),
          () => at(prng.pick(beforeTheWrite), 1, { type: 'suspended', replica: prng.int(0, 2), ms: 3_000 }),
        ]
      : []),
  ];
  return prng.pick(kinds)();
}

/** From the intent to the first byte. */
const beforeTheWrite: Names = [
  'store.save[dispatched]:after',
  'witness.record:after',
  'provider.submit:before',
  'witness.look:after',
];

function at(where: string, n: number, what: Trouble): Mishap {
  return { at: where, n, what };
}

/** At any await of the whole way. */
function anywhere(prng: Prng, what: Trouble): Mishap {
  const [port, methods] = prng.pick(everywhere);
  return at(
    `${port}.${prng.pick(methods)}:${prng.pick(['before', 'after'])}`,
    prng.pick([1, 1, 2, 3, 5]),
    what,
  );
}

type Names = readonly [string, ...string[]];

const reads: Names = ['observe', 'preflight', 'baseline', 'find', 'poll', 'poll', 'verify', 'plan'];
const writes: Names = ['load', 'saveLook', 'saveThread', 'saveDraft', 'overdue', 'now'];
const saves: Names = [
  'asked',
  'vote-cast+approved',
  'vote-cast',
  'dispatched',
  'submitted',
  'answer-lost',
  'not-accepted',
  'became-unknown',
  'restored',
  'verified',
  'failed',
];

/** Ports and their methods, where a request passes by. The saves weigh more: what counts happens around them. */
const everywhere: readonly [readonly [keyof Ports, Names], ...(readonly (readonly [keyof Ports, Names])[])] =
  [
    [
      'store',
      ['load', 'saveLook', 'saveThread', 'saveThread', 'lockHolders', 'operationOwners', 'saveDraft', 'now'],
    ],
    ['store', [`save[${saves[0]}]`, ...saves.map((events) => `save[${events}]`)]],
    ['store', [`save[${saves[0]}]`, ...saves.map((events) => `save[${events}]`)]],
    ['provider', ['plan', 'preflight', 'observe', 'baseline', 'submit', 'submit', 'find', 'poll', 'verify']],
    ['wakeups', ['work', 'announce']],
    ['witness', ['recall', 'record']],
    ['announcer', ['converge']],
    ['slack', ['post', 'post', 'edit', 'replies', 'self', 'user', 'groupMembers']],
    ['people', ['openView', 'updateView', 'pushView']],
    ['directory', ['standing', 'members']],
    ['pacer', ['tryTake']],
    ['service', ['offers', 'review', 'ask', 'approve', 'advance', 'recheck', 'saveDraft']],
  ];

/** The vendor does it, and something says no: only a documented refusal is one. */
function refusedButDone(prng: Prng): VendorAction {
  const status = prng.pick([408, 409, 425, 499, 500, 503]);
  const words = prng.chance(50) ? {} : { message: 'rate limit exceeded, try again later' };
  const headers = prng.chance(70) ? { 'retry-after': '1' } : {};
  return { type: 'status', status, headers, applied: true, ...words };
}

type VendorAction = Extract<Trouble, { type: 'vendor' }>['action'];

/** What may become of a submission on its way. */
function vendorAtSubmit(prng: Prng): Trouble {
  const action = prng.pick<VendorAction>([
    { type: 'drop', applied: true },
    { type: 'drop', applied: true },
    { type: 'drop', applied: false },
    { type: 'status', status: 502, headers: {}, applied: true },
    { type: 'status', status: 500, headers: {}, applied: false },
    { type: 'status', status: 503, headers: {}, applied: false },
    { type: 'status', status: 429, headers: { 'retry-after': '1' }, applied: false },
    refusedButDone(prng),
    refusedButDone(prng),
    refusedButDone(prng),
    { type: 'html', status: 502, applied: true },
    { type: 'half-json', applied: true },
    { type: 'empty', status: 200, applied: true },
    { type: 'hang', applied: true },
    { type: 'hang', applied: false },
    { type: 'delay', ms: 400, applied: true },
  ]);
  return { type: 'vendor', calls: 'submits', times: prng.pick([1, 1, 2]), action };
}

function vendorAtRead(prng: Prng): Trouble {
  const action = prng.pick<VendorAction>([
    { type: 'drop', applied: false },
    { type: 'status', status: 500, headers: {}, applied: false },
    { type: 'status', status: 429, headers: { 'retry-after': '1' }, applied: false },
    { type: 'html', status: 502, applied: false },
    { type: 'half-json', applied: true },
    { type: 'delay', ms: 300, applied: true },
    { type: 'hang', applied: false },
  ]);
  return { type: 'vendor', calls: 'reads', times: prng.int(1, 4), action };
}

function slackTrouble(prng: Prng): Trouble {
  const method = prng.pick([
    'chat.postMessage',
    'chat.postMessage',
    'chat.update',
    'conversations.replies',
    '*',
  ]);
  return {
    type: 'slack',
    fault: {
      method,
      times: prng.int(1, 3),
      ...prng.pick<Partial<SlackFault>>([
        { retryAfterSec: 1 },
        { httpStatus: 500 },
        { dropAfterApply: true },
        { dropAfterApply: true },
        { delayMs: 300 },
        { delayMs: 1_200 },
        { error: 'internal_error' },
      ]),
    },
  };
}
