import { describe, expect, test } from 'vitest';
import type { SeedUser } from '#sandbox/slack/options.ts';
import { patience } from '#test/support/patience.ts';
import { changed } from '../support/tape.ts';
import { type BotRig, channelWords, directWords, modalCloses, modalSays, startBotRig } from './rig.ts';

const checked = 'It is checked again before it starts.';
const both = ['T0PLATFORM', 'T0HOME'];

/** An Enterprise Grid organization: Ben came from another of its workspaces, Dora is only in that one. */
const users: readonly SeedUser[] = [
  { id: 'U0RITA', name: 'rita', displayName: 'Rita' },
  { id: 'U0ADA', name: 'ada', displayName: 'Ada', without: ['team_id'] },
  { id: 'U0BEN', name: 'ben', displayName: 'Ben', team_id: 'T0PLATFORM', teams: both },
  { id: 'U0DORA', name: 'dora', displayName: 'Dora', team_id: 'T0PLATFORM', teams: ['T0PLATFORM'] },
  { id: 'U0EVE', name: 'eve', team_id: 'T0OTHER', is_stranger: true },
];
const groups = [{ id: 'S0DBA', handle: 'dba', members: ['U0ADA', 'U0BEN', 'U0DORA', 'U0EVE'] }];

async function startGrid(isOrgInstall: boolean): Promise<BotRig> {
  const seed = { users, groups, enterprise: { id: 'E0ORG', isOrgInstall } };
  return startBotRig({ workspace: { seed, ...(isOrgInstall ? { teamId: 'T0HOME' } : {}) } });
}

async function votes(rig: BotRig, id: string) {
  const { state } = (await rig.harness.load(id)).request;
  return 'votes' in state ? state.votes.map(({ by }) => by) : [];
}

describe.each([
  ['for one workspace', false],
  ['for the whole organization', true],
])('10: Enterprise Grid, installed %s', (_, isOrgInstall) => {
  test.each([
    ['came from another workspace', 'U0BEN'],
    ['is told of by Slack without team_id', 'U0ADA'],
  ])('10: somebody of ours who %s approves', async (__, user) => {
    await using rig = await startGrid(isOrgInstall);
    const { id } = await rig.harness.asked();
    const card = await rig.card(id);
    const person = rig.slack.as(user);

    await person.click(card, 'Approve…');
    await modalSays(person, checked);
    await person.submit();
    await modalCloses(person);

    expect(await votes(rig, id)).toEqual([user]);
    expect(rig.refusals).toEqual([]);
  });

  test.each([
    ['of another workspace of the organization', 'U0DORA', 'T0PLATFORM'],
    ['of another organization', 'U0EVE', 'T0OTHER'],
  ])('10: somebody %s may not', async (__, user, team) => {
    await using rig = await startGrid(isOrgInstall);
    const { id } = await rig.harness.asked();
    const card = await rig.card(id);
    const person = rig.slack.as(user);

    await person.click(card, 'Approve…');

    await expect
      .poll(async () => [await channelWords(person, 'C0OPS'), await directWords(person)].join(), patience)
      .toContain('This came from another workspace');
    expect(rig.refusals).toMatchObject([{ by: user, code: 'other-workspace', team }]);
    expect(await votes(rig, id)).toEqual([]);
  });

  test('10: what happened in another workspace is refused, even by somebody who belongs to ours', async () => {
    await using rig = await startGrid(isOrgInstall);
    const { id } = await rig.harness.asked();
    await rig.ben.click(await rig.card(id), 'Deny…');
    await modalSays(rig.ben, 'Reason');

    await rig.tape.play(changed(rig.tape.last('block_actions'), ['team', 'id'], 'T0PLATFORM'));

    expect(rig.refusals).toMatchObject([{ by: 'U0BEN', code: 'other-workspace', team: 'T0PLATFORM' }]);
  });

  test('10: a payload that names no workspace is judged by who sent it', async () => {
    await using rig = await startGrid(isOrgInstall);
    const { id } = await rig.harness.asked();
    await rig.ben.click(await rig.card(id), 'Deny…');
    await modalSays(rig.ben, 'Reason');
    const whole = rig.tape.last('block_actions');
    const click = changed(whole, ['team'], null);

    await rig.tape.play(click);
    await rig.tape.play(changed(whole, ['user', 'team_id'], null));
    expect(rig.refusals).toEqual([]);
    await rig.tape.play(changed(changed(click, ['user', 'id'], 'U0DORA'), ['user', 'team_id'], 'T0PLATFORM'));

    expect(rig.refusals).toMatchObject([{ by: 'U0DORA', code: 'other-workspace' }]);
  });
});

test('10: where Slack cannot say whether somebody belongs here, nothing is done and nobody is accused', async () => {
  await using rig = await startGrid(false);
  const { id } = await rig.harness.asked();
  const card = await rig.card(id);
  await rig.slack.fault({ method: 'users.info', httpStatus: 500 });

  await rig.ben.click(card, 'Approve…');

  await expect.poll(() => channelWords(rig.ben, 'C0OPS'), patience).toContain('Try again in a minute');
  expect(rig.refusals).toEqual([]);
  expect(await votes(rig, id)).toEqual([]);
});
