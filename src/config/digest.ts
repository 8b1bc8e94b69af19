import { createHash } from 'node:crypto';
import type { Config } from './config.ts';

export interface ConfigDigest {
  /** Of the whole. */
  readonly digest: string;
  /** Of each top-level part: `rules`, `intervals`. */
  readonly parts: Readonly<Record<string, string>>;
}

/**
 * What the audit keeps of a configuration: digests, so that a change is seen and nothing can be read. What differs
 * from process to process (`health`, `log`) and what may hold a credential (where Redis is, a connection's settings)
 * is not in them; a `Secret` counts as `***`.
 */
export function digestConfig({
  health: _health,
  log: _log,
  redis,
  connections,
  ...rest
}: Config): ConfigDigest {
  const effective = {
    ...rest,
    redis: { prefix: redis.prefix },
    connections: connections.map(({ name, provider }) => ({ name, provider })),
  };
  const parts = Object.fromEntries(
    Object.entries(effective)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, part]) => [name, sha256(JSON.stringify(part))]),
  );
  return { digest: sha256(JSON.stringify(parts)), parts };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
