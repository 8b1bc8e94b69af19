import { setTimeout as pause } from 'node:timers/promises';
import type { Simulators } from '#sandbox/simulators.ts';
import type { PersonClient } from '#sandbox/slack/client-person.ts';
import { ControlRefusal } from '#sandbox/slack/client-wire.ts';
import type { SlackClient } from '#sandbox/slack/client.ts';
import type { ShownMessage, ShownView } from '#sandbox/slack/control-types.ts';
import { answersOf } from './forms.ts';
import type { Act, ActType, Ask } from './story.ts';
import { channelOf } from './world.ts';

/** People as they are: they try again when something does not work, and give up after a while. */
export interface Cast {
  /** `told`: the person knows that it was asked. `words`: the last that they read. */
  ask(ask: Ask): Promise<{ readonly told: boolean; readonly words: string }>;
  /** Gives what the person read, or that nothing was refused. */
  act(ask: Ask, act: Act): Promise<string>;
  /** Who has ticked that so much may be lost, by the number of the ask. */
  readonly ticked: Ticked;
  /** As `ticked`, of those who accepted it once more after approvals had begun again. */
  readonly tickedAgain: Ticked;
}

/** By the number of the ask. */
type Ticked = ReadonlyMap<number, ReadonlySet<string>>;

const tries = 4;
const patienceMs = 4_000;
const lookEveryMs = 60;

/** The box in a form whose restore loses more than its objective. */
const lossBox = 'Accept the loss';
/** Ticks it where a form has it, and notes who did. */
type Ticks = (person: PersonClient, view: ShownView | undefined, ask: Ask, who: string) => Promise<void>;

const wordsOfRequest = (ask: Ask): string => `story ${ask.number}: something went wrong`;

export function createCast(slack: SlackClient, vendors: Simulators): Cast {
  // A person who fills in one form fills in no other one.
  const busy = new Map<string, Promise<unknown>>();
  function alone<Result>(who: string, work: (person: PersonClient) => Promise<Result>): Promise<Result> {
    const before = busy.get(who) ?? Promise.resolve();
    const mine = before.then(() => work(slack.as(who)));
    busy.set(
      who,
      mine.catch(() => undefined),
    );
    return mine;
  }
  const [ticked, tickedAgain] = [new Map<number, Set<string>>(), new Map<number, Set<string>>()];
  const ticks: Ticks = async (person, view, ask, who) => {
    if (has(view, lossBox) === undefined) return;
    const noted = has(view, 'Approvals began again') === undefined ? ticked : tickedAgain;
    noted.set(ask.number, (noted.get(ask.number) ?? new Set()).add(who));
    await person.fillIn({ [lossBox]: true });
  };
  return {
    ticked,
    tickedAgain,
    ask: (ask) =>
      alone(ask.by, async (person) => {
        let words = '';
        for (let attempt = 0; attempt < tries; attempt += 1) {
          const outcome = await patiently(() => askOnce(person, ask, vendors, ticks));
          words = outcome.words;
          const isThere = (await cardOf(slack, ask)) !== undefined;
          if (outcome.type === 'done' || isThere) return { told: true, words };
          if (outcome.type === 'refused') break;
          await pause(200);
        }
        return { told: false, words };
      }),
    act: (ask, act) => {
      const who = act.by === 'the requester' ? ask.by : act.by;
      return alone(who, async (person) => {
        let words = '';
        for (let attempt = 0; attempt < 2; attempt += 1) {
          // People wait until the card says that a restore is out of sight, or that approvals began again.
          if (act.type === 'take-over' || act.type === 'acknowledge') {
            await until(() => offers(slack, ask, buttons[act.type]), patienceMs);
          }
          const card = await until(() => cardOf(slack, ask), patienceMs);
          if (card === undefined) return 'there is no card';
          const outcome = await patiently(() =>
            actOnce(person, act, card, (view) => ticks(person, view, ask, who)),
          );
          words = outcome.words;
          if (outcome.type !== 'again') return words;
          await pause(150);
        }
        return words;
      });
    },
  };
}

interface Tried {
  /** `again`: what the person read does not say what became of it. */
  readonly type: 'done' | 'refused' | 'again';
  readonly words: string;
}

const done: Tried = { type: 'done', words: '' };

