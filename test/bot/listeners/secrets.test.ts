import { describe, expect, test } from 'vitest';
import { StoreUnavailable } from '#core/ports.ts';
import type { PersonClient } from '#sandbox/slack/client-person.ts';
import { handing } from '#test/support/handing-provider.ts';
import { patience } from '#test/support/patience.ts';
import { type BotRig, channelWords, modalSays, modalWords, startBotRig } from './rig.ts';

const text = 'pä*ss_w`or~d <@U0ADA> &amp; "Zq9"';
const provider = handing({ withSubmission: { 'Password of db_admin': text } });

/** A running restore with which a password came. */
async function withSecret(rig: BotRig): Promise<string> {
  const { id } = await rig.harness.approved();
  await rig.harness.drive(id, ({ state }) => state.tag === 'restoring');
  return id;
}

/** The very characters in the modal on top. */
async function verbatimIn(person: PersonClient): Promise<readonly string[]> {
  const view = (await person.modals()).at(-1);
  const blocks = view?.view['blocks'] as readonly {
    readonly type: string;
    readonly elements?: readonly { readonly elements?: readonly { readonly text?: string }[] }[];
  }[];
  return (blocks ?? [])
    .filter(({ type }) => type === 'rich_text')
    .flatMap(({ elements }) => elements ?? [])
    .flatMap(({ elements }) => (elements ?? []).map((element) => element.text ?? ''));
}

async function eventTypes(rig: BotRig, id: string): Promise<readonly string[]> {
  return (await rig.harness.load(id)).events.map(({ type }) => type);
}

/** Which calls of Slack's API held the password. */
async function callsWithSecret(rig: BotRig): Promise<readonly string[]> {
  const calls = await rig.slack.calls();
  return calls.filter((call) => JSON.stringify(call).includes('Zq9')).map(({ method }) => method);
}

describe('Show secret', () => {
  test('shows the requester the very characters, in a modal of theirs and nowhere else', async () => {
    await using rig = await startBotRig({ provider });
    const id = await withSecret(rig);

    await rig.rita.click(await rig.card(id), 'Show secret…');

    await expect.poll(() => verbatimIn(rig.rita), patience).toEqual([text]);
    expect(await modalWords(rig.rita)).toContain('*Password of db_admin*');
    await expect.poll(() => eventTypes(rig, id), patience).toContain('secret-shown');
    expect((await eventTypes(rig, id)).slice(-2)).toEqual(['secret-revealed', 'secret-shown']);
    expect(await callsWithSecret(rig)).toEqual(['views.update']);
    expect(JSON.stringify(rig.logged)).not.toContain('Zq9');
    expect(await channelWords(rig.rita, '#ops')).not.toContain('Zq9');
  });

  test('tells everybody else that it is not theirs', async () => {
    await using rig = await startBotRig({ provider });
    const id = await withSecret(rig);
    const card = await rig.card(id);

    for (const person of [rig.ada, rig.slack.as('U0DORA')]) {
      await person.click(card, 'Show secret…');
      await modalSays(person, 'Only the person who asked for this restore can see its secret');
    }

    expect(await callsWithSecret(rig)).toEqual([]);
    expect(await eventTypes(rig, id)).not.toContain('secret-revealed');
  });

  test('is on the card only while there is something to show', async () => {
    await using rig = await startBotRig({ provider });
    const id = await withSecret(rig);
    const card = await rig.card(id);
    rig.harness.pass(24 * 3_600_000);

    await rig.rita.click(card, 'Show secret…');

    await modalSays(rig.rita, 'Nobody opened the secret in time, so restorebot deleted it');
    await expect(rig.rita.click(await rig.card(id), 'Show secret…')).rejects.toThrow('no Show secret… here');
  });

  test('can be reached by /restore status too, by the requester alone', async () => {
    await using rig = await startBotRig({ provider });
    const id = await withSecret(rig);
    for (const person of [rig.rita, rig.ada]) await person.command('#ops', `/restore status ${id}`);
    const answerTo = async (person: PersonClient) =>
      (await person.messages('#ops')).find(({ ephemeral }) => ephemeral);
    await expect.poll(() => answerTo(rig.rita), patience).toBeDefined();
    await expect.poll(() => answerTo(rig.ada), patience).toBeDefined();

    expect(JSON.stringify(await answerTo(rig.ada))).not.toContain('Show secret');
    const answer = await answerTo(rig.rita);
    await rig.rita.click({ channel: 'C0OPS', ts: answer?.ts ?? '' }, { action_id: 'card-show-secret' });

    await expect.poll(() => verbatimIn(rig.rita), patience).toEqual([text]);
  });
});

describe('a modal that fails', () => {
  test.each([
    ['Slack refuses it', { error: 'internal_error' }],
    ['Slack answers nonsense', { httpStatus: 500 }],
    ['the answer is lost after it was shown', { dropAfterApply: true }],
  ])('burns nothing where %s: the requester hears of it, and can show it again', async (_, fault) => {
    await using rig = await startBotRig({ provider });
    const id = await withSecret(rig);
    const card = await rig.card(id);
    await rig.slack.fault({ method: 'views.update', ...fault });

    await rig.rita.click(card, 'Show secret…');
    await modalSays(rig.rita, 'Nothing is lost: use Show secret once more');
    expect((await eventTypes(rig, id)).at(-1)).toBe('secret-revealed');
    rig.harness.pass(20 * 60_000);
    await rig.rita.close({ all: true });
    await rig.rita.click(card, 'Show secret…');

    await expect.poll(() => verbatimIn(rig.rita), patience).toEqual([text]);
    expect(JSON.stringify(rig.logged)).not.toContain('Zq9');
  });

  test('that was closed before it was filled has shown nothing', async () => {
    const gate = Promise.withResolvers<void>();
    await using rig = await startBotRig({
      provider,
      around: (service) => ({
        ...service,
        async reveal(command) {
          const outcome = await service.reveal(command);
          await gate.promise;
          return outcome;
        },
      }),
    });
    const id = await withSecret(rig);
    await rig.rita.click(await rig.card(id), 'Show secret…');
    await modalSays(rig.rita, 'Opening it…');
    await rig.rita.close();

    gate.resolve();
    await rig.bot.stop();

    expect((await eventTypes(rig, id)).at(-1)).toBe('secret-revealed');
  });

  test('without a record says so in the modal, and shows nothing', async () => {
    await using rig = await startBotRig({
      provider,
      around: (service) => ({
        ...service,
        reveal: async () => {
          throw new StoreUnavailable('Redis cannot be reached.');
        },
      }),
    });
    const id = await withSecret(rig);

    await rig.rita.click(await rig.card(id), 'Show secret…');

    await modalSays(rig.rita, 'so what you did may have been stored');
    expect(await callsWithSecret(rig)).toEqual([]);
  });
});
