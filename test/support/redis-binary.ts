import { execFile } from 'node:child_process';
import { access, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findOnPath, type RedisBinary } from '#sandbox/redis-process.ts';

const run = promisify(execFile);
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
  const work = `${folder}.${process.pid}`;
  try {
    await mkdir(work, { recursive: true });
    const { stdout } = await run('apt-cache', ['depends', 'redis-server', 'redis-tools']);
    const libraries = [...stdout.matchAll(/Depends: (lib[\w.+-]+)/g)].map(([, name = '']) => name);
    const packages = new Set(['redis-server', 'redis-tools', ...libraries]);
    packages.delete('libc6');
    await run('apt-get', ['download', ...packages], { cwd: work });
    const files = (await readdir(work)).filter((name) => name.endsWith('.deb'));
    for (const file of files) await run('dpkg', ['-x', file, '.'], { cwd: work });
    await rename(work, folder);
  } catch {
    // No Debian, no network, or another process was first: what is there decides.
    await rm(work, { recursive: true, force: true });
  }
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
