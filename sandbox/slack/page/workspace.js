import { createApi } from './api.js';
import { createLive, oneAtATime } from './live.js';
import { mentions, namesIn } from './names.js';
import { createReadMarks, firstChannel, forgetRun, lastPerson } from './state.js';

/** @import { ChangeEvent, Person, ShownMessage, ShownView } from '../control-types.ts' */
/** @import { State } from './state.js' */

/** @typedef {Awaited<ReturnType<typeof openWorkspace>>} Model */

/** @param {readonly Person[]} people */
export function realPeople(people) {
  return people.filter(({ isBot, deleted }) => !isBot && !deleted);
}

/**
 * Reads the workspace, follows its changes, and keeps `state` up to date.
 * @param {{ draw: (state: State) => void, drawViews: (views: readonly ShownView[], state: State) => void, say: (text: string, kind?: 'told' | 'failed') => void }} out
 */
export async function openWorkspace(out) {
  const query = new URLSearchParams(location.search);
  const api = createApi(() => state.me);
  const marks = createReadMarks();
  const workspace = await api.workspace();
  const skewMs = () => new Date(state.workspace.now).getTime() - readAt;
  let readAt = Date.now();
  marks.begin(String(new Date(workspace.now).getTime() / 1_000));
  const asked = query.get('as') ?? lastPerson.get();
  const people = realPeople(workspace.people);
  const me = people.find(({ id }) => id === asked)?.id ?? people[0]?.id ?? '';
  /** @type {State} */
  const state = {
    workspace,
    me,
    names: namesIn(workspace, [], me, () => new Date()),
    channels: [],
    channel: query.get('channel') ?? undefined,
    messages: undefined,
    open: undefined,
    thread: undefined,
    home: null,
    unread: new Map(),
    callsFor: new Map(),
    warnings: new Map(),
    panel: undefined,
    botIsThere: true,
    offline: false,
  };
  const linked = query.get('ts');
  /** @type {readonly ShownView[]} */
  let views = [];
  /** Whose channels are in `state`: right after a switch, those of the person before. */
  let channelsOf = '';
  const draw = () => out.draw(state);

  const readWorkspace = oneAtATime(async () => {
    const reader = state.me;
    const [now, { channels }, { sockets }] = await Promise.all([
      api.workspace(),
      api.channels(),
      api.sockets(),
    ]);
    if (reader !== state.me) return;
    readAt = Date.now();
    state.workspace = now;
    state.channels = channels;
    channelsOf = reader;
    state.botIsThere = sockets.length > 0;
    state.names = namesIn(now, channels, state.me, () => new Date(Date.now() + skewMs()));
    if (state.channel !== 'home' && !channels.some(({ id }) => id === state.channel))
      state.channel = firstChannel(channels);
  });
  const readMessages = oneAtATime(async () => {
    const { channel, me: reader } = state;
    if (channel === undefined || channel === 'home' || channelsOf !== reader) return;
    const messages = await api.messages(channel);
    if (state.channel !== channel || state.me !== reader) return;
    state.messages = messages;
    const last = messages.messages.at(-1)?.ts;
    if (last !== undefined) marks.set(reader, channel, last);
    setUnread(channel, { news: false, calls: 0 });
  });
  const readThread = oneAtATime(async () => {
    const { open } = state;
    if (open === undefined || channelsOf !== state.me) return;
    const thread = await api.thread(open.channel, open.ts).catch(() => undefined);
    if (state.open?.ts !== open.ts) return;
    state.thread = thread;
    if (thread === undefined) state.open = undefined;
  });
  const readViews = oneAtATime(async () => {
    const reader = state.me;
    const answer = await api.views();
    if (reader !== state.me) return;
    views = answer.views;
    out.drawViews(views, state);
  });
  const readHome = oneAtATime(async () => {
    const reader = state.me;
    if (!state.workspace.hasHome) return;
    const { view } = await api.home();
    if (reader === state.me) state.home = view;
  });

  /** @param {readonly ShownMessage[]} messages @param {string} person @param {string} channel */
  function newsIn(messages, person, channel) {
    const mark = Number(marks.of(person, channel));
    const fresh = messages.filter(({ ts, user }) => Number(ts) > mark && user !== person);
    const calls = fresh.filter(({ text, blocks }) =>
      mentions(`${text} ${JSON.stringify(blocks)}`, person, state.workspace.groups),
    );
    return { news: fresh.length > 0, calls: calls.length };
  }

  /** @param {string} channel @param {{ news: boolean, calls: number }} unread */
  function setUnread(channel, unread) {
    state.unread = new Map(state.unread).set(channel, unread);
  }

  /** What is new in the channels that are not on the screen. */
  async function readUnread() {
    const reader = state.me;
    if (channelsOf !== reader) return;
    const others = state.channels.filter(({ id, isMember }) => isMember && id !== state.channel);
    await Promise.all(
      others.map(async ({ id }) => {
        const { messages } = await api.messages(id, reader);
        if (reader === state.me) setUnread(id, newsIn(messages, reader, id));
      }),
    );
  }

  /** Which of the others somebody mentions: a mark at the switch. */
  async function readCallsForOthers() {
    const counts = await Promise.all(
      realPeople(state.workspace.people)
        .filter(({ id }) => id !== state.me)
        .map(async ({ id }) => {
          const theirs = state.workspace.channels.filter(({ members }) => members.includes(id));
          const calls = await Promise.all(
            theirs.map(async (one) => newsIn((await api.messages(one.id, id)).messages, id, one.id).calls),
          );
          return /** @type {const} */ ([id, calls.reduce((sum, count) => sum + count, 0)]);
        }),
    );
    state.callsFor = new Map(counts);
  }
  const readPanel = oneAtATime(async () => {
    if (!state.workspace.hasPanel) return;
    const panel = await api.panel();
    if (state.panel !== undefined && state.panel.run !== panel.run) {
      forgetRun();
      location.replace('/');
      return;
    }
    state.panel = panel;
    draw();
  });
  const readMarks = oneAtATime(async () => {
    await Promise.all([readUnread(), readCallsForOthers()]);
    draw();
  });

  async function readAll() {
    await readWorkspace();
    await Promise.all([readMessages(), readThread(), readHome()]);
    draw();
    await Promise.all([readViews(), readMarks(), readPanel()]);
  }

  /** @param {ChangeEvent} event */
  async function heard(event) {
    if (event.type === 'view') await readViews();
    else if (event.type === 'panel') await readPanel();
    else if (event.type === 'message') {
      const here = event.channel === state.channel ? readMessages() : undefined;
      const inThread = event.thread_ts === state.open?.ts || event.ts === state.open?.ts;
      await Promise.all([here, inThread ? readThread() : undefined]);
      draw();
      if (event.thread_ts === undefined) await readMarks();
    } else if (event.type === 'home') {
      await readHome();
      draw();
    } else if (event.type === 'notice') {
      if (event.ts === undefined) out.say(event.text ?? '');
      else state.warnings = new Map(state.warnings).set(event.ts, event.text ?? '');
      draw();
    } else {
      await readWorkspace();
      await Promise.all([readMessages(), readThread()]);
      draw();
    }
  }

  const live = createLive({
    heard: (event) => void heard(event).catch(failed),
    opened() {
      state.offline = false;
      void readAll().catch(failed);
    },
    lost() {
      state.offline = true;
      draw();
    },
  });

  /** @param {unknown} error */
  function failed(error) {
    if (error instanceof Error && 'code' in error && error.code === 'offline') {
      state.offline = true;
      draw();
    } else out.say(error instanceof Error ? error.message : String(error), 'failed');
  }

  function remember() {
    lastPerson.set(state.me);
    const next = new URLSearchParams({
      as: state.me,
      ...(state.channel === undefined ? {} : { channel: state.channel }),
    });
    if (state.open !== undefined) next.set('ts', state.open.ts);
    history.replaceState(null, '', `?${next}`);
  }

  return {
    api,
    state,
    failed,
    readViews,
    readPanel,
    async start() {
      await readWorkspace();
      if (linked !== null && state.channel !== undefined) {
        const found = await api.thread(state.channel, linked).catch(() => undefined);
        const parent = found?.messages[0];
        if (parent !== undefined) state.open = { channel: state.channel, ts: parent.ts };
      }
      live.follow(state.me);
      remember();
    },
    /** @param {string} person */
    async become(person) {
      if (person === state.me) return;
      state.me = person;
      state.warnings = new Map();
      state.unread = new Map();
      state.messages = undefined;
      state.thread = undefined;
      state.home = null;
      views = [];
      out.drawViews(views, state);
      await readWorkspace().catch(failed);
      if (state.open !== undefined && !state.channels.some(({ id }) => id === state.open?.channel))
        state.open = undefined;
      remember();
      live.follow(person);
    },
    /** @param {string} channel an id, or `home` */
    async show(channel) {
      state.channel = channel;
      if (state.open?.channel !== channel) {
        state.open = undefined;
        state.thread = undefined;
      }
      state.messages = undefined;
      remember();
      draw();
      if (channel === 'home') {
        await api.openHome().catch(failed);
        await readHome().catch(failed);
      } else await readMessages().catch(failed);
      draw();
    },
    /** @param {{ channel: string, ts: string } | undefined} at */
    async openThread(at) {
      state.open = at;
      state.thread = undefined;
      remember();
      draw();
      await readThread().catch(failed);
      draw();
    },
    /** @param {string} ts @param {string | undefined} text */
    warn(ts, text) {
      const next = new Map(state.warnings);
      if (text === undefined) next.delete(ts);
      else next.set(ts, text);
      state.warnings = next;
      draw();
    },
  };
}
