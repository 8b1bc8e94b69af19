import { execFile, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { createSlackClient } from '#sandbox/slack/client.ts';
import { patience } from '#test/support/patience.ts';

const runs = promisify(execFile);

test('the sandbox opens with the incident, prints the story and no JSON, and its audit is exported and verified as it prints', async () => {
  const child = spawn(process.execPath, ['sandbox/main.ts', '--port=0'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGTERM'));
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (printed += String(text)));

  await expect.poll(() => printed, patience).toContain('Stop with Ctrl+C');
  const url = /http:\/\/127\.0\.0\.1:\d+/u.exec(printed)?.[0] ?? '';
  const ana = createSlackClient(url).as('U0ANA');
  const command = /^ *(\/restore crdb-prod .*)$/mu.exec(printed)?.[1] ?? '';
  expect((await ana.messages('#incidents')).map(({ user, text }) => [user, text])).toEqual([
    ['U0DORA', expect.stringContaining('dropped the database `payments`')],
  ]);

  await ana.command('#incidents', command);
  await expect.poll(async () => JSON.stringify(await ana.modals()), patience).toContain('Check it');
  expect(JSON.stringify(await ana.modal())).not.toContain('Please look at this');
  await ana.submit();
  await expect.poll(async () => JSON.stringify(await ana.modals()), patience).toContain('Ask for approval');
  await ana.submit();

  const file = /Log with the audit's lines: (\S+)/u.exec(printed)?.[1] ?? '';
  await expect.poll(() => readFile(file, 'utf8'), patience).toContain('"audit":true');
  expect(printed).not.toMatch(/^\{/mu);

  const commands = [...printed.matchAll(/^ *(RESTOREBOT_CONFIG=.*)$/gmu)].map(([, command = '']) => command);
  const answers: string[] = [];
  for (const command of commands) {
    const { stdout, stderr } = await runs('sh', ['-c', command]);
    answers.push(`${stdout}${stderr}`);
  }
  expect(answers).toEqual([
    expect.stringMatching(/Entries 1 to \d+; SHA-256 of what was written: [0-9a-f]{64}/u),
    expect.stringMatching(/The audit is whole: 3 entries/u),
    expect.stringMatching(/The audit is whole: 5 entries.*Compared with 1 card in Slack/su),
  ]);
});
