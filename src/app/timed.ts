import { readSlackError } from '#bot/slack/slack-failure.ts';
import { ProviderError } from '#core/provider-error.ts';

type Settled =
  | { readonly type: 'returned'; readonly value: unknown }
  | { readonly type: 'threw'; readonly error: unknown };

/** How a call of a provider ended: `ok`, or the kind of error. */
export function vendorOutcome(settled: Settled): string {
  if (settled.type === 'returned') return 'ok';
  const { error } = settled;
  if (error instanceof ProviderError) return error.kind;
  return error instanceof DOMException && error.name === 'AbortError' ? 'given-up' : 'error';
}

/** How a call of Slack ended. The workers' client gives failures as values, that of people throws them. */
export function slackOutcome(settled: Settled): string {
  if (settled.type === 'threw') return readSlackError(settled.error).type;
  const { value } = settled;
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
    ? value.type
    : 'ok';
}

/** The same port, with a note of each call that takes time. */
export function timed<Port extends object>(
  port: Port,
  note: (call: string, seconds: number, settled: Settled) => void,
): Port {
  return new Proxy(port, {
    get(target, key) {
      const method: unknown = Reflect.get(target, key);
      if (typeof method !== 'function' || typeof key !== 'string') return method;
      return (...args: unknown[]): unknown => {
        const before = performance.now();
        const result: unknown = Reflect.apply(method, target, args);
        if (!(result instanceof Promise)) return result;
        const seconds = () => (performance.now() - before) / 1_000;
        return result.then(
          (value: unknown) => {
            note(key, seconds(), { type: 'returned', value });
            return value;
          },
          (error: unknown) => {
            note(key, seconds(), { type: 'threw', error });
            throw error;
          },
        );
      };
    },
  });
}
