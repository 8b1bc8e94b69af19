import type { RestoreRequest } from '#core/restore-request.ts';
import { currentAgreement } from '#core/restore-request.ts';
import { actAs } from '#test/support/act-as.ts';
import { aFreeze, hourOfIt, minutes, tenMinutesLater } from '#test/support/freezes.ts';
import type { FaultAction } from '#test/support/provider-harness.ts';
import type { ServiceHarness } from '#test/support/service-harness.ts';

/** Brings a request into one state, for one reason; gives its id. */
type Scenario = (harness: ServiceHarness) => Promise<string>;

const signal = () => AbortSignal.timeout(10_000);
const click = (requestId: string, by = 'U0ADA') => ({ requestId, by, commandId: `click-${by}-${requestId}` });
const drop = (applied: boolean): FaultAction => ({ type: 'drop', applied });

async function advanced(harness: ServiceHarness, id: string): Promise<string> {
  await harness.service.advance(id, signal());
  return id;
}

/** Approved, then one step of a worker after something happened. */
function afterApproval(happens: (harness: ServiceHarness, request: RestoreRequest) => unknown): Scenario {
  return async (harness) => {
    const request = await harness.approved();
    await happens(harness, request);
    return advanced(harness, request.id);
  };
}

/** Asked, then one step of a worker after something happened. */
function afterAsking(happens: (harness: ServiceHarness) => unknown): Scenario {
  return async (harness) => {
    const { id } = await harness.asked();
    await happens(harness);
    return advanced(harness, id);
  };
}

/** The submission meets this, then the request is driven to where `until` says, or to where it stops. */
function submitted(action: FaultAction, times = 1, until?: (request: RestoreRequest) => boolean): Scenario {
  return async (harness) => {
    harness.provider.simulator.fault({ ...harness.provider.submits, times, action });
    const { id } = await harness.approved();
    await harness.drive(id, until);
    return id;
  };
}

/** Accepted by the vendor, whose answer did not arrive. */
const answerLost = submitted(
  drop(true),
  1,
  ({ state }) => state.tag === 'submitting' && state.answer === 'lost',
);

async function restoring(harness: ServiceHarness): Promise<string> {
  const { id } = await harness.approved();
  await harness.drive(id, ({ state }) => state.tag === 'restoring');
  harness.provider.simulator.clock.setSpeed(0);
  return id;
}

function revokeKey(harness: ServiceHarness): void {
  harness.provider.simulator.fault({
    method: 'GET',
    path: '/',
    times: 10_000,
    action: { type: 'status', status: 401, message: 'the key was revoked' },
  });
}

async function outOfSight(harness: ServiceHarness): Promise<string> {
  const id = await restoring(harness);
  revokeKey(harness);
  await harness.drive(id, ({ state }) => state.tag === 'restoring' && state.trouble !== undefined);
  return id;
}

async function standingStill(harness: ServiceHarness): Promise<string> {
  const id = await restoring(harness);
  await harness.drive(id, ({ state }) => state.tag === 'restoring' && state.stalled !== undefined);
  return id;
}

async function setBack(harness: ServiceHarness, request: RestoreRequest, state: string): Promise<string> {
  const { id, channel, requester, version } = request;
  const card = { ts: '1772334000.000001', nonce: `${id}.card0`, sequence: 40, text: 'What it said' };
  await harness.service.applySetback(
    { requestId: id, channel, requester, state, version: version + 3, ...card },
    signal(),
  );
  return id;
}

function letBenBreakGlass({ rules }: ServiceHarness): void {
  const [rule] = rules;
  if (rule === undefined) return;
  rules[0] = {
    ...rule,
    breakGlass: {
      people: { users: ['U0BEN'], groups: [] },
      reviewers: { users: [], groups: ['S0DBA'] },
      tell: { channels: ['C0OPS'], users: [] },
      reviewWithinMs: minutes(60),
    },
  };
}

const forbidding = { effect: 'deny', name: 'no', match: {}, reason: 'An audit runs.' } as const;

