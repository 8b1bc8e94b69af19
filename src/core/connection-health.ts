import { z } from 'zod';
import { Instant } from './instant.ts';
import { ProviderError, type ProviderErrorKind } from './provider-error.ts';
import { callFailed, VendorCall } from './why.ts';

/** How a connection last answered, whichever process asked. */
export const ConnectionHealth = z.discriminatedUnion('type', [
  z.object({ type: z.literal('up'), at: Instant }),
  /** `since`: the first failure after the last answer; `call`: the newest one. */
  z.object({ type: z.literal('down'), since: Instant, call: VendorCall }),
]);
export type ConnectionHealth = Readonly<z.output<typeof ConnectionHealth>>;

/** By connection; one that nobody has asked yet is absent. */
export type HealthOfConnections = Readonly<Record<string, ConnectionHealth>>;

/** How connections last answered. Both methods may throw `StoreUnavailable`. */
export interface ConnectionHealthStore {
  note(connection: string, health: ConnectionHealth): Promise<void>;
  read(): Promise<HealthOfConnections>;
}

/** Errors that say something of the connection, and not of what was asked for. */
const troubles: ReadonlySet<ProviderErrorKind> = new Set([
  'unauthorized',
  'forbidden',
  'rate-limited',
  'unavailable',
  'indeterminate',
  'retired',
  'contract',
]);

/** What a call that failed says of its connection; `undefined`: nothing, it was not sent. */
export function healthAfter(
  error: unknown,
  before: ConnectionHealth | undefined,
  at: Date,
): ConnectionHealth | undefined {
  if (!(error instanceof ProviderError) || error.facts.crowded === true) return undefined;
  if (!troubles.has(error.kind)) return { type: 'up', at };
  const since = before?.type === 'down' ? before.since : at;
  return { type: 'down', since, call: callFailed(error) };
}
