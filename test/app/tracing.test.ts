import { readFile, writeFile } from 'node:fs/promises';
import { trace } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { Restorebot } from '#app/start.ts';
import { traceIdOf } from '#app/tracing.ts';
import { untilTheEnd } from '#test/support/ending.ts';
import { patience } from '#test/support/patience.ts';
import { redisUrl, testPrefix } from '#test/support/redis.ts';
import { approve, askFor, cardSays, channel } from '#test/support/story.ts';
import { namesIn, shownIn, withRestore } from '#test/support/trace-page.ts';
import { startWorld } from '#test/support/world.ts';

const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });

beforeAll(() => provider.register());
afterAll(async () => {
  await provider.shutdown();
  trace.disable();
});

async function metricsOf({ healthPort }: Pick<Restorebot, 'healthPort'>): Promise<string> {
  return (await fetch(`http://127.0.0.1:${healthPort}/metrics`)).text();
}

test('one restore is one trace, from the form through the queue to the vendor and back to the thread; log lines name it, and docs/operations.md shows what it is made of', async () => {
  await using world = await startWorld({ redisUrl: redisUrl(), prefix: testPrefix() });
  const restorebot = await world.start('all');
  const before = await metricsOf(restorebot);
  const card = await askFor(world.slack);
  await approve(world.slack, card);
  await untilTheEnd(world, card);

  const spans = exporter.getFinishedSpans();
  const asked = spans.find(({ name }) => name === 'request ask');
  const requestId = String(asked?.attributes['restorebot.request']);
  const story = spans.filter((span) => span.spanContext().traceId === traceIdOf(requestId));
  const names = new Set(story.map(({ name }) => name));
  for (const name of [
    'slack delivery',
    'request ask',
    'request act',
    'wakeup work',
    'request advance',
    'cockroach submit',
    'cockroach poll',
    'announcer converge',
    'slack post',
  ]) {
    expect(names).toContain(name);
  }
  const byId = new Map(story.map((span) => [span.spanContext().spanId, span]));
  const above = (span: ReadableSpan | undefined) => byId.get(span?.parentSpanContext?.spanId ?? '');
  for (const [name, kind] of [
    ['request ask', 'view_submission'],
    ['request act', 'view_submission'],
  ] as const) {
    const delivery = above(story.find((span) => span.name === name));
    expect(delivery?.name).toBe('slack delivery');
    expect(delivery?.attributes).toMatchObject({
      'restorebot.delivery': kind,
      'restorebot.request': requestId,
    });
  }
  const submit = story.find(({ name }) => name === 'cockroach submit');
  expect(above(submit)?.name).toBe('request advance');
  expect(submit?.attributes).toEqual({ 'restorebot.connection': 'crdb-prod' });
  const lines = world.logged.filter((line) => line.includes(`"trace_id":"${traceIdOf(requestId)}"`));
  expect(lines.length).toBeGreaterThan(0);

  const page = await readFile('docs/operations.md', 'utf8');
  const seen = withRestore(page, {
    traceId: traceIdOf(requestId),
    spans: story,
    logged: lines,
    scraped: [before, await metricsOf(restorebot)],
  });
  if (process.env['TRACE_PAGE'] === 'write') await writeFile('docs/operations.md', seen);
  const [shown, now] = [namesIn(shownIn(page)), namesIn(shownIn(seen))];
  expect(shown.spans).toEqual(now.spans);
  expect([...shown.lines].filter((line) => !now.lines.has(line))).toEqual([]);
  expect([...shown.samples].filter((sample) => !now.samples.has(sample))).toEqual([]);
  expect(shown.samples.size).toBeGreaterThan(10);
});

const Line = z.looseObject({
  msg: z.string(),
  requestId: z.string().optional(),
  trace_id: z.string().optional(),
});

test('without an SDK, too, every log line of a request has its id: also those of Slack, of the vendor and of what a person is told, and none has a credential', async () => {
  // As it is for most: nobody has installed an SDK.
  trace.disable();
  await using world = await startWorld({ redisUrl: redisUrl(), prefix: testPrefix() });
  await world.start('all');
  await world.slack.fault({ method: 'chat.postMessage', httpStatus: 503, times: 1 });
  const card = await askFor(world.slack);
  const before = world.logged.length;
  await world.slack.fault({ method: 'views.open', error: 'expired_trigger_id', times: 1 });
  await world.slack.as('U0BEN').click({ channel, ts: card.ts }, 'Approve…');
  await expect
    .poll(() => world.logged.slice(before).some((line) => line.includes('slack trigger expired')), patience)
    .toBe(true);
  await approve(world.slack, card);
  await cardSays(world.slack, card, /Restoring/);
  world.cockroach.fault({ method: 'GET', times: 3, action: { type: 'status', status: 503 } });
  await untilTheEnd(world, card);

  const lines = world.logged.map((line) => Line.parse(JSON.parse(line)));
  const ids = new Set(
    lines.flatMap(({ msg, requestId }) => (msg === 'audit' && requestId !== undefined ? [requestId] : [])),
  );
  const [id = ''] = ids;
  expect(ids.size).toBe(1);
  const about = lines.filter((line) => line.requestId !== undefined || JSON.stringify(line).includes(id));
  expect(about.filter(({ requestId }) => requestId !== id)).toEqual([]);
  // At least these; a busy machine has more to say.
  expect(about.map(({ msg }) => msg)).toEqual(
    expect.arrayContaining([
      'audit',
      'Slack call failed',
      'answer to a post lost; looking for it later',
      'slack trigger expired',
    ]),
  );
  // What is left is about the process; `worker error` is BullMQ's own, of a queue on a busy machine.
  const ofProcess =
    /^(?:audit|audit seal|overdue requests woken|slack client message|slack connection open|worker error|the record was compared .*)$/u;
  const others = lines.filter(({ msg, requestId }) => requestId === undefined && !ofProcess.test(msg));
  expect(others).toEqual([]);
  for (const line of world.logged) expect(line).not.toMatch(/xoxb-|xapp-|CCDB1_/u);
});
