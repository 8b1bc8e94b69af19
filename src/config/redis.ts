import { z } from 'zod';
import { RedisUrl } from './redis-url.ts';

/** Where the record is. */
export const Redis = z
  .strictObject({
    url: RedisUrl.describe(
      'such as `redis://user:password@redis:6379/0`; `rediss:` for TLS. `mode: sentinel`: its host is the name of the primary',
    ),
    mode: z
      .enum(['single', 'sentinel', 'cluster'])
      .prefault('single')
      .describe('one server, or one name that leads to the primary; found by Sentinels; a Redis Cluster'),
    nodes: z
      .array(RedisUrl)
      .prefault([])
      .describe(
        '`mode: sentinel`: the Sentinels, with their own user, password and TLS. `mode: cluster`: further nodes, in case the first is away; user, password and TLS are those of `url`',
      ),
    prefix: z
      .string()
      .regex(/^\{[^{}\s]+\}$/u, 'write the prefix in braces, such as {restorebot}')
      .prefault('{restorebot}')
      .describe('begins every key; one for each restorebot that shares a Redis'),
  })
  .superRefine(({ url, mode, nodes }, context) => {
    const problem = problemOf(url, mode, nodes);
    if (problem !== undefined) context.addIssue({ code: 'custom', ...problem });
  });

function problemOf(url: string, mode: string, nodes: readonly string[]) {
  const isUrl = URL.canParse(url);
  if (mode === 'single') {
    return nodes.length === 0
      ? undefined
      : { path: ['nodes'], message: 'write mode: sentinel or mode: cluster with it' };
  }
  if (!isUrl) {
    // What is no socket of this machine either was told before.
    return url.startsWith('/')
      ? { path: ['url'], message: `write an address that begins with redis://, which mode: ${mode} needs` }
      : undefined;
  }
  if (nodes.some((node) => !URL.canParse(node))) {
    return { path: ['nodes'], message: 'write addresses that begin with redis:// or rediss://' };
  }
  if (mode === 'sentinel') {
    return nodes.length === 0
      ? { path: ['nodes'], message: 'write the Sentinels, such as redis://sentinel-1:26379' }
      : undefined;
  }
  return /^\/?0?$/u.test(new URL(url).pathname)
    ? undefined
    : { path: ['url'], message: 'a Redis Cluster has database 0 only; take the number off' };
}
