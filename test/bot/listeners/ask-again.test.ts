import { expect, test } from 'vitest';
import type { RestoreProvider } from '#core/provider.ts';
import { patience } from '#test/support/patience.ts';
import { modalCloses, modalSays, startBotRig } from './rig.ts';

const shop = { value: 'proj-1', label: 'Shop' };

/** The simulator’s databases with one more menu, of which a plan keeps the id alone. */
function withProject(provider: RestoreProvider): RestoreProvider {
  const project = { id: 'project', type: 'choice', label: 'Project', required: false } as const;
  return {
    ...provider,
    kinds: provider.kinds.map((kind) =>
      kind.id === 'database' ? { ...kind, fields: [...kind.fields, project] } : kind,
    ),
    choices: async (query, options) =>
      query.field === project.id ? [shop] : provider.choices(query, options),
    async plan(kind, input, options) {
      const found = await provider.plan(kind, input, options);
      if (found.type === 'rejected') return found;
      return {
        ...found,
        plan: { ...found.plan, options: { ...found.plan.options, project: shop.value } },
      };
    },
  };
}

test('a form that is asked again shows names for what the plan knows by its id', async () => {
  await using rig = await startBotRig({ provider: withProject });
  const { rita } = rig;
  await rita.command(
    '#ops',
    '/restore crdb-prod database orders-prod --backup latest --databases orders --into orders-prod --new-name orders_2 --project Shop --reason x',
  );
  await modalSays(rita, '(Project)');
  await rita.submit();
  await modalSays(rita, 'must approve this');
  await rita.submit();
  await modalCloses(rita);
  const [request] = (await rig.harness.service.list({ limit: 1 })).requests;
  await rita.command('#ops', `/restore withdraw ${request?.id ?? ''}`);
  await expect
    .poll(async () => (await rig.harness.load(request?.id ?? '')).request.state.tag, patience)
    .toBe('cancelled');

  await rita.click(await rig.card(request?.id ?? ''), 'Ask again…');

  await modalSays(rita, '(Project)');
  const view = JSON.stringify((await rita.modal()).view);
  expect(view).toContain('"text":"Shop"');
  expect(view).not.toContain('"text":"proj-1"');
});
