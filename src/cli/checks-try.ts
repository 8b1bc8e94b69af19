import { parseArgs } from 'node:util';
import { connectionSentences } from '#app/connections.ts';
import { resultDetail } from '#bot/ui/data-checks.ts';
import { callText } from '#bot/ui/why.ts';
import { loadConfig, loadEgress } from '#config/config.ts';
import { counted } from '#core/amounts.ts';
import { ProviderError } from '#core/provider-error.ts';
import { unlimited } from '#core/rate-limiter.ts';
import { createProviders } from '#providers/index.ts';
import { type Command, type Streams, UsageError } from './command.ts';
import { isAbout, type ShownTarget, targetsNamed, tryCheck } from './target-checks.ts';

/** Runs the checks of a target now, changing nothing, and says what each saw. */
export const checksTry: Command = {
  name: 'checks try',
  usage: '<target> [--connection=<name>] [--database=<name>]',
  what: 'runs the checks of a target now, read-only, and says what each saw; exits with 1 unless all passed',
  async run(args, streams) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { connection: { type: 'string' }, database: { type: 'string' } },
    });
    const [name, ...more] = positionals;
    if (name === undefined || name === '' || more.length > 0) {
      throw new UsageError('Write the name or id of one target: restorebot checks try orders-prod.');
    }
    const config = loadConfig();
    const connections = config.connections.filter(
      (each) => values.connection === undefined || values.connection === each.name,
    );
    if (connections.length === 0) throw new UsageError(`There is no connection “${values.connection}”.`);
    const created = await createProviders(connections, { limiter: unlimited, egress: loadEgress() });
    if (created.type === 'rejected') {
      throw new UsageError(connectionSentences(created.problems, connections).join('\n'));
    }
    const targets: ShownTarget[] = [];
    for (const { provider } of created.connections) {
      try {
        targets.push(...(await targetsNamed(provider, name)));
      } catch (error) {
        if (!(error instanceof ProviderError)) throw error;
        streams.stderr.write(`${provider.connection}: ${callText(error)}\n`);
      }
    }
    if (targets.length === 0) throw new UsageError(`No connection shows a target “${name}”.`);
    const passed: boolean[] = [];
    for (const shown of targets) {
      const checks = config.checks.filter((check) => isAbout(check, shown));
      write(streams, heading(shown, checks.length));
      for (const check of checks) {
        const result = await tryCheck(check, shown, values.database);
        passed.push(result.result === 'passed');
        write(streams, `${marks[result.result]}  ${check.name}: ${resultDetail(result)}`);
      }
    }
    return passed.every(Boolean) && passed.length > 0 ? 0 : 1;
  },
};

const marks = { passed: 'passed     ', failed: 'FAILED     ', 'not-checked': 'not checked' } as const;

function heading({ provider, target }: ShownTarget, checks: number): string {
  const where = `${target.name} on ${provider.connection}`;
  if (checks === 0) return `${where}: no check is about it.`;
  return `${where}: ${counted(checks, 'check')}, as if a restore had ended now.`;
}

function write({ stdout }: Streams, line: string): void {
  stdout.write(`${line}\n`);
}
