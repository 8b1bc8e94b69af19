import { execFile } from 'node:child_process';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The packages that a package of Debian depends on, by name. */
export async function dependsOn(...packages: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await run('apt-cache', ['depends', ...packages]);
  return [...stdout.matchAll(/Depends: ([\w.+-]+)/g)].map(([, name = '']) => name);
}

/**
 * Unpacks packages of Debian into a folder; installs nothing and needs no rights. Where there is no Debian, no network,
 * or another process was first, it changes nothing: what is there decides.
 */
export async function unpackDebian(folder: string, packages: () => Promise<Iterable<string>>): Promise<void> {
  const work = `${folder}.${process.pid}`;
  try {
    await mkdir(work, { recursive: true });
    await run('apt-get', ['download', ...new Set(await packages())], { cwd: work });
    const files = (await readdir(work)).filter((name) => name.endsWith('.deb'));
    for (const file of files) await run('dpkg', ['-x', file, '.'], { cwd: work });
    await rename(work, folder);
  } catch {
    await rm(work, { recursive: true, force: true });
  }
}
