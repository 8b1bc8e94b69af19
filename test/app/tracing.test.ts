import { trace } from '@opentelemetry/api';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { traceIdOf } from '#app/tracing.ts';
import { untilTheEnd } from '#test/support/ending.ts';
import { redisUrl, testPrefix } from '#test/support/redis.ts';
import { approve, askFor } from '#test/support/story.ts';
import { startWorld } from '#test/support/world.ts';

const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });

beforeAll(() => provider.register());
afterAll(async () => {
  await provider.shutdown();
  trace.disable();
});

test('one restore is one trace, from the form through the queue to the vendor and back to the thread; log lines name it', async () => {
  await using world = await startWorld({ redisUrl: redisUrl(), prefix: testPrefix() });
  await world.start('all');
  const card = await askFor(world.slack);
  await approve(world.slack, card);
  await untilTheEnd(world, card);

  const spans = exporter.getFinishedSpans();
  const asked = spans.find(({ name }) => name === 'request ask');
  const requestId = String(asked?.attributes['restorebot.request']);
  const story = spans.filter((span) => span.spanContext().traceId === traceIdOf(requestId));
  const names = new Set(story.map(({ name }) => name));
  for (const name of [
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
  const submit = story.find(({ name }) => name === 'cockroach submit');
  const parent = story.find((span) => span.spanContext().spanId === submit?.parentSpanContext?.spanId);
  expect(parent?.name).toBe('request advance');
  expect(submit?.attributes).toEqual({ 'restorebot.connection': 'crdb-prod' });
  const lines = world.logged.filter((line) => line.includes(`"trace_id":"${traceIdOf(requestId)}"`));
  expect(lines.length).toBeGreaterThan(0);
});
