import { expect } from 'vitest';
import { defined } from '#core/defined.ts';
import type { FormValue } from '#sandbox/slack/client-form.ts';
import type { PersonClient } from '#sandbox/slack/client-person.ts';
import { ControlRefusal } from '#sandbox/slack/client-wire.ts';
import type { SlackClient } from '#sandbox/slack/client.ts';
import type { ActOptions, ActOutcome, ShownMessage } from '#sandbox/slack/control-types.ts';
import { patience } from '#test/support/patience.ts';

/** What the people of a test do in Slack, step by step, as the page would. */

export const channel = '#incidents';

/** What Ana wants back after the migration of the sandbox's incident. */
export const payments: Readonly<Record<string, FormValue>> = {
  'What to restore': 'Databases',
  'Source cluster': 'orders-prod',
  Backup: 'Latest',
  'Destination cluster': 'orders-prod',
  Databases: ['payments'],
  'Reason or incident': 'INC-42: a migration dropped payments',
};

/** The words of everything in the modal on top; empty where none is open. */
async function modalText(person: PersonClient): Promise<string> {
  const view = (await person.modals()).at(-1);
  return view === undefined ? '' : JSON.stringify(view.view['blocks']);
}

/** Waits until the modal on top says this. */
export async function modalSays(person: PersonClient, words: string): Promise<void> {
  await expect.poll(() => modalText(person), patience).toContain(words);
}

/** Waits until no modal is open. */
async function modalCloses(person: PersonClient): Promise<void> {
  await expect.poll(async () => (await person.modals()).length, patience).toBe(0);
}

/** Does it again where Slack said that the app did not answer in time, as a person would. */
async function insist(act: () => Promise<ActOutcome>): Promise<void> {
  await expect.poll(async () => (await act()).outcome, patience).not.toMatch(/timeout|undelivered/u);
}

/** Submits the modal on top. Another one, or none, on a second try: the first was taken after Slack had stopped waiting. */
async function submit(person: PersonClient, options: ActOptions = {}): Promise<void> {
  const shown = await modalText(person);
  await insist(async () =>
    (await modalText(person)) === shown ? await person.submit(options) : { ok: true, outcome: 'local' },
  );
}

/** `/restore`, the form filled in field by field, up to the review. */
export async function fillForm(
  person: PersonClient,
  answers: Readonly<Record<string, FormValue>> = payments,
  command = '/restore',
): Promise<void> {
  await insist(() => person.command(channel, command));
  for (const [label, value] of Object.entries(answers)) {
    await modalSays(person, `"${label}"`);
    await settle(person);
    await expect.poll(() => tryToFillIn(person, label, value), patience).toBe('filled in');
  }
  await settle(person);
}

/** On a busy machine a field may be redrawn while it is used: try once more. */
async function tryToFillIn(person: PersonClient, label: string, value: FormValue): Promise<string> {
  try {
    await person.fillIn({ [label]: value });
    return 'filled in';
  } catch (error) {
    if (error instanceof ControlRefusal && error.code === 'no_such_element') return error.message;
    throw error;
  }
}

/** Waits until the form no longer changes automatically: what depends on an answer is redrawn after it. */
async function settle(person: PersonClient): Promise<void> {
  let before = '';
  await expect
    .poll(
      async () => {
        const now = await modalText(person);
        const same = now === before;
        before = now;
        return same;
      },
      { ...patience, interval: 120 },
    )
    .toBe(true);
}

/** From `/restore` to the card in the channel. */
export async function askFor(
  slack: SlackClient,
  {
    as = 'U0ANA',
    answers = payments,
    command = '/restore',
    deliver,
  }: {
    readonly as?: string;
    readonly answers?: Readonly<Record<string, FormValue>>;
    readonly command?: string;
    readonly deliver?: ActOptions['deliver'];
  } = {},
): Promise<ShownMessage> {
  const person = slack.as(as);
  const before = (await cards(slack)).length;
  await fillForm(person, answers, command);
  await submit(person);
  await modalSays(person, 'Because:');
  await submit(person, defined({ deliver }));
  await expect.poll(async () => (await cards(slack)).length, patience).toBeGreaterThan(before);
  const card = (await cards(slack)).at(-1);
  if (card === undefined) throw new Error('there is no card');
  return card;
}

/** Cards in the channel, oldest first: messages of the bot with a header. */
export async function cards(slack: SlackClient): Promise<readonly ShownMessage[]> {
  const messages = await slack.as('U0BEN').messages(channel);
  return messages.filter(
    ({ blocks, thread_ts: parent, ts }) =>
      (parent === undefined || parent === ts) && JSON.stringify(blocks ?? []).includes('"header"'),
  );
}

/** Opens Approve on a card, and waits until it can be submitted. */
export async function openApproval(person: PersonClient, { ts }: ShownMessage): Promise<void> {
  await insist(() => person.click({ channel, ts }, 'Approve…'));
  await modalSays(person, 'It is checked again before it starts');
}

/** Opens Approve on a card, and agrees. */
export async function approve(
  slack: SlackClient,
  card: ShownMessage,
  {
    as = 'U0BEN',
    typed,
    deliver,
  }: {
    readonly as?: string;
    readonly typed?: string;
    readonly deliver?: ActOptions['deliver'];
  } = {},
): Promise<void> {
  const person = slack.as(as);
  await openApproval(person, card);
  if (typed !== undefined) await person.fillIn({ [`Type “${typed}” to confirm`]: typed });
  await submit(person, defined({ deliver }));
  await modalCloses(person);
}

/** The card as it is now. */
export async function cardNow(slack: SlackClient, { ts }: ShownMessage): Promise<string> {
  const message = (await slack.as('U0BEN').thread(channel, ts)).find((one) => one.ts === ts);
  return `${message?.text ?? ''} ${JSON.stringify(message?.blocks ?? [])}`;
}

/** Waits until the card says this. */
export async function cardSays(
  slack: SlackClient,
  card: ShownMessage,
  words: string | RegExp,
): Promise<void> {
  await expect.poll(() => cardNow(slack, card), patience).toMatch(words);
}

/** The lines below a card, oldest first. */
export async function lines(slack: SlackClient, { ts }: ShownMessage): Promise<readonly string[]> {
  return (await slack.as('U0BEN').thread(channel, ts)).slice(1).map(({ text }) => text);
}
