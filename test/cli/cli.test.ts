import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { commands } from '#cli/commands.ts';
import { restorebot } from '../support/command-line.ts';

const run = (...args: readonly string[]) => restorebot('/nowhere/restorebot.yaml', ...args);

describe('the command line', () => {
  test('says what it can do', async () => {
    const { code, stdout } = await run('--help');

    expect(code).toBe(0);
    expect(stdout).toContain('restorebot start [--role=bot|worker|all]');
  });

  test('is in the README as it is in the help', async () => {
    const { stdout } = await run('--help');
    const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
    const commands = stdout.split('\n').filter((line) => line.startsWith('  '));

    expect(readme).toContain(commands.map((line) => line.slice(2)).join('\n'));
  });

  test('says what there is when it is asked for a command that does not exist', async () => {
    const { code, stdout, stderr } = await run('audti', 'verify');

    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('There is no command “audti verify”.');
    expect((await run('restor', '--token=xoxb-1')).stderr).toContain('There is no command “restor”.');
    expect(stderr).toContain('restorebot start');
  });

  test.each([
    [['start', '--rôle=bot'], 'There is no option --rôle. Write --role=bot|worker|all.'],
    [['start', '--role'], '--role needs a value. Write --role=bot|worker|all.'],
    [['doctor', '--jsn'], 'There is no option --jsn. Write --json.'],
    [['doctor', '--json=yes'], '--json takes no value. Write --json.'],
    [['doctor', 'hunter2'], 'doctor takes only options. Take it out.\n\nrestorebot doctor [--json]'],
    [['pause', '--reason', '--offline'], '--reason needs a value. Write --reason=<text>.'],
    [['audit', 'verify', '--x'], 'There is no option --x. Take it out.'],
    [['config', 'check', '--kin=cluster'], 'There is no option --kin. Write --kind=<kind>.'],
  ])('%j is answered with what to write', async (args, words) => {
    const { code, stdout, stderr } = await run(...args);

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(words);
    expect(stderr).not.toContain('hunter2');
  });

  test('no command takes an option or a word that it does not know', async () => {
    for (const { name, usage } of commands) {
      const { code, stdout, stderr } = await run(...name.split(' '), '--zzzzzz');
      expect({ name, code, stdout }).toEqual({ name, code: 1, stdout: '' });
      expect(stderr).toBe(
        `There is no option --zzzzzz. Take it out.\n\n${`restorebot ${name} ${usage}`.trim()}\n`,
      );
    }
  });

  test.each([
    [['pause'], '--reason is missing: say why'],
    [['audit', 'export', '--format=xml'], '--format is jsonl or csv; it was “xml”.'],
    [['audit', 'export', '--from=yesterday'], '--from is a day such as 2026-03-01'],
    [['audit', 'export', '--from=2026-03-02', '--to=2026-03-01'], '--from is later than --to'],
    [['audit', 'verify', '--keys=keys'], '--keys goes with --file'],
    [
      ['audit', 'verify', '--file=/nowhere/a.jsonl', '--keys=/nowhere/keys'],
      '/nowhere/keys cannot be read: there is no such file or folder.',
    ],
    [['audit', 'verify', '--file=/nowhere/a.jsonl', '--keys=src'], 'src cannot be read: it is a folder.'],
    [['audit', 'verify', '--file=/nowhere/a.jsonl', '--keys=package.json'], 'holds something else than keys'],
    [['audit', 'verify'], 'there is no file /nowhere/restorebot.yaml'],
  ])('refuses %j with a message', async (args, words) => {
    const { code, stdout, stderr } = await run(...args);

    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain(words);
  });

  test('ends without a complaint when nobody reads on, as in “| head”', async () => {
    const child = spawn(process.execPath, ['src/main.ts', 'config', 'schema'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    const [stderr] = await Promise.all([text(child.stderr), once(child, 'exit')]);

    expect(stderr).not.toContain('unexpected');
  });
});