/** One request in each state and hold, for each reason that there is. */
export const scenarios: Readonly<Record<string, Scenario>> = {
  'pending-approval': async (harness) => (await harness.asked()).id,
  'pending-approval, closed': async (harness) => {
    harness.freezes.push(aFreeze(hourOfIt));
    return (await harness.asked()).id;
  },
  'pending-approval, approver left': afterApproval(({ directory }) =>
    directory.groups.set('S0DBA', ['U0BEN']),
  ),
  'pending-approval, target changed': afterApproval(({ provider }) =>
    provider.simulator.changeCluster('orders-prod', { version: 'v26.1.0' }),
  ),
  'pending-approval, rules changed': afterApproval(({ rules }) => {
    const [rule] = rules;
    if (rule?.approve !== undefined) rules[0] = { ...rule, approve: { ...rule.approve, quorum: 2 } };
  }),
  'pending-approval, too few left': async (harness) => {
    const [rule] = harness.rules;
    if (rule?.approve === undefined) throw new Error('no rule');
    harness.directory.groups.set('S0LEAD', ['U0ADA']);
    const from = { users: [], groups: ['S0DBA', 'S0LEAD'] };
    harness.rules[0] = {
      ...rule,
      approve: { ...rule.approve, from, atLeast: [{ count: 1, group: 'S0LEAD' }] },
    };
    const { id } = await harness.approved();
    harness.directory.groups.set('S0LEAD', ['U0BEN']);
    return advanced(harness, id);
  },
  'pending-approval, record set back': async (harness) =>
    setBack(harness, await harness.approved(), 'approved'),
  'pending-approval, freeze began after a yes': async (harness) => {
    harness.freezes.push(aFreeze(tenMinutesLater));
    const { id } = await harness.approved();
    harness.pass(minutes(10));
    return advanced(harness, id);
  },
  approved: async (harness) => (await harness.approved()).id,
  'approved, glass broken': async (harness) => {
    letBenBreakGlass(harness);
    const request = await harness.asked();
    await actAs(harness.service, 'break-glass', {
      ...click(request.id, 'U0BEN'),
      agreement: currentAgreement(request),
      reason: 'Nobody answers.',
      typed: request.plan.plan.target.name,
    });
    return request.id;
  },
  'approved, held by Slack': afterApproval(({ directory }) => directory.groups.set('S0DBA', 'lookup-failed')),
  'approved, held by a rule': async (harness) => {
    const { id } = await harness.approved();
    const policy = { rules: [forbidding, ...harness.rules], freezes: [] };
    await harness.another({ policy }).advance(id, signal());
    return id;
  },
  'approved, held without a rule': afterApproval(({ rules }) => rules.splice(0)),
  'approved, held at the last gate': async (harness) => {
    const { id } = await harness.approved();
    let ms = 0;
    const clocks = () => ({ monotonicMs: (ms += 2_000), wallMs: ms });
    await harness.another({ clocks }).advance(id, signal());
    return id;
  },
  'approved, held by its target': afterApproval(({ provider }) =>
    provider.simulator.changeCluster('orders-prod', { state: 'LOCKED' }),
  ),
  'approved, vendor away': afterApproval(({ provider }) =>
    provider.simulator.fault({
      method: 'GET',
      path: '/api',
      times: 100_000,
      action: { type: 'status', status: 503, message: 'down for maintenance' },
    }),
  ),
  'approved, not accepted': async (harness) => {
    const action = { type: 'status', status: 429, message: 'rate limit exceeded' } as const;
    harness.provider.simulator.fault({ ...harness.provider.submits, action });
    const { id } = await harness.approved();
    return advanced(harness, id);
  },
  submitting: async (harness) => {
    const { id } = await harness.approved();
    const record = () => Promise.reject(new Error('the process ends here'));
    await harness
      .another({ witness: { ...harness.witness, record } })
      .advance(id, signal())
      .catch(() => undefined);
    return id;
  },
  'submitting, answer lost': answerLost,
  'submitting, out of sight': async (harness) => {
    const id = await answerLost(harness);
    harness.provider.simulator.clock.setSpeed(0);
    revokeKey(harness);
    await harness.drive(id, ({ state }) => state.tag === 'submitting' && state.trouble !== undefined);
    return id;
  },
  restoring,
  'restoring, out of sight': outOfSight,
  'restoring, standing still': standingStill,
  verifying: async (harness) => {
    const id = await restoring(harness);
    harness.provider.finish();
    await harness.drive(id, ({ state }) => state.tag === 'verifying');
    return id;
  },
  'unknown, found before submitting': afterApproval(({ provider }, { plan }) => {
    provider.startElsewhere(plan.plan);
    provider.finish();
    provider.simulator.dropDatabase('orders-prod', 'orders_restored');
  }),
  'unknown, in the thread': afterApproval(({ witness }, { id }) =>
    witness.lines.push({ requestId: id, number: 1, token: 'of-a-lost-record' }),
  ),
  'unknown, answers lost': submitted(drop(false), 10),
  'unknown, several match': async (harness) => {
    const id = await answerLost(harness);
    harness.provider.finish();
    harness.provider.simulator.dropDatabase('orders-prod', 'orders_restored');
    harness.provider.startElsewhere((await harness.load(id)).request.plan.plan);
    await harness.drive(id);
    return id;
  },
  'unknown, operation gone': async (harness) => {
    const id = await restoring(harness);
    const { state } = (await harness.load(id)).request;
    harness.provider.forget(state.tag === 'restoring' ? state.operationId : '');
    await harness.drive(id);
    return id;
  },
  'unknown, set back': async (harness) => {
    const request = await harness.asked();
    harness.provider.startElsewhere(request.plan.plan);
    return setBack(harness, request, 'restoring');
  },
  'unknown, taken over out of sight': async (harness) => {
    const id = await outOfSight(harness);
    await actAs(harness.service, 'take-over', click(id));
    return id;
  },
  'unknown, taken over standing still': async (harness) => {
    const id = await standingStill(harness);
    await actAs(harness.service, 'take-over', click(id));
    return id;
  },
  'unknown, denied with an open attempt': async (harness) => {
    const request = await harness.approved();
    harness.provider.simulator.fault({ ...harness.provider.submits, action: drop(false) });
    await harness.drive(
      request.id,
      ({ attempts, state }) => attempts.length === 1 && state.tag === 'approved',
    );
    await actAs(harness.service, 'deny', { ...click(request.id), reason: 'Not now.' });
    return request.id;
  },
  succeeded: async (harness) => {
    const id = await restoring(harness);
    harness.provider.finish();
    await harness.drive(id);
    return id;
  },
  'failed, refused': submitted({ type: 'status', status: 400, message: 'the vendor says no' }),
  'failed at the vendor': async (harness) => {
    const id = await restoring(harness);
    harness.provider.fail('the disk is full');
    await harness.drive(id);
    return id;
  },
  'failed, closed': async (harness) => {
    const id = await submitted(drop(false), 10)(harness);
    await actAs(harness.service, 'close', { ...click(id), reason: 'Done by hand.' });
    return id;
  },
  denied: async (harness) => {
    const { id } = await harness.asked();
    await actAs(harness.service, 'deny', { ...click(id), reason: 'Not now.' });
    return id;
  },
  cancelled: async (harness) => {
    const { id } = await harness.asked();
    await actAs(harness.service, 'cancel', click(id, 'U0RITA'));
    return id;
  },
  'expired, nobody approved': afterAsking((harness) => harness.pass(minutes(61))),
  'expired during a freeze': async (harness) => {
    harness.freezes.push(aFreeze(hourOfIt));
    const { id } = await harness.asked();
    // No worker opens the approvals meanwhile.
    harness.pass(minutes(71));
    return advanced(harness, id);
  },
  'expired, never started': async (harness) => {
    const { id } = await harness.approved();
    harness.directory.groups.set('S0DBA', 'lookup-failed');
    await harness.drive(id);
    return id;
  },
  'expired, a freeze ends what waits': async (harness) => {
    harness.freezes.push(aFreeze(tenMinutesLater, { pending: 'end' }));
    const { id } = await harness.asked();
    harness.pass(minutes(10));
    return advanced(harness, id);
  },
  'expired, set back': async (harness) => setBack(harness, await harness.approved(), 'cancelled'),
};
