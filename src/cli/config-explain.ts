import { parseArgs } from 'node:util';
import { readConnections } from '#app/connections.ts';
import { explainConfig, loadConfig } from '#config/config.ts';
import type { Setting } from '#config/explain.ts';
import { configSchema } from '#config/json-schema.ts';
import { providers } from '#providers/all.ts';
import { type Command, UsageError } from './command.ts';

/** Prints every setting that is in effect, and where it comes from. Asks nobody. */
export const configExplain: Command = {
  name: 'config explain',
  usage: '[<path>] [--json]',
  what: 'prints each setting in effect and where it comes from: the file, the environment, or its default; secrets are not shown',
  async run(args, { stdout }) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false } },
    });
    const [path, ...more] = positionals;
    if (more.length > 0)
      throw new UsageError(`Write one path, not ${positionals.length}: rules.0, or audit.keys.`);
    // What a provider refuses has no effect.
    await readConnections(loadConfig());
    const schema = configSchema(providers.map(({ name }) => name));
    const own = Object.fromEntries(providers.map(({ name, settingsSchema }) => [name, settingsSchema]));
    const { file, settings } = explainConfig(schema, own);
    const asked = settings.filter((setting) => path === undefined || isAt(setting, path));
    if (path !== undefined && asked.length === 0) {
      throw new UsageError(
        `Nothing is set at “${path}”, and it has no default. docs/configuration.md has every setting.`,
      );
    }
    stdout.write(values.json ? `${JSON.stringify(asked)}\n` : inLines(asked, file));
    return 0;
  },
};

function isAt(setting: Setting, path: string): boolean {
  return setting.path === path || setting.path.startsWith(`${path}.`);
}

function inLines(settings: readonly Setting[], file: string): string {
  const rows = settings.map(
    (setting) => [`${setting.path}: ${setting.value}`, sourceOf(setting, file)] as const,
  );
  const width = Math.min(60, Math.max(...rows.map(([left]) => left.length)));
  return rows.map(([left, right]) => `${left.padEnd(width)}  # ${right}\n`).join('');
}

function sourceOf({ from }: Setting, file: string): string {
  switch (from.type) {
    case 'default':
      return 'default';
    case 'file':
      return file;
    case 'environment':
      return `environment: ${from.names.join(', ')}`;
  }
}
