import type { PersonClient } from '#sandbox/slack/client-person.ts';
import { createSlackClient } from '#sandbox/slack/client.ts';
import type { ShownMessage } from '#sandbox/slack/control-types.ts';
import { type Sandbox } from '#sandbox/start.ts';
import { storyOf } from '#sandbox/stories.ts';

/** The story that the pictures in the README tell. */
export const pictured = storyOf('two-approvers');

/** What the pictures show, without times and ids: they are stale where it differs. */
export interface Shown {
  readonly card: unknown;
  readonly thread: readonly unknown[];
}

const channel = '#incidents';
/** Who approves, and what they type: the name of what is overwritten. */
export const approvers = ['U0BEN', 'U0CLEO'] as const;
export const typedName = 'billing-prod';
const giveUpMs = 60_000;

/** Plays the story without a browser, and gives what the card said first and the thread in the end. */
export async function playForBlocks(sandbox: Sandbox): Promise<Shown> {
  for (const { simulator } of sandbox.vendors.all) simulator.clock.setSpeed(10);
  const slack = createSlackClient(sandbox.url);
  const ana = slack.as('U0ANA');
  const command = pictured?.steps.find((step) => step.command !== undefined)?.command ?? '';
  await ana.command(channel, command);
  await modalWith(ana, 'Check it');
  await ana.submit();
  await modalWith(ana, 'Ask for approval');
  await ana.submit();
  const card = await until(async () => (await botMessages(ana)).at(0));
  for (const id of approvers) {
    const approver = slack.as(id);
    await approver.click({ channel, ts: card.ts }, 'Approve…');
    await modalWith(approver, 'It is checked again before it starts');
    await approver.fillIn({ [`Type “${typedName}” to confirm`]: typedName });
    await approver.submit();
  }
  await until(async () => (await botMessages(ana)).find(({ text }) => text.includes('Restored')));
  // The thread hears of the end a moment after the card.
  const thread = await until(async () => {
    const lines = await ana.thread(channel, card.ts);
    return lines.at(-1)?.text.startsWith('Restored') ? lines : undefined;
  });
  const kept = thread.filter(({ text }) => !isPassing(text));
  return { card: plain(card.blocks), thread: kept.map(({ text, blocks }) => plain([text, blocks])) };
}

/** The line that is left out where the checks end before it is told, so that it is in some runs and not in others. */
function isPassing(text: string): boolean {
  return text.includes('is checking the target now');
}

async function botMessages(person: PersonClient): Promise<readonly ShownMessage[]> {
  return (await person.messages(channel)).filter(({ isBot }) => isBot);
}

async function modalWith(person: PersonClient, words: string): Promise<void> {
  await until(async () => (JSON.stringify(await person.modals()).includes(words) ? true : undefined));
}

/** Asks until there is something. Throws after a minute. */
async function until<Found>(look: () => Promise<Found | undefined>): Promise<Found> {
  for (const endsAt = Date.now() + giveUpMs; Date.now() < endsAt;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => void setTimeout(resolve, 100));
  }
  throw new Error('the story of the pictures does not go on');
}

/** Without what differs from run to run: instants, lengths of time, ids, and the buttons' values. */
function plain(value: unknown): unknown {
  const text = JSON.stringify(value, (key, part: unknown) =>
    key === 'value' || key === 'block_id' || key === 'ts' ? undefined : part,
  );
  const bare = text
    .replaceAll(/<!date\^\d+\^([^|>]*)\|[^>]*>/gu, '<time>')
    .replaceAll(/\d{4}-\d\d-\d\d /gu, '')
    .replaceAll(/\d\d:\d\d(?::\d\d)? UTC/gu, '<time>')
    .replaceAll(/\d+ (?:s|min|h)\b(?: \d+ (?:s|min)\b)?/gu, '<length>')
    .replaceAll(/\b\d+ %/gu, '<part>')
    .replaceAll(/`[0-9A-Z]{8}`/gu, '<id>')
    .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gu, '<id>')
    .replaceAll(/http:\/\/127\.0\.0\.1:\d+/gu, '<url>');
  const parsed: unknown = JSON.parse(bare);
  return parsed;
}
