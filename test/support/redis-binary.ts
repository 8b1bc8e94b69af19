import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { findOnPath, type RedisBinary } from '#sandbox/redis-process.ts';
import { dependsOn, unpackDebian } from './debian.ts';

const cache = join(import.meta.dirname, '../../node_modules/.cache/redis');

/** A Redis program for tests: on the PATH, else Debian's package unpacked next to us; `undefined` where neither is. */
export async function findRedisBinary(
  env: Readonly<Record<string, string | undefined>>,
): Promise<RedisBinary | undefined> {
  const path = await findOnPath(['redis-server', 'valkey-server'], env['PATH']);
  return path === undefined ? unpackRedis(cache) : { path };
}

/** Unpacks Debian's Redis and the libraries it needs into a folder; installs nothing and needs no rights. */
async function unpackRedis(folder: string): Promise<RedisBinary | undefined> {
  const unpacked = await look(folder);
  if (unpacked !== undefined) return unpacked;
  await unpackDebian(folder, async () => {
    const libraries = await dependsOn('redis-server', 'redis-tools');
    return ['redis-server', 'redis-tools', ...libraries.filter((name) => /^lib(?!c6$)/u.test(name))];
  });
  return look(folder);
}

async function look(folder: string): Promise<RedisBinary | undefined> {
  const path = join(folder, 'usr/bin/redis-server');
  try {
    await access(path);
    const folders = await readdir(join(folder, 'usr/lib'));
    const libraries = folders.filter((name) => name.endsWith('-linux-gnu'));
    return { path, libraries: libraries.map((name) => join(folder, 'usr/lib', name)).join(':') };
  } catch {
    return undefined;
  }
}
