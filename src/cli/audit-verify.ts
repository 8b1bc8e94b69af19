import { open } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { loadConfig } from '#config/config.ts';
import type { ReadEntry } from '#core/audit/line.ts';
import type { AuditSigner } from '#core/audit/store.ts';
import type { AuditReport } from '#core/audit/verify.ts';
import { Secret } from '#core/secret.ts';
import { createAuditSigner } from '#keys/audit-signer.ts';
import { verifyAudit, verifyLines } from '#service/audit/verify.ts';
import { type Command, reasonOf, UsageError } from './command.ts';
import { withAudit } from './with-audit.ts';

/** Checks the audit of the configured Redis, or an exported file without any Redis. */
export const auditVerify: Command = {
  name: 'audit verify',
  usage: '[--file=<exported JSON lines>] [--keys=<file with one base64 key a line>]',
  what: 'checks the audit, or an exported file, and names the first entry that is broken; exits with 1 then',
  async run(args, streams) {
    const { values } = parseArgs({
      args: [...args],
      options: { file: { type: 'string' }, keys: { type: 'string' } },
    });
    const { file, keys } = values;
    if (file === undefined && keys !== undefined) {
      throw new UsageError(
        '--keys goes with --file; without a file the keys are those of the configuration.',
      );
    }
    const report =
      file === undefined
        ? await withAudit(streams, verifyAudit)
        : await verifyLines(await signerFrom(keys), linesOf(file));
    streams.stdout.write(`${sentence(report)}\n`);
    return report.problem === undefined ? 0 : 1;
  },
};

async function signerFrom(path: string | undefined): Promise<AuditSigner> {
  if (path === undefined) {
    const { audit, slack } = loadConfig();
    return createAuditSigner({ keys: audit.keys, credential: slack.botToken });
  }
  const keys: string[] = [];
  for await (const line of linesOf(path)) if (line.trim() !== '') keys.push(line.trim());
  if (keys.length === 0 || keys.some((key) => Buffer.from(key, 'base64').length !== 32)) {
    throw new UsageError(`${path} holds something else than keys; write base64 of 32 bytes, one a line.`);
  }
  return createAuditSigner({ keys: keys.map((key) => new Secret(key)) });
}

async function* linesOf(path: string): AsyncGenerator<string> {
  try {
    await using file = await open(path);
    yield* file.readLines();
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${reasonOf(error)}.`);
  }
}

function sentence({ entries, first, last, unsealed, problem }: AuditReport): string {
  if (problem !== undefined) return `The audit is broken: ${problem}.`;
  if (first === undefined || last === undefined) return 'There are no entries to verify.';
  const range = `${entries} entries, ${named(first)} to ${named(last)}`;
  const tail =
    unsealed.length === 0 ? 'all of them under seals' : `the newest ${unsealed.length} without a seal yet`;
  const start = first.seq === 1 ? '' : ` What came before entry ${first.seq} is not here.`;
  return `The audit is whole: ${range}, ${tail}.${start}`;
}

function named({ seq, entry }: ReadEntry): string {
  return `${seq} (${entry.at.toISOString()})`;
}