/** What a modal says that has nothing to submit: trouble, or a no. */
function read(view: ShownView | undefined): Tried {
  const words = wordsIn(view);
  const isTrouble =
    view === undefined || /cannot reach|trouble|went wrong|try again|does not answer/iu.test(words);
  return { type: isTrouble ? 'again' : 'refused', words };
}

/** What the fake refuses is what a person sees that they cannot do. */
async function patiently(work: () => Promise<Tried>): Promise<Tried> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ControlRefusal) return { type: 'again', words: error.message };
    throw error;
  }
}

async function askOnce(person: PersonClient, ask: Ask, vendors: Simulators, ticks: Ticks): Promise<Tried> {
  await closeAll(person);
  const { connection, kind, source } = ask.form;
  const channel = channelOf(ask.number);
  const { deliver } = ask;
  await person.command(channel, `/restore ${connection} ${kind} ${source}`, { deliver: { times: deliver } });
  const form = await until(() => finished(person), patienceMs);
  if (has(form, 'Reason or incident') === undefined) return read(form);
  const answers = { ...answersOf(ask.form, vendors), 'Reason or incident': wordsOfRequest(ask) };
  for (const [label, value] of Object.entries(answers)) {
    const filled = await until(async () => {
      const outcome = await patiently(async () => {
        await person.fillIn({ [label]: value });
        return done;
      });
      return outcome.type === 'done' ? outcome : undefined;
    }, 2_500);
    if (filled === undefined) return { type: 'again', words: `could not fill in ${label}` };
    await settled(person);
  }
  await person.submit();
  const review = await until(async () => {
    const view = await finished(person);
    const isForm = view?.view['callback_id'] === form?.view['callback_id'];
    const says = Object.keys(view?.errors ?? {}).length > 0 || view?.notice !== undefined;
    return isForm && !says ? undefined : view;
  }, patienceMs);
  if (has(review, 'Because:') === undefined) return { type: 'again', words: wordsIn(review) };
  await ticks(person, review, ask, ask.by);
  return finish(person, deliver);
}

/** Sends the modal on top until it is gone, or says something else. */
async function finish(person: PersonClient, times: number): Promise<Tried> {
  const shown = await top(person);
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const outcome = await person.submit({ deliver: { times } });
    const gone = await until(async () => {
      const now = await top(person);
      if (now === undefined) return 'gone';
      return now.view['callback_id'] !== shown?.view['callback_id'] && !/…["}]/.test(wordsIn(now))
        ? 'changed'
        : undefined;
    }, 1_500);
    if (gone === 'gone') return done;
    if (gone === 'changed') return read(await top(person));
    if (outcome.outcome === 'acked' && Object.keys((await top(person))?.errors ?? {}).length > 0) {
      return { type: 'again', words: JSON.stringify((await top(person))?.errors) };
    }
  }
  return { type: 'again', words: 'nothing came of it' };
}

const buttons: Readonly<Record<ActType, string>> = {
  approve: 'Approve…',
  deny: 'Deny…',
  acknowledge: 'Accept the loss…',
  'withdraw-vote': 'Withdraw my approval',
  'withdraw-request': 'Withdraw request',
  'cancel-restore': 'Cancel restore…',
  'check-now': 'Check now',
  'take-over': 'Take it over',
  adopt: 'Follow it…',
  'submit-again': 'Submit it again',
  close: 'Close it…',
  'break-glass': 'Break glass…',
};

async function actOnce(
  person: PersonClient,
  act: Act,
  card: ShownMessage,
  ticks: (view: ShownView) => Promise<void>,
): Promise<Tried> {
  await closeAll(person);
  const place = { channel: card.channel, ts: card.ts };
  const clicked = await person.click(place, buttons[act.type], { deliver: { times: act.deliver } });
  if (!clicked.ok) return { type: 'again', words: clicked.message ?? clicked.outcome };
  switch (act.type) {
    case 'approve':
      return approve(person, act, ticks);
    case 'acknowledge':
      return inForm(person, act, ticks);
    case 'deny':
      return withReason(person, act, 'Reason');
    case 'cancel-restore':
      return withReason(person, act, 'Reason');
    case 'close':
      return withReason(person, act, 'What you found');
    case 'break-glass':
      return approve(person, act, ticks, { 'Why alone, and why now': 'INC-1: nobody answers' });
    case 'adopt':
      return adopt(person, act);
    case 'withdraw-vote':
    case 'withdraw-request':
    case 'check-now':
    case 'take-over':
    case 'submit-again':
      return { type: 'done', words: wordsIn(await top(person)) };
  }
}

