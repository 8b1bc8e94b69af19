import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RequestEvent } from '#core/events.ts';
import { fold } from '#core/evolve.ts';
import { filledIn, personCommands, type PersonCommandType } from '#core/person-command.ts';
import type { RestoreProvider } from '#core/provider.ts';
import type { RestoreRequest, StateTag } from '#core/restore-request.ts';
import type { RestoreService } from '#service/api.ts';
import type { ServiceDeps } from '#service/deps.ts';
import type { Outcome } from '#service/outcome.ts';
import { allStates, aRequirement, askedAt, at, someEvents } from '#test/support/builders.ts';
import { aFreeze, hourOfIt } from '#test/support/freezes.ts';
import { type ServiceHarness, startServiceHarness } from '#test/support/service-harness.ts';

/*
 * What a click answers, for every command of people: in every state, for those people; and what else can be in the
 * way. `done` names the state after it, everything else is a refusal's code.
 */

const people = { asked: 'U0RITA', voted: 'U0ADA', decides: 'U0BEN', stranger: 'U0ZOE' } as const;
const breakGlass = {
  people: { users: ['U0BEN'], groups: [] },
  reviewers: { users: ['U0BEN'], groups: [] },
  tell: { channels: [], users: [] },
  reviewWithinMs: 60_000,
};
const requirement = aRequirement({ breakGlass });

/** Only for the command that is about it: the requester has acknowledged nothing. */
const overIt = [{ name: 'payments', rpoMs: 60_000, overRpo: 'acknowledge' }] as const;

const commandTypes = Object.keys(personCommands) as PersonCommandType[];

let harness: ServiceHarness;
let asked: RestoreRequest;
let cells = 0;
const atVendor: string[] = [];

beforeAll(async () => {
  harness = await startServiceHarness({ around: easyVendor });
  asked = await harness.asked();
  const [rule] = harness.rules;
  if (rule !== undefined) harness.rules[0] = { ...rule, breakGlass };
});
afterAll(async () => harness[Symbol.asyncDispose]());

/** A vendor that shows what matches each request, so that only the record and the people decide. */
function easyVendor(provider: RestoreProvider): RestoreProvider {
  return {
    ...provider,
    lockKeys: () => [],
    find: async () => ({
      type: 'matches',
      operations: atVendor.map((operationId) => ({ operationId, createdAt: askedAt })),
    }),
    poll: async () => ({ type: 'running', detail: 'running' }),
  };
}

/** What makes a command possible beyond the state: a restore in trouble, break-glass. */
function before(type: PersonCommandType, state: StateTag): readonly RequestEvent[] {
  const base = { at: at(900), commandId: 'before' };
  if (type === 'take-over' && (state === 'submitting' || state === 'restoring')) {
    return [{ type: 'trouble-began', ...base, text: 'The key was revoked.' }];
  }
  if (type !== 'review-glass' || state !== 'pending-approval') return [];
  return [{ type: 'glass-broken', ...base, by: 'U0ADA', reason: 'Nobody answers.', agreement: 'another' }];
}

/** A separate request for this command in this state, of a plan that has a newer backup; Ada has voted for it. */
async function aRequestFor(type: PersonCommandType, state: StateTag): Promise<RestoreRequest> {
  cells += 1;
  atVendor.splice(0, atVendor.length, ...(type === 'adopt' ? [`of-cell-${cells}`] : []));
  const { impact, findings, fingerprint, plan } = asked;
  const point = { type: 'backup', backupId: 'older', takenAt: new Date('2026-02-01T00:00:00.000Z') } as const;
  const ask = {
    requestId: `cell-${cells}`,
    plan: { ...plan.plan, point },
    impact: type === 'acknowledge' ? { ...impact, type: 'in-place' as const } : impact,
    findings,
    fingerprint,
    requirement: type === 'acknowledge' ? { ...requirement, objectives: [...overIt] } : requirement,
  };
  const events = [...someEvents({ state, ask, operationId: `operation-${cells}` }), ...before(type, state)];
  const request = fold(events) ?? asked;
  const none = { previous: undefined, takeLocks: [], freeLocks: [], due: undefined };
  const saved = await harness.store.save({ ...none, expectedVersion: 0, request, events });
  if (saved.type !== 'saved') throw new Error(`not saved: ${saved.type}`);
  return request;
}

