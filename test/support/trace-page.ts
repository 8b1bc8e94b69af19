import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { z } from 'zod';

/** What one restore has left in a backend of traces, in the log, and in two scrapes. */
export interface Telemetry {
  readonly traceId: string;
  /** Of its trace. */
  readonly spans: readonly ReadableSpan[];
  /** JSON lines. */
  readonly logged: readonly string[];
  /** `/metrics` before and after it. */
  readonly scraped: readonly [before: string, after: string];
}

const [begin, end] = ['<!-- one restore -->\n', '<!-- end of one restore -->'] as const;

/** docs/operations.md with what was seen in place of what it shows. */
export function withRestore(page: string, telemetry: Telemetry): string {
  const [start, stop] = [page.indexOf(begin) + begin.length, page.indexOf(end)];
  return `${page.slice(0, start)}\n${restoreShown(telemetry)}\n${page.slice(stop)}`;
}

/** What docs/operations.md shows. */
export function shownIn(page: string): string {
  return page.slice(page.indexOf(begin), page.indexOf(end));
}

/** The names of spans, the log lines and the samples in what is shown, without times and numbers. */
export function namesIn(shown: string) {
  const cells = shown
    .split('\n')
    .map((line) => line.split(' | ').map((cell) => cell.replace(/[|]/gu, '').trim()));
  const rows = cells.filter(([first = '']) => /^\d+$/u.test(first));
  return {
    spans: new Set(rows.map(([, , name = '']) => name.replaceAll('· ', ''))),
    lines: new Set(
      rows.flatMap(([, , , lines = '']) => lines.split('; ').map((line) => line.replace(/\d+/u, '#'))),
    ),
    samples: new Set([...shown.matchAll(/`(restorebot_[^`]+)`/gu)].map(([, sample = '']) => sample)),
  };
}

function restoreShown({ traceId, spans, logged, scraped: [before, after] }: Telemetry): string {
  return `The spans of its trace \`${traceId}\`. \`·\` is inside the one above.

| ms | took, ms | span | log lines |
| -- | -- | -- | -- |
${rowsOf(spans, logged).join('\n')}

\`/metrics\` before and after it, where that changed (a part):

| sample | before | after |
| -- | -- | -- |
${changesOf(before, after).join('\n')}
`;
}

const Line = z.looseObject({
  msg: z.string(),
  span_id: z.string().optional(),
  /** Of an entry of the audit. */
  seq: z.int().optional(),
  line: z.string().optional(),
});
const Entry = z.looseObject({
  what: z.string().optional(),
  event: z.looseObject({ type: z.string() }).optional(),
});

function wordsOf({ msg, seq, line }: z.output<typeof Line>): string {
  if (seq === undefined || line === undefined) return `\`${msg}\``;
  const { what, event } = Entry.parse(JSON.parse(line));
  return `\`${msg}\` ${seq}: ${event?.type ?? what ?? ''}`;
}

function rowsOf(spans: readonly ReadableSpan[], logged: readonly string[]): readonly string[] {
  const byId = new Map(spans.map((span) => [span.spanContext().spanId, span]));
  const aboveOf = (span: ReadableSpan) => byId.get(span.parentSpanContext?.spanId ?? '');
  const said = Map.groupBy(
    logged.map((line) => Line.parse(JSON.parse(line))),
    ({ span_id: id }) => id ?? '',
  );
  const linesOf = (span: ReadableSpan) => said.get(span.spanContext().spanId) ?? [];
  const isStep = ({ name }: ReadableSpan) =>
    /^(?:request |cockroach |slack post$)/u.test(name) && !/ (?:mayAct|choices)$/u.test(name);
  // Most deliveries only draw the form, and most steps of a worker find nothing to do.
  const hasPart = (span: ReadableSpan): boolean =>
    linesOf(span).length > 0 ||
    spans.some((part) => aboveOf(part) === span && (isStep(part) || hasPart(part)));
  const isShown = (span: ReadableSpan) =>
    /^(?:slack delivery|request advance)$/u.test(span.name) ? hasPart(span) : isStep(span);
  const shownAbove = (span: ReadableSpan): ReadableSpan | undefined => {
    const above = aboveOf(span);
    return above === undefined || isShown(above) ? above : shownAbove(above);
  };
  const shown = spans.filter(isShown).toSorted((one, other) => startOf(one) - startOf(other));
  const [first] = shown;
  const below = (above: ReadableSpan | undefined, depth: number): readonly string[] =>
    shown
      .filter((span) => shownAbove(span) === above)
      .flatMap((span) => {
        const [seconds, nanos] = span.duration;
        const took = Math.round(seconds * 1_000 + nanos / 1e6);
        const since = startOf(span) - (first === undefined ? 0 : startOf(first));
        const lines = linesOf(span).map(wordsOf).join('; ');
        return [
          `| ${since} | ${took} | ${'· '.repeat(depth)}${nameOf(span)} | ${lines} |`,
          ...below(span, depth + 1),
        ];
      });
  return below(undefined, 0);
}

/** With what Slack delivered. */
function nameOf({ name, attributes }: ReadableSpan): string {
  const { 'restorebot.delivery': delivery } = attributes;
  return typeof delivery === 'string' ? `${name}: ${delivery}` : name;
}

/** When it began, milliseconds since 1970. */
function startOf({ startTime: [seconds, nanos] }: ReadableSpan): number {
  return Math.round(seconds * 1_000 + nanos / 1e6);
}

/** What a reader looks for first; the whole would be too long. */
const looked =
  /^restorebot_(?:request_events_total|(?:approval_wait|restore_duration)_seconds_count|(?:vendor|slack)_call_duration_seconds_count\{.*call="(?:find|submit|poll|verify|post|edit)",outcome="ok")/u;

function changesOf(before: string, after: string): readonly string[] {
  const samples = (text: string) =>
    new Map(
      text
        .split('\n')
        .map((line) => [line.slice(0, line.lastIndexOf(' ')), line.slice(line.lastIndexOf(' ') + 1)]),
    );
  const was = samples(before);
  return [...samples(after)]
    .filter(([name, value]) => looked.test(name) && was.get(name) !== value)
    .map(([name, value]) => `| \`${name}\` | ${was.get(name) ?? 'absent'} | ${value} |`);
}
