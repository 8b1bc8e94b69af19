import { createWriteStream } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { defined } from '#core/defined.ts';
import { exportAudit, type ExportRequest } from '#service/audit/export.ts';
import { type Command, fileReason, UsageError } from './command.ts';
import { withAudit } from './with-audit.ts';

/** Writes the audit of a span of time to a file, or to stdout. */
export const auditExport: Command = {
  name: 'audit export',
  usage: '[--from=<day or instant>] [--to=<day or instant>] [--format=jsonl|csv] [--out=<file>]',
  what: 'writes out the audit; that somebody did is in the audit too. JSON lines can be verified, CSV cannot',
  async run(args, streams) {
    const { values } = parseArgs({
      args: [...args],
      options: {
        from: { type: 'string' },
        to: { type: 'string' },
        format: { type: 'string', default: 'jsonl' },
        out: { type: 'string' },
      },
    });
    const request = readRequest(values);
    const { range, sha256 } = await withAudit(streams, (deps) =>
      values.out === undefined
        ? exportAudit(deps, request, (text) => put(streams.stdout, text))
        : toFile(values.out, (write) => exportAudit(deps, request, write)),
    );
    const what =
      range === undefined ? 'There are no entries in that time' : `Entries ${range.first} to ${range.last}`;
    streams.stderr.write(`${what}; SHA-256 of what was written: ${sha256}\n`);
    return 0;
  },
};

const formats: readonly ExportRequest['format'][] = ['jsonl', 'csv'];

function readRequest(values: { from?: string; to?: string; format: string }): ExportRequest {
  const format = formats.find((each) => each === values.format);
  if (format === undefined) throw new UsageError(`--format is jsonl or csv; it was “${values.format}”.`);
  const from = values.from === undefined ? undefined : startOf('--from', values.from);
  const to = values.to === undefined ? undefined : endOf('--to', values.to);
  if (from !== undefined && to !== undefined && from > to) {
    throw new UsageError('--from is later than --to; swap them.');
  }
  const by = `${userInfo().username}@${hostname()}`;
  return { by, format, ...defined({ from, to }) };
}

const Day = z.iso.date();
const InstantText = z.iso.datetime({ offset: true });

/** A day begins and ends in UTC, as the entries' instants are. */
function startOf(option: string, text: string): Date {
  return new Date(Day.safeParse(text).success ? `${text}T00:00:00.000Z` : instant(option, text));
}

function endOf(option: string, text: string): Date {
  return new Date(Day.safeParse(text).success ? `${text}T23:59:59.999Z` : instant(option, text));
}

function instant(option: string, text: string): string {
  if (InstantText.safeParse(text).success) return text;
  throw new UsageError(
    `${option} is a day such as 2026-03-01, or an instant such as 2026-03-01T14:00:00Z; it was “${text}”.`,
  );
}

/** A file that is there already stays as it is. */
async function toFile<Result>(
  path: string,
  work: (write: (text: string) => Promise<void>) => Promise<Result>,
): Promise<Result> {
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600 });
  try {
    await opened(file);
  } catch (error) {
    throw new UsageError(`${path} cannot be written: ${fileReason(error)}.`);
  }
  try {
    return await work((text) => put(file, text));
  } finally {
    file.end();
    await finished(file);
  }
}

function opened(file: ReturnType<typeof createWriteStream>): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  file.once('open', () => resolve());
  file.once('error', reject);
  return promise;
}

/** Resolves when it has been taken, so that a slow reader is waited for. */
function put(stream: Writable, text: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  stream.write(text, (error) => (error ? reject(error) : resolve()));
  return promise;
}