async function approve(
  person: PersonClient,
  act: Act,
  ticks: (view: ShownView) => Promise<void>,
  words: Readonly<Record<string, string>> = {},
): Promise<Tried> {
  return inForm(person, act, async (view) => {
    await ticks(view);
    if (Object.keys(words).length > 0) await person.fillIn(words);
    const typed = /Type “([^”]+)” to confirm/.exec(wordsIn(view))?.[1];
    if (typed !== undefined) await person.fillIn({ [`Type “${typed}” to confirm`]: typed });
  });
}

async function adopt(person: PersonClient, act: Act): Promise<Tried> {
  return inForm(person, act, async (view) => {
    const [candidate] = /(?<="value":")[^"]+/u.exec(wordsIn(view)) ?? [];
    if (candidate === undefined) return { type: 'refused', words: 'the vendor shows nothing to follow' };
    await person.fillIn({ 'Possible matches': candidate });
    return undefined;
  });
}

async function withReason(person: PersonClient, act: Act, label: string): Promise<Tried> {
  return inForm(person, act, async () => {
    await person.fillIn({ [label]: 'INC-1: not like this' });
  });
}

/** Fills in what a click has opened, once it can be submitted, and sends it; `fill` may say why there is no sending. */
async function inForm(
  person: PersonClient,
  act: Act,
  fill: (view: ShownView) => Promise<Tried | undefined | void>,
): Promise<Tried> {
  const view = await until(() => finished(person), patienceMs);
  if (view?.view['submit'] === undefined) return read(view);
  return (await fill(view)) ?? finish(person, act.deliver);
}

async function top(person: PersonClient): Promise<ShownView | undefined> {
  return (await person.modals()).at(-1);
}

/** The modal on top, once it no longer says that it is being filled. */
async function finished(person: PersonClient): Promise<ShownView | undefined> {
  const view = await top(person);
  if (view === undefined) return undefined;
  return view.view['submit'] === undefined && wordsIn(view).includes('…"') ? undefined : view;
}

async function closeAll(person: PersonClient): Promise<void> {
  if ((await person.modals()).length > 0) await person.close({ all: true });
}

function has(view: ShownView | undefined, words: string): ShownView | undefined {
  return view !== undefined && wordsIn(view).includes(words) ? view : undefined;
}

/** Waits until a form no longer changes automatically. */
async function settled(person: PersonClient): Promise<void> {
  let before = wordsIn(await top(person));
  await until(async () => {
    await pause(40);
    const now = wordsIn(await top(person));
    const same = now === before && !now.includes('Looking');
    before = now;
    return same ? same : undefined;
  }, 1_500);
}

function wordsIn(view: ShownView | undefined): string {
  if (view === undefined) return '';
  return `${JSON.stringify(view.view['blocks'])}${view.notice ?? ''}`;
}

/** The newest card of an ask, wherever it stands. */
export async function cardOf(slack: SlackClient, ask: Ask): Promise<ShownMessage | undefined> {
  const messages = await slack.as('U0CLEO').messages(channelOf(ask.number));
  return messages.findLast(
    ({ blocks, tombstone, thread_ts: parent, ts }) =>
      !tombstone &&
      (parent === undefined || parent === ts) &&
      JSON.stringify(blocks).includes('"header"') &&
      JSON.stringify(blocks).includes(wordsOfRequest(ask)),
  );
}

/** The newest card, once it has this button. */
async function offers(slack: SlackClient, ask: Ask, label: string): Promise<ShownMessage | undefined> {
  const card = await cardOf(slack, ask);
  return card !== undefined && JSON.stringify(card.blocks).includes(`"${label}"`) ? card : undefined;
}

/** The first value that is something, within so many milliseconds. */
export async function until<Value>(
  look: () => Promise<Value | undefined>,
  withinMs: number,
): Promise<Value | undefined> {
  const end = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined || performance.now() > end) return found;
    await pause(lookEveryMs);
  }
}
