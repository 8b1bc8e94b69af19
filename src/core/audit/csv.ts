import type { AuditEntry } from './entry.ts';
import { readEntryLine } from './line.ts';

const columns = [
  'seq',
  'at',
  'kind',
  'who',
  'what',
  'request',
  'plan',
  'target',
  'operation',
  'rule',
  'details',
  'mac',
] as const;

/** The first row. */
export const csvHead = `${columns.join(',')}\r\n`;

/** One entry for people and spreadsheets (RFC 4180); what cannot be read is a row too. Only JSON lines verify. */
export function csvRow(line: string): string {
  const read = readEntryLine(line);
  if (read === undefined) return row(['', '', 'unreadable', '', '', '', '', '', '', '', line, '']);
  const { seq, entry, mac } = read;
  const { who, what, request } = facts(entry);
  const at = entry.at.toISOString();
  return row([String(seq), at, entry.kind, who, what, request, ...aboutOf(entry), `{${read.body}}`, mac]);
}

/** Plan, target, operation and rule; empty where an older version wrote the entry: its first one about the request has it in its details. */
function aboutOf(entry: AuditEntry): readonly [string, string, string, string] {
  const about = entry.kind === 'transition' ? entry.about : undefined;
  if (about === undefined) return ['', '', '', ''];
  return [about.plan, about.target, about.operation ?? '', about.rule];
}

interface Facts {
  readonly who: string;
  readonly what: string;
  readonly request: string;
}

function facts(entry: AuditEntry): Facts {
  switch (entry.kind) {
    case 'transition':
      return { who: entry.event.by ?? '', what: whatOf(entry.event), request: entry.requestId };
    case 'refusal':
      return {
        who: entry.by,
        what: `${entry.command}: ${entry.because ?? entry.code}${entry.count > 1 ? ` (${entry.count} times)` : ''}`,
        request: entry.requestId ?? '',
      };
    case 'configuration':
      return { who: '', what: `changed: ${entry.changed.join(' ')}`, request: '' };
    case 'export':
      return { who: entry.by, what: `${entry.phase} ${entry.from} to ${entry.to}`, request: '' };
    case 'system':
      return { who: '', what: entry.what, request: entry.requestId ?? '' };
  }
}

function row(cells: readonly string[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

/** A spreadsheet must not take what somebody typed for a formula. */
function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}

/** What the approval is based on. With break-glass, nobody approved. */
function whatOf(event: Readonly<Record<string, unknown>> & { readonly type: string }): string {
  return event.type === 'approved' && typeof event['on'] === 'string'
    ? `${event.type}: ${event['on']}`
    : event.type;
}
