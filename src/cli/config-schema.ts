import { parseArgs } from 'node:util';
import { configSchema } from '#config/json-schema.ts';
import { providers } from '#providers/all.ts';
import type { Command } from './command.ts';

/** The text of restorebot.schema.json. */
export function schemaText(): string {
  return `${JSON.stringify(configSchema(providers.map(({ name }) => name)), null, 2)}\n`;
}

/** Prints what editors complete and check restorebot.yaml with. Asks nobody and reads no configuration. */
export const configSchemaCommand: Command = {
  name: 'config schema',
  usage: '',
  what: 'prints the JSON Schema of restorebot.yaml, for editors',
  async run(args, { stdout }) {
    parseArgs({ args: [...args], options: {} });
    stdout.write(schemaText());
    return 0;
  },
};
