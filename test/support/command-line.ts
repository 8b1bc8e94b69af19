import { Writable } from 'node:stream';
import { vi } from 'vitest';
import { runCommandLine } from '#cli/index.ts';

/** What a command of the command line said, and its exit code. */
export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `restorebot …` in this process; `configPath`: what RESTOREBOT_CONFIG is meanwhile. */
export async function restorebot(configPath: string, ...args: readonly string[]): Promise<Said> {
  const said = { stdout: '', stderr: '' };
  const into = (name: keyof typeof said) =>
    new Writable({
      write(chunk, _, done) {
        said[name] += String(chunk);
        done();
      },
    });
  vi.stubEnv('RESTOREBOT_CONFIG', configPath);
  try {
    const code = await runCommandLine(args, { stdout: into('stdout'), stderr: into('stderr') });
    return { code, ...said };
  } finally {
    vi.unstubAllEnvs();
  }
}
