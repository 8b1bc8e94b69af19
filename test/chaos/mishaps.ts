import type { Ports } from '#app/around.ts';
import type { Fault as SlackFault } from '#sandbox/slack/control-types.ts';
import type { Prng } from './prng.ts';
import type { Ask, Mishap, RuleChange, Story, Trouble } from './story.ts';
import { approvers } from './world.ts';

interface Means {
  readonly processes: boolean;
  readonly redis: Story['redis'];
  readonly asks: readonly Ask[];
}

/** What goes wrong in one run, planned before it begins. */
export function makeMishaps(prng: Prng, means: Means): readonly Mishap[] {
  const mishaps = Array.from({ length: prng.int(1, 4) }, () => makeMishap(prng, means)).flat();
  // What becomes of a submission on its way is what matters most.
  if (prng.chance(50)) mishaps.push(at('provider.submit:before', 1, vendorAtSubmit(prng)));
  if (means.processes) {
    const kills = Array.from({ length: prng.int(1, 2) }, () => anywhere(prng, { type: 'kill' }));
    mishaps.push(...kills);
  }
  const breaksGlass = means.asks.some(({ acts }) => acts.some(({ type }) => type === 'break-glass'));
  if (breaksGlass && prng.chance(40)) {
    mishaps.push(
      at('store.save[glass-broken+approved]:after', 1, { type: 'rules', change: 'glass-removed' }),
    );
  }
  if (means.redis === 'pair') {
    mishaps.push(
      at(prng.pick(whileItWaits), 1, { type: 'cut-off' }),
      at(prng.pick(beforeTheWrite), 1, { type: 'failover' }),
    );
  } else if (means.redis === 'own' && prng.chance(50)) {
    mishaps.push(anywhere(prng, { type: 'redis-away', ms: prng.pick([300, 1_000, 2_500]) }));
  } else if (means.redis === 'own') {
    const [noted, back] = [{ type: 'redis-noted' }, { type: 'redis-back' }] as const;
    mishaps.push(
      ...(prng.chance(40)
        ? [at('store.save[vote-cast+approved]:after', 1, noted), at(prng.pick(beforeTheWrite), 1, back)]
        : [anywhere(prng, noted), anywhere(prng, back)]),
    );
  }
  return mishaps;
}

function makeMishap(prng: Prng, { processes }: Means): readonly Mishap[] {
  type Make = () => Mishap | readonly Mishap[];
  const kinds: readonly [Make, ...Make[]] = [
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
    () => at(prng.pick(['store.save[vote-cast]:after', ...beforeTheWrite]), 1, { type: 'forged' }),
    () =>
      at(prng.pick([...whileItWaits, ...beforeTheWrite]), 1, {
        type: 'rules',
        change: prng.pick<RuleChange>(['removed', 'narrowed', 'glass-removed']),
      }),
    // The answer is lost, and the list shows it later than it is looked for.
    () => [
      at('provider.submit:before', 1, { type: 'lists', lagMs: prng.pick([600, 2_000, 5_000]) }),
      at('provider.submit:before', 1, {
        type: 'vendor',
        calls: 'submits',
        times: 1,
        action: { type: 'drop', applied: true },
      }),
    ],
    () => at(prng.pick(beforeTheWrite), 1, { type: 'wait', ms: prng.pick([1_500, 3_000]) }),
    ...(processes
      ? [
          () => anywhere(prng, { type: 'block', ms: 1_500 } as const),
          () =>
            at(prng.pick(beforeTheWrite), 1, {
              type: 'suspended',
              replica: prng.int(0, 2),
              ms: 3_000,
            } as const),
          () =>
            anywhere(prng, {
              type: 'clock-jumps',
              replica: prng.int(0, 2),
              ms: prng.pick([-20_000, -3_000, 3_000, 20_000]),
            } as const),
        ]
      : []),
  ];
  return [prng.pick(kinds)()].flat();
}

/** From the request to the last yes. */
const whileItWaits: Names = [
  'store.save[asked]:after',
  'store.save[vote-cast]:after',
  'store.save[vote-cast+approved]:after',
  'provider.baseline:before',
];

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
