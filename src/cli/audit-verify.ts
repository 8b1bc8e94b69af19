import { open } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { cardsOf } from '#app/recovery.ts';
import { loadConfig } from '#config/config.ts';
import { counted } from '#core/amounts.ts';
import type { ReadEntry } from '#core/audit/line.ts';
import type { AuditSigner } from '#core/audit/store.ts';
import type { AuditReport } from '#core/audit/verify.ts';
import { defined } from '#core/defined.ts';
import { after, dayMs } from '#core/instant.ts';
import { Secret } from '#core/secret.ts';
import { createAuditSigner } from '#keys/audit-signer.ts';
import { verifyAudit, verifyLines } from '#service/audit/verify.ts';
import { createRedisStore } from '#store/redis-store.ts';
import { problemText } from './audit-problems.ts';
import { type Command, fileReason, type Streams, UsageError } from './command.ts';
import { withAudit } from './with-audit.ts';

/** Cards that were posted longer ago are not read; the number that the newest ones carry is what counts. */
const lookBackMs = 30 * dayMs;

/** Checks the audit of the configured Redis against what Slack and shipped lines know, or a file without any Redis. */
export const auditVerify: Command = {
  name: 'audit verify',
  usage:
    '[--shipped=<lines kept off the box>] [--without-slack] | --file=<exported JSON lines> [--keys=<file with one base64 key a line>]',
  what: 'checks the audit, or an exported file, and names the first entry that is broken; exits with 1 then',
  async run(args, streams) {
    const { values } = parseArgs({
      args: [...args],
      options: {
        file: { type: 'string' },
        shipped: { type: 'string' },
        keys: { type: 'string' },
        'without-slack': { type: 'boolean', default: false },
      },
    });
    const { file, shipped, keys } = values;
    if (file !== undefined && shipped !== undefined) {
      throw new UsageError(
        '--file and --shipped do not go together: an export is whole without anything else.',
      );
    }
    if (keys !== undefined && file === undefined && shipped === undefined) {
      throw new UsageError(
        '--keys goes with --file or --shipped; without a file the keys are those of the configuration.',
      );
    }
    const lines = file ?? (keys === undefined ? undefined : shipped);
    const found: Found =
      lines === undefined
        ? await verifyHere(streams, shipped, values['without-slack'])
        : {
            report: await verifyLines(
              await signerFrom(keys),
              auditLinesOf(lines),
              file === undefined ? 'log' : 'export',
            ),
          };
    streams.stdout.write(`${sentence(found)}\n`);
    return found.report.problem === undefined && found.unreadable === undefined ? 0 : 1;
  },
};

interface Found {
  readonly report: AuditReport;
  /** Why Slack cannot say whether it is whole. */
  readonly unreadable?: string;
  /** How many cards it was compared with; absent: with none. */
  readonly cards?: number;
}

/** The cards are read first: what is written meanwhile is then in the audit, and not only on a card. */
async function verifyHere(
  streams: Streams,
  shipped: string | undefined,
  withoutSlack: boolean,
): Promise<Found> {
  return withAudit(streams, async (deps, { config, redis }) => {
    const { prefix } = config.redis;
    const store = createRedisStore({ redis, prefix, signer: deps.signer });
    const since = after(await store.now(), -lookBackMs);
    const seen = withoutSlack
      ? undefined
      : await cardsOf(config, redis, deps.log).read(since, async () => true);
    const report = await verifyAudit(
      { ...deps, store },
      defined({
        cards: seen?.type === 'read' ? seen.cards : undefined,
        shipped: shipped === undefined ? undefined : auditLinesOf(shipped),
      }),
    );
    if (seen === undefined || report.problem !== undefined) return { report };
    if (seen.type === 'read') return { report, cards: seen.cards.length };
    const because = seen.type === 'unreadable' ? seen.text : 'stopped';
    return { report, unreadable: because };
  });
}

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
    throw new UsageError(`${path} cannot be read: ${fileReason(error)}.`);
  }
}

/** Lines as they are stored or exported, or as they are in the log (`{"audit":true,"line":"…"}`). */
async function* auditLinesOf(path: string): AsyncGenerator<string> {
  for await (const line of linesOf(path)) {
    const logged = LogLine.safeParse(parsed(line));
    if (logged.success) yield logged.data.line;
    else if (line !== '') yield line;
  }
}

const LogLine = z.object({ audit: z.literal(true), line: z.string() });

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function sentence({ report, cards, unreadable }: Found): string {
  const { entries, first, last, unsealed, trailer, problem } = report;
  if (problem !== undefined) return `The audit is broken: ${problemText(problem)}.`;
  if (unreadable !== undefined) {
    return `The audit is broken: it cannot be compared with the cards in Slack: ${unreadable}. Try again, or leave Slack out with --without-slack.`;
  }
  const { from, to } = trailer ?? {};
  const bounds = [from && `from ${from.toISOString()}`, to && `until ${to.toISOString()}`].filter(Boolean);
  const filter = bounds.length === 0 ? '' : ` The export was of what was sealed ${bounds.join(' ')}.`;
  if (first === undefined || last === undefined) return `The export is whole, and has no entries.${filter}`;
  const range = `${entries} entries, ${named(first)} to ${named(last)}`;
  const tail =
    unsealed.length === 0 ? 'all of them under seals' : `the newest ${unsealed.length} without a seal yet`;
  const start = first.seq === 1 ? '' : ` What came before entry ${first.seq} is not here.`;
  const compared = cards === undefined ? '' : ` Compared with ${counted(cards, 'card')} in Slack.`;
  return `The audit is whole: ${range}, ${tail}.${start}${filter}${compared}`;
}

function named({ seq, entry }: ReadEntry): string {
  return `${seq} (${entry.at.toISOString()})`;
}
