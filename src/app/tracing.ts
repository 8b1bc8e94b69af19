import { createHash } from 'node:crypto';
import {
  type Attributes,
  context,
  type Context,
  ProxyTracerProvider,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
} from '@opentelemetry/api';
import type { Around } from './around.ts';

/*
 * Traces by OpenTelemetry's API alone: without an SDK in the process all of this does nothing. One request is one
 * trace: its id is made out of the request's, so a click, a job and a telling meet in it, whichever process they are
 * in and however many days lie between them.
 */

/** The trace of a request, 32 hex digits. */
export function traceIdOf(requestId: string): string {
  return createHash('sha256').update(requestId).digest('hex').slice(0, 32);
}

/** For log lines: the span in which one is written; empty: there is none. */
export function spanFields(): { readonly trace_id?: string; readonly span_id?: string } {
  const span = trace.getActiveSpan()?.spanContext();
  return span === undefined ? {} : { trace_id: span.traceId, span_id: span.spanId };
}

/** By method: where a request's id is in the arguments, a position or a field of the first one. */
type About = Readonly<Record<string, number | 'requestId' | 'id'>>;

const service: About = {
  review: 0,
  ask: 'requestId',
  act: 1,
  mayAct: 1,
  recheck: 0,
  reveal: 'requestId',
  recordShown: 'requestId',
  story: 'requestId',
  checkNow: 0,
  advance: 0,
};
const announcer: About = { converge: 0 };
const wakeups: About = { work: 'id', announce: 0 };

/** Of a provider, what asks its vendor. */
const vendorCalls = new Set([
  'choices',
  'plan',
  'preflight',
  'observe',
  'baseline',
  'submit',
  'find',
  'poll',
  'cancel',
  'verify',
]);

/** A span for each use case, job step, telling, and call of a vendor or of Slack; without an SDK, nothing around anything. */
export function tracing(): Around {
  const provider = trace.getTracerProvider();
  const installed = provider instanceof ProxyTracerProvider ? provider.getDelegate() : provider;
  return installed === new ProxyTracerProvider().getDelegate() ? {} : spans;
}

const spans: Around = {
  service: (port) => steps(port, 'request', service),
  announcer: (port) => steps(port, 'announcer', announcer),
  wakeups: (port) => steps(port, 'wakeup', wakeups),
  provider: (port) =>
    calls(port, port.name, { 'restorebot.connection': port.connection }, (method) => vendorCalls.has(method)),
  slack: (port) => calls(port, 'slack', {}, () => true),
  people: (port) => calls(port, 'slack', {}, () => true),
};

function steps<Port extends object>(port: Port, kind: string, about: About): Port {
  return wrapped(port, (method, args, run) => {
    const where = about[method];
    if (where === undefined) return run();
    const requestId = requestIn(args, where);
    if (requestId === undefined) return run();
    return inSpan(
      `${kind} ${method}`,
      SpanKind.INTERNAL,
      { 'restorebot.request': requestId },
      ofRequest(requestId),
      run,
    );
  });
}

/** Only inside a step: what has no request has no story. */
function calls<Port extends object>(
  port: Port,
  kind: string,
  attributes: Attributes,
  isCall: (method: string) => boolean,
): Port {
  return wrapped(port, (method, _, run) =>
    !isCall(method) || trace.getActiveSpan() === undefined
      ? run()
      : inSpan(`${kind} ${method}`, SpanKind.CLIENT, attributes, context.active(), run),
  );
}

function requestIn(args: readonly unknown[], where: About[string]): string | undefined {
  const found: unknown = typeof where === 'number' ? args[where] : Reflect.get(Object(args[0]), where);
  return typeof found === 'string' ? found : undefined;
}

/** The span that runs where it is of this request's trace; else the beginning of the trace, which nobody wrote. */
function ofRequest(requestId: string): Context {
  const traceId = traceIdOf(requestId);
  const active = context.active();
  if (trace.getSpanContext(active)?.traceId === traceId) return active;
  const spanId = traceId.slice(0, 16);
  return trace.setSpanContext(active, { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true });
}

function inSpan(
  name: string,
  kind: SpanKind,
  attributes: Attributes,
  parent: Context,
  run: () => unknown,
): unknown {
  const tracer = trace.getTracer('restorebot');
  return tracer.startActiveSpan(name, { kind, attributes }, parent, (span) => {
    const result = run();
    if (!(result instanceof Promise)) {
      span.end();
      return result;
    }
    return result.then(
      (value: unknown) => {
        const type: unknown = Reflect.get(Object(value), 'type');
        // What became of it, by its code: `done`, `refused`, `rate-limited`.
        if (typeof type === 'string') span.setAttribute('restorebot.outcome', type);
        span.end();
        return value;
      },
      (error: unknown) => {
        // An error's words may hold a vendor's, so its name alone.
        const message = error instanceof Error ? error.name : 'error';
        span.setStatus({ code: SpanStatusCode.ERROR, message });
        span.end();
        throw error;
      },
    );
  });
}

function wrapped<Port extends object>(
  port: Port,
  around: (method: string, args: readonly unknown[], run: () => unknown) => unknown,
): Port {
  return new Proxy(port, {
    get(target, key) {
      const method: unknown = Reflect.get(target, key);
      if (typeof method !== 'function' || typeof key !== 'string') return method;
      return (...args: unknown[]): unknown => around(key, args, () => Reflect.apply(method, target, args));
    },
  });
}
