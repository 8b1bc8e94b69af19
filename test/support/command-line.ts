import { Writable } from 'node:stream';
import { vi } from 'vitest';
import { runCommandLine } from '#cli/index.ts';

/** What a command of the command line said, and its exit code. */
export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `restorebot …` in this process; `environment`: added to the current one meanwhile, or only RESTOREBOT_CONFIG. */
export async function restorebot(
  environment: string | Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<Said> {
  const said = { stdout: '', stderr: '' };
  const into = (name: keyof typeof said) =>
    new Writable({
      write(chunk, _, done) {
        said[name] += String(chunk);
        done();
      },
    });
  const variables = typeof environment === 'string' ? { RESTOREBOT_CONFIG: environment } : environment;
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  try {
    const code = await runCommandLine(args, { stdout: into('stdout'), stderr: into('stderr') });
    return { code, ...said };
  } finally {
    vi.unstubAllEnvs();
  }
}
