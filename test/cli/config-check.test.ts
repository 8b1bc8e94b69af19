import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sandboxTokens, workspace } from '#sandbox/scenario.ts';
import { type FakeSlack, startFakeSlack } from '#sandbox/slack/server.ts';
import { restorebot } from '#test/support/command-line.ts';

const tokens = sandboxTokens;
let slack: FakeSlack;
let dir: string;

beforeAll(async () => {
  const manifest: unknown = JSON.parse(await readFile('slack-manifest.json', 'utf8'));
  slack = await startFakeSlack({ seed: workspace, manifest, ...tokens });
  dir = await mkdtemp(join(tmpdir(), 'restorebot-config-check-'));
  await writeFile(
    join(dir, 'restorebot.yaml'),
    `
slack: { botToken: ${tokens.botToken}, appToken: ${tokens.appToken}, apiUrl: '${slack.apiUrl}' }
redis: { url: 'redis://127.0.0.1:1' }
connections: { crdb-prod: { provider: cockroach, apiKey: CCDB1_x } }
rules:
  - { name: payments, effect: deny, match: { targets: [payments-*] }, reason: Call the payments team. }
  - name: critical
    match: { tags: { tier: crit* }, impacts: [in-place] }
    ask: { groups: [S0GONE] }
    approve: { quorum: 2, groups: [S0DBA] }
  - name: in place
    match: { impacts: [in-place] }
    ask: { groups: [S0ONCALL] }
    approve: { quorum: 1, groups: [S0DBA] }
freezes:
  - name: weekend
    effect: deny
    times: { days: [Fri], at: '18:00', for: 62h, zone: Europe/Berlin }
`,
  );
});

afterAll(async () => {
  await slack[Symbol.asyncDispose]();
  await rm(dir, { recursive: true });
});

const check = (...args: readonly string[]) =>
  restorebot(join(dir, 'restorebot.yaml'), 'config', 'check', ...args);

const orders = ['--connection=crdb-prod', '--kind=cluster', '--target=orders'] as const;

describe('restorebot config check', () => {
  test('asks Slack about the groups, and warns by name', async () => {
    const { code, stdout } = await check();

    expect(code).toBe(0);
    expect(stdout).toContain('can be used: 3 rules, 1 freeze, 1 connection.');
    expect(stdout).toContain('Slack knows no user group S0GONE');
    expect(stdout).toContain('correct its id in “critical”');
    expect(stdout).toContain('secrets.keys: there are none');
  });

  test('names the rule that decides, and why each other one does not', async () => {
    const { stdout } = await check(...orders, '--tags=tier=low', '--at=2026-03-03T12:00:00Z');

    expect(stdout).toContain('rule “payments”: does not match: targets payments-* do not fit orders');
    expect(stdout).toContain('rule “critical”: does not match: tags tier=crit* do not fit tier=low');
    expect(stdout).toContain('→ rule “in place”: decides');
    expect(stdout).toContain('must agree: 1 of S0DBA');
    expect(stdout).toContain('No freeze keeps it from starting at that time.');
    expect(stdout).toContain('begins next: 2026-03-06T17:00:00.000Z');
  });

  test('says what a rule depends on that was not given', async () => {
    const { stdout } = await check('--connection=crdb-prod', '--kind=cluster');

    expect(stdout).toContain('it depends on targets, and no --target was given');
    expect(stdout).toContain('it depends on tags, and no --tags was given');
  });

  test('names the rule that forbids it, and the freeze in force', async () => {
    const denied = await check('--connection=crdb-prod', '--kind=cluster', '--target=payments-eu');
    const frozen = await check(...orders, '--at=2026-03-07T12:00:00+01:00');

    expect(denied.stdout).toContain('Rule “payments” forbids it: Call the payments team.');
    expect(denied.stdout).toContain('rule “in place”: matches, but “payments” forbids it');
    expect(frozen.stdout).toContain(
      '“weekend” keeps it from being approved and started until 2026-03-09T07:00:00.000Z',
    );
  });

  test('says which end of a restore a rule protects, and what it would need to know', async () => {
    const copied = await check(...orders, '--source=payments-eu');
    const unsaid = await check(...orders);

    expect(copied.stdout).toContain('rule “payments”: matches the source payments-eu, and forbids it');
    expect(copied.stdout).toContain('Rule “payments” forbids it');
    expect(unsaid.stdout).toContain('it protects sources, too, and no --source was given');
  });

  test('says whether a person may ask and agree', async () => {
    const ana = await check(...orders, '--person=U0ANA');
    const gus = await check(...orders, '--person=U0GUS');

    expect(ana.stdout).toContain('U0ANA may ask: yes');
    expect(ana.stdout).toContain('U0ANA may agree: no (not among these people, nor in these groups)');
    expect(gus.stdout).toContain('U0GUS may ask: no (a guest)');
  });

  test('says what it cannot know without Slack', async () => {
    const { stdout } = await check(...orders, '--person=U0ANA', '--offline');

    expect(stdout).not.toContain('S0GONE');
    expect(stdout).toContain('U0ANA may ask: not known without Slack');
  });

  test.each([
    [['--connection=crdb', '--kind=cluster'], '--connection is one of crdb-prod; it was “crdb”'],
    [['--connection=crdb-prod', '--kind=clstr'], '--kind is one of database, table, cluster for crdb-prod'],
    [[...orders, '--impact=some'], '--impact is one of in-place, new-target, download'],
    [[...orders, '--at=tomorrow'], '--at is an instant with its offset'],
    [[...orders, '--tags=prod'], '--tags is a name and a value'],
    [[...orders, '--source-tags=prod'], '--source-tags is a name and a value'],
    [['--person=U0ANA'], '--person goes with --connection and --kind'],
  ])('%j is answered with what to write', async (args, sentence) => {
    const { code, stderr } = await check(...args);

    expect(code).toBe(1);
    expect(stderr).toContain(sentence);
  });
});