/** The command as somebody sends it who fills in everything right. */
async function click(
  service: RestoreService,
  type: PersonCommandType,
  by: string,
  request: RestoreRequest,
): Promise<Outcome> {
  const who = { actor: { type: 'person', userId: by }, commandId: `${type}-${by}` } as const;
  const command = filledIn(type, request);
  return service.act(
    who,
    request.id,
    command.type === 'adopt' ? { ...command, operationId: `of-${request.id}` } : command,
  );
}

function inWords(outcome: Outcome): string {
  return outcome.type === 'done' ? `done: ${outcome.request.state.tag}` : outcome.refusal.code;
}

/** By answers: in which states. */
async function answersTo(type: PersonCommandType): Promise<Record<string, string>> {
  const rows: Record<string, string> = {};
  for (const state of allStates()) {
    const answers: string[] = [];
    for (const by of Object.values(people)) {
      answers.push(inWords(await click(harness.service, type, by, await aRequestFor(type, state))));
    }
    const key = new Set(answers).size === 1 ? `all: ${answers[0]}` : answers.join(' | ');
    rows[key] = rows[key] === undefined ? state : `${rows[key]} ${state}`;
  }
  return rows;
}

/** What asked | voted | decides | stranger hear, and in which states. */
const answers: Readonly<Record<PersonCommandType, Readonly<Record<string, string>>>> = {
  acknowledge: {
    'done: pending-approval | requester-acknowledges | requester-acknowledges | requester-acknowledges':
      'pending-approval',
    'all: not-in-state': 'approved submitting restoring verifying unknown',
    'all: ended': 'succeeded failed denied cancelled expired',
  },
  approve: {
    'own-request | done: approved | done: approved | not-entitled': 'pending-approval',
    'all: not-in-state': 'approved submitting restoring verifying unknown',
    'all: ended': 'succeeded failed denied cancelled expired',
  },
  'withdraw-vote': {
    'all: no-vote-of-yours': 'pending-approval',
    'no-vote-of-yours | done: pending-approval | no-vote-of-yours | no-vote-of-yours': 'approved',
    'all: may-be-at-vendor': 'submitting restoring verifying unknown',
    'all: ended': 'succeeded failed denied cancelled expired',
  },
  'break-glass': {
    'not-entitled | not-entitled | done: approved | not-entitled': 'pending-approval',
    'all: not-in-state': 'approved submitting restoring verifying unknown',
    'all: ended': 'succeeded failed denied cancelled expired',
  },
  'review-glass': {
    'own-glass | own-glass | done: pending-approval | not-entitled': 'pending-approval',
    'all: nothing-to-review':
      'approved submitting restoring verifying unknown succeeded failed denied cancelled expired',
  },
  'use-newer-backup': {
    'done: pending-approval | done: pending-approval | done: pending-approval | not-entitled':
      'pending-approval approved',
    'all: not-in-state': 'submitting restoring verifying unknown',
    'all: ended': 'succeeded failed denied cancelled expired',
  },
  deny: {
    'own-request | done: denied | done: denied | not-entitled': 'pending-approval approved',
    'all: may-be-at-vendor': 'submitting restoring verifying unknown',
    'all: ended': 'succeeded failed denied cancelled expired',
  },
  cancel: {
    'done: cancelled | not-your-request | not-your-request | not-your-request': 'pending-approval approved',
    'all: may-be-at-vendor': 'submitting unknown',
    'all: cannot-cancel-running': 'restoring verifying',
    'all: ended': 'succeeded failed denied cancelled expired',
  },
  'take-over': {
    'all: not-in-state': 'pending-approval approved verifying unknown',
    'done: unknown | done: unknown | done: unknown | not-entitled': 'submitting restoring',
    'all: ended': 'succeeded failed denied cancelled expired',
  },
  adopt: {
    'all: not-in-state': 'pending-approval approved submitting restoring verifying',
    'done: restoring | done: restoring | done: restoring | not-entitled': 'unknown',
    'all: ended': 'succeeded failed denied cancelled expired',
  },
  'submit-again': {
    'all: not-in-state': 'pending-approval approved submitting restoring verifying',
    'done: pending-approval | done: pending-approval | done: pending-approval | not-entitled': 'unknown',
    'all: ended': 'succeeded failed denied cancelled expired',
  },
  close: {
    'all: not-in-state': 'pending-approval approved submitting restoring verifying',
    'done: failed | done: failed | done: failed | not-entitled': 'unknown',
    'all: ended': 'succeeded failed denied cancelled expired',
  },
};

test.each(commandTypes)('%s: what each person hears, by state', async (type) => {
  expect(await answersTo(type)).toEqual(answers[type]);
});

