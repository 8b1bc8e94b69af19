import { expect, test } from 'vitest';
import type { FormInput } from '#core/provider.ts';
import { currentAgreement } from '#core/restore-request.ts';
import { actAs } from '#test/support/act-as.ts';
import { startZillizHarness, type ZillizHarness } from '#test/support/provider-zilliz.ts';
import { startServiceHarness, type ServiceHarness } from '#test/support/service-harness.ts';

/** The use cases on Zilliz Cloud instead of the vendor that they usually run on; both on one clock. */
async function startStory() {
  const stack = new AsyncDisposableStack();
  let now = () => Date.parse('2026-03-01T03:00:00.000Z');
  const zilliz = stack.use(await startZillizHarness({ realNow: () => now() }));
  const service = stack.use(await startServiceHarness({ around: () => zilliz.connect('crdb-prod') }));
  now = () => service.now().getTime();
  return { service, zilliz, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

const running = ({ state }: { readonly state: { readonly tag: string } }) => state.tag === 'restoring';

const newCluster: FormInput = { source: 'catalogue-prod', backup: 'latest', cluster_name: 'copy' };
const oneCollection: FormInput = {
  source: 'catalogue-prod',
  backup: 'latest',
  collection: 'products',
  target: 'catalogue-staging',
};

/** Runs to its end, the vendor finishing what it was given. */
async function finished(service: ServiceHarness, zilliz: ZillizHarness, id: string) {
  await service.drive(id, running);
  zilliz.finish();
  return service.drive(id);
}

test('the password of a new cluster reaches the requester, and no stored byte', async () => {
  await using story = await startStory();
  const { service, zilliz } = story;
  const { id } = await service.approved(newCluster, 'cluster');

  const { state } = await finished(service, zilliz, id);

  const [cluster] = zilliz.simulator.clustersNamed('copy');
  const password = cluster?.password ?? '';
  const shown = await service.service.reveal({ requestId: id, by: 'U0RITA', commandId: 'click' });
  const stored = JSON.stringify([await service.load(id), await service.store.loadSecrets(id)]);
  expect(state).toMatchObject({ tag: 'succeeded', verification: { outcome: 'passed' } });
  expect(shown.type === 'revealed' && shown.secrets.map(({ label, text }) => [label, text.reveal()])).toEqual(
    [['Password of db_admin', password]],
  );
  expect(password).toMatch(/^.{12,}$/);
  expect(stored).toContain('Password of db_admin');
  expect(stored).not.toContain(password);
});

test('a new cluster whose answer was lost is found by its name, and the end says what is missing', async () => {
  await using story = await startStory();
  const { service, zilliz } = story;
  zilliz.simulator.fault({ ...zilliz.submits, action: { type: 'drop', applied: true } });
  const { id } = await service.approved(newCluster, 'cluster');

  const { state } = await finished(service, zilliz, id);

  expect(zilliz.started()).toBe(1);
  expect(state).toMatchObject({
    tag: 'succeeded',
    operationId: zilliz.simulator.clustersNamed('copy')[0]?.id,
  });
  expect(JSON.stringify(state)).toContain('password-lost');
  expect(await service.store.loadSecrets(id)).toEqual({});
});

test('a submission that never arrived is left to people: a list that does not show it proves nothing', async () => {
  await using story = await startStory();
  const { service, zilliz } = story;
  zilliz.simulator.fault({ ...zilliz.submits, action: { type: 'drop' } });
  const { id } = await service.approved(newCluster, 'cluster');

  const ended = await service.drive(id);

  expect(ended.state).toMatchObject({ tag: 'unknown', known: { because: 'answer-lost' } });
  expect(ended.attempts).toHaveLength(1);
  expect(zilliz.simulator.clustersNamed('copy')).toHaveLength(0);
});

test('a collection whose answer was lost waits for a person, who enters the job that the console shows', async () => {
  await using story = await startStory();
  const { service, zilliz } = story;
  zilliz.simulator.fault({
    method: 'POST',
    path: '/restoreCollection',
    action: { type: 'drop', applied: true },
  });
  const { id } = await service.approved(oneCollection, 'collection');

  const unsure = await service.drive(id);
  const [job] = zilliz.simulator.state().jobs;
  const operationId = job !== undefined && 'jobId' in job ? String(job.jobId) : '';
  const adopt = (operation: string) =>
    actAs(service.service, 'adopt', {
      requestId: id,
      by: 'U0ADA',
      commandId: `adopt-${operation}`,
      operationId: operation,
    });
  const wrong = await adopt('job-none');
  const right = await adopt(operationId);
  const ended = await finished(service, zilliz, id);

  expect(unsure.state).toMatchObject({
    tag: 'unknown',
    known: { because: 'undecidable', text: expect.stringContaining('Jobs page') as string },
  });
  expect(wrong).toMatchObject({ type: 'refused', refusal: { code: 'operation-not-ours' } });
  expect(right.type).toBe('done');
  expect(ended.state).toMatchObject({ tag: 'succeeded', verification: { outcome: 'not-possible' } });
  expect(zilliz.started()).toBe(1);
});

test('a name that somebody takes meanwhile holds the start, and nothing is sent', async () => {
  await using story = await startStory();
  const { service, zilliz } = story;
  const { id } = await service.approved(newCluster, 'cluster');
  zilliz.simulator.changeCluster('search-us', { name: 'copy' });

  const held = await service.drive(
    id,
    ({ state }) => state.tag === 'approved' && state.hold?.text.includes('already has a cluster') === true,
  );
  zilliz.simulator.changeCluster('copy', { name: 'search-us' });
  const ended = await finished(service, zilliz, id);

  expect(held.attempts).toEqual([]);
  expect(ended.state.tag).toBe('succeeded');
});

test('a new cluster that failed while its job is unknown is taken over, and restored again once it is deleted', async () => {
  await using story = await startStory();
  const { service, zilliz } = story;
  zilliz.simulator.fault({ ...zilliz.submits, action: { type: 'drop', applied: true } });
  const { id } = await service.approved(newCluster, 'cluster');
  await service.drive(id, running);
  zilliz.fail('no more capacity');
  await service.drive(id, ({ state }) => state.tag === 'restoring' && state.trouble !== undefined);
  const click = (commandId: string) => ({ requestId: id, by: 'U0ADA', commandId });

  const outcome = await actAs(service.service, 'take-over', click('take-over'));
  const [failed] = zilliz.simulator.clustersNamed('copy');
  zilliz.simulator.dropCluster(failed?.id ?? '');
  await actAs(service.service, 'submit-again', click('again'));
  const { request } = await service.load(id);
  const agreement = currentAgreement(request);
  await actAs(service.service, 'approve', { ...click('approve'), agreement });
  const ended = await finished(service, zilliz, id);

  expect(outcome).toMatchObject({
    request: {
      state: {
        tag: 'unknown',
        known: { because: 'taken-over', candidates: [failed?.id], text: expect.stringContaining('ABNORMAL') },
      },
    },
  });
  expect(ended.state.tag).toBe('succeeded');
  expect(zilliz.started()).toBe(2);
});
