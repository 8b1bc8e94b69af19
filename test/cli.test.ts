import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { runCommandLine } from '#src/cli.ts';

async function run(...args: readonly string[]) {
  const said = { stdout: '', stderr: '' };
  const into = (name: keyof typeof said) =>
    new Writable({
      write(chunk, _, done) {
        said[name] += String(chunk);
        done();
      },
    });
  const code = await runCommandLine(args, { stdout: into('stdout'), stderr: into('stderr') });
  return { code, ...said };
}

describe('the command line', () => {
  test('says what it can do', async () => {
    const { code, stdout } = await run('--help');

    expect(code).toBe(0);
    expect(stdout).toContain('restorebot start [--role=bot|worker|all]');
  });

  test('says what there is when it is asked for a command that does not exist', async () => {
    const { code, stdout, stderr } = await run('audti', 'verify');

    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('There is no command “audti verify”.');
    expect(stderr).toContain('restorebot start');
  });

  test('names an option that it does not know', async () => {
    const { code, stderr } = await run('start', '--rôle=bot');

    expect(code).toBe(1);
    expect(stderr).toContain('--rôle');
  });
});
