import { z } from 'zod';
import { clusterIds } from '#sandbox/providers/cockroach/dataset.ts';
import type { CockroachSimulator } from '#sandbox/providers/cockroach/index.ts';

const Json = z.record(z.string(), z.unknown());

interface Ask {
  readonly method?: string;
  readonly key?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One call, as curl would make it. */
export async function ask(
  simulator: CockroachSimulator,
  path: string,
  { method = 'GET', key, body, headers }: Ask = {},
) {
  const response = await fetch(`${simulator.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${key ?? simulator.apiKey}`, 'cc-version': '2024-09-16', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, headers: response.headers, body: Json.parse(await response.json()) };
}

/** Starts a restore. */
export function restore(
  simulator: CockroachSimulator,
  body: unknown,
  target: string = clusterIds.ordersProd,
) {
  return ask(simulator, `/api/v1/clusters/${target}/restores`, { method: 'POST', body });
}

/** A restore that the data set allows. */
export const renamed = {
  source_cluster_id: clusterIds.ordersProd,
  type: 'DATABASE',
  objects: [{ database: 'orders' }],
  restore_opts: { new_db_name: 'orders2' },
};