/** What else may be in the way of somebody who may. */
const circumstances: Readonly<Record<string, (now: ServiceHarness) => Partial<ServiceDeps>>> = {
  nothing: () => ({}),
  'the record is recovering': () => ({
    record: { trust: async () => ({ type: 'recovering', because: 'other-run' }) },
  }),
  'a freeze ends what waits': ({ rules }) => ({
    policy: { rules, freezes: [aFreeze(hourOfIt, { pending: 'end' })] },
  }),
  'a freeze holds what waits': ({ rules }) => ({ policy: { rules, freezes: [aFreeze(hourOfIt)] } }),
  'others see the channel': () => ({ channels: { sharing: async () => 'shared' } }),
  'nobody can be looked up': ({ directory }) => ({
    directory: { ...directory, standing: async () => ({ type: 'excluded', because: 'lookup-failed' }) },
  }),
};

/** A state in which a command is done for somebody who may. */
const stateFor: Readonly<Record<PersonCommandType, StateTag>> = {
  approve: 'pending-approval',
  acknowledge: 'pending-approval',
  'withdraw-vote': 'approved',
  'break-glass': 'pending-approval',
  'review-glass': 'pending-approval',
  'use-newer-backup': 'pending-approval',
  deny: 'pending-approval',
  cancel: 'pending-approval',
  'take-over': 'restoring',
  adopt: 'unknown',
  'submit-again': 'unknown',
  close: 'unknown',
};

/** What else is in the way, and which commands of somebody who may it stops; the others are done. */
const stops: Readonly<Record<string, Readonly<Partial<Record<PersonCommandType, string>>>>> = {
  nothing: {},
  'the record is recovering': {
    approve: 'recovering',
    acknowledge: 'recovering',
    'break-glass': 'recovering',
    'use-newer-backup': 'recovering',
    'submit-again': 'recovering',
  },
  'a freeze ends what waits': {
    approve: 'frozen',
    acknowledge: 'frozen',
    'break-glass': 'frozen',
    'use-newer-backup': 'frozen',
    'submit-again': 'frozen',
  },
  'a freeze holds what waits': { acknowledge: 'not-open', approve: 'not-open', 'break-glass': 'not-open' },
  'others see the channel': {
    approve: 'shared-channel',
    acknowledge: 'shared-channel',
    'break-glass': 'shared-channel',
    'use-newer-backup': 'shared-channel',
    deny: 'shared-channel',
    'submit-again': 'shared-channel',
  },
  'nobody can be looked up': {
    approve: 'not-entitled',
    'break-glass': 'not-entitled',
    'review-glass': 'not-entitled',
    'use-newer-backup': 'not-entitled',
    deny: 'not-entitled',
    'take-over': 'not-entitled',
    adopt: 'not-entitled',
    'submit-again': 'not-entitled',
    close: 'not-entitled',
  },
};

/** Whose command it is, where not a decider's. */
const rightful: Readonly<Partial<Record<PersonCommandType, string>>> = {
  'withdraw-vote': people.voted,
  acknowledge: people.asked,
  cancel: people.asked,
};

async function stoppedBy(changes: Partial<ServiceDeps>): Promise<Record<string, string>> {
  const service = harness.another(changes);
  const refusals: Record<string, string> = {};
  for (const type of commandTypes) {
    const by = rightful[type] ?? people.decides;
    const outcome = await click(service, type, by, await aRequestFor(type, stateFor[type]));
    if (outcome.type === 'refused') refusals[type] = outcome.refusal.code;
  }
  return refusals;
}

test.each(Object.entries(circumstances))('somebody who may, while %s', async (name, changes) => {
  expect(await stoppedBy(changes(harness))).toEqual(stops[name]);
});

test('somebody who may, once the time to agree is over', async () => {
  harness.pass(2 * 3_600_000);
  expect(await stoppedBy({})).toEqual({
    acknowledge: 'window-over',
    approve: 'window-over',
    'break-glass': 'window-over',
    'use-newer-backup': 'window-over',
    deny: 'window-over',
  });
});

test('a stranger who closes a request asks no vendor and changes nothing', async () => {
  const request = await aRequestFor('close', 'unknown');
  atVendor.push('seen-since');

  const outcome = await click(harness.service, 'close', people.stranger, request);

  expect(inWords(outcome)).toBe('not-entitled');
  expect((await harness.load(request.id)).request.version).toBe(request.version);
});
