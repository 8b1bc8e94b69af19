import { expect, test } from 'vitest';
import { ProviderError } from '#core/provider-error.ts';
import { patience } from '#test/support/patience.ts';
import { type BotRig, channelWords, modalSays, modalWords, startBotRig } from './rig.ts';

const retired = new ProviderError({
  kind: 'retired',
  action: 'list the backups of cluster “billing-prod”',
  detail: 'this endpoint was retired',
  advice: 'Choose another cluster.',
});

/** The commands to copy that `/restore help crdb-prod` answers with. */
async function commands({ rita }: BotRig): Promise<readonly string[]> {
  await rita.command('#ops', '/restore help crdb-prod');
  const found = async () =>
    [...(await channelWords(rita, '#ops')).matchAll(/^`(\/restore crdb-prod [^`]*)`$/gmu)].map(
      ([, command = '']) => command.replaceAll('&lt;', '<').replaceAll('&gt;', '>'),
    );
  await expect.poll(async () => (await found()).length, patience).toBe(3);
  return found();
}

test('a command to copy opens the form as it says, and asks for what only a person knows', async () => {
  await using rig = await startBotRig();
  const { rita } = rig;
  const [database = '', table = '', cluster = ''] = await commands(rig);

  for (const command of [database, cluster]) {
    await rita.command('#ops', command);
    await modalSays(rita, '(Reason or incident)');
    expect(await modalWords(rita)).not.toContain('Please look at this');
    await rita.close({ all: true });
  }
  await rita.command('#ops', table);
  await modalSays(rita, '*Tables:* `&lt;tables&gt;` is a blank to fill in.');
});

test('a command to copy is about a source of which there is a backup', async () => {
  await using rig = await startBotRig({
    provider: (provider) => ({
      ...provider,
      async choices(query, options) {
        const [first] = await provider.choices({ ...query, field: 'source', search: '' }, options);
        if (query.field === 'backup' && query.input['source'] === first?.value) throw retired;
        return provider.choices(query, options);
      },
    }),
  });

  for (const command of await commands(rig)) expect(command).toMatch(/ orders-prod --backup latest /u);
});
