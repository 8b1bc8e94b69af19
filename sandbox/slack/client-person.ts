import { type PlacedElement, elementsIn } from './block-kit/walk.ts';
import { type FormValue, formOf, valueFor } from './client-form.ts';
import { ControlRefusal, type ControlWire } from './client-wire.ts';
import type {
  ActOptions,
  ActOutcome,
  Channel,
  ClickAct,
  ElementValue,
  JsonObject,
  Notice,
  ShownMessage,
  ShownMessages,
  ShownView,
  Suggestions,
} from './control-types.ts';
import { objectsIn, textAt } from './json.ts';
import type { WaitFor } from './wait-for.ts';

/** What a person sees and does. Views are the one on top unless `view_id` says otherwise. */
export interface PersonClient {
  channels(): Promise<readonly Channel[]>;
  messages(channel: string): Promise<readonly ShownMessage[]>;
  thread(channel: string, ts: string): Promise<readonly ShownMessage[]>;
  notices(): Promise<readonly Notice[]>;
  home(): Promise<ShownView | undefined>;
  /** All open modals, bottom first. */
  modals(): Promise<readonly ShownView[]>;
  /** The modal on top; waits for one to open. */
  modal(): Promise<ShownView>;
  command(channel: string, text: string, options?: ActOptions): Promise<ActOutcome>;
  /** A button or menu of a message, by action_id, by block_id + action_id, or by the button's words. */
  click(
    message: { readonly channel: string; readonly ts: string },
    what: string | Partial<ClickAct>,
    options?: ActOptions & ElementValue,
  ): Promise<ActOutcome>;
  /**
   * Puts values into the modal on top, in order: by label, action_id or block_id. Texts, options by their words
   * or value (external selects are asked first), booleans for a single checkbox, lists for several choices.
   */
  fillIn(values: Readonly<Record<string, FormValue>>, options?: ActOptions): Promise<readonly ActOutcome[]>;
  /** A button in the modal on top, by its words, action_id or block_id. */
  press(what: string, options?: ActOptions): Promise<ActOutcome>;
  /** A button in the home tab, by its words. */
  pressHome(what: string, options?: ActOptions): Promise<ActOutcome>;
  submit(options?: ActOptions): Promise<ActOutcome>;
  close(options?: ActOptions & { readonly all?: boolean }): Promise<ActOutcome>;
  /** Types into an external select of the modal on top. */
  suggest(field: string, query: string): Promise<Suggestions>;
  shortcut(
    callbackId: string,
    on?: { readonly channel: string; readonly ts: string },
    options?: ActOptions,
  ): Promise<ActOutcome>;
  openHome(options?: ActOptions): Promise<ActOutcome>;
  /** Writes in a channel or thread; the stamp of the new message. */
  say(channel: string, text: string, threadTs?: string): Promise<string>;
}

function words({ element }: PlacedElement): string | undefined {
  return textAt(element['text'], 'text');
}

/** The entry with these words of a menu behind “⋯”, by value. */
function entryOf({ element }: PlacedElement, what: string): string | undefined {
  if (element['type'] !== 'overflow') return undefined;
  const found = objectsIn(element['options']).find((option) => textAt(option['text'], 'text') === what);
  return textAt(found, 'value');
}

function byWords(blocks: readonly JsonObject[], what: string): PlacedElement {
  const elements = elementsIn(blocks);
  const found =
    elements.find(({ actionId }) => actionId === what) ??
    elements.find((one) => one.element['type'] === 'button' && words(one) === what) ??
    elements.find((one) => entryOf(one, what) !== undefined);
  if (found === undefined) {
    const known = elements.map((one) => words(one) ?? one.actionId);
    throw new ControlRefusal('no_such_element', `no ${what} here, but ${known.join(', ') || 'nothing'}`);
  }
  return found;
}

export function createPersonClient(wire: ControlWire, user: string, waitFor: WaitFor): PersonClient {
  const base = `/as/${encodeURIComponent(user)}`;
  const act = (path: string, body: object): Promise<ActOutcome> => wire.post(`${base}/${path}`, { ...body });
  const shown = async (
    path: string,
    query: Readonly<Record<string, string>>,
  ): Promise<readonly ShownMessage[]> => (await wire.get<ShownMessages>(`${base}/${path}`, query)).messages;
  const modals = async (): Promise<readonly ShownView[]> =>
    (await wire.get<{ readonly views: readonly ShownView[] }>(`${base}/views`)).views;

  async function top(): Promise<ShownView> {
    const view = (await modals()).at(-1);
    if (view === undefined) throw new ControlRefusal('no_such_view', `${user} has no modal open`);
    return view;
  }

  async function suggest(view: ShownView, placed: PlacedElement, query: string): Promise<Suggestions> {
    return wire.post(`${base}/suggest`, {
      where: { view_id: view.id },
      block_id: placed.blockId,
      action_id: placed.actionId,
      query,
    });
  }

  async function fillOne(name: string, value: FormValue, options: ActOptions): Promise<ActOutcome> {
    const view = await top();
    const placed = formOf(view, name);
    const where = { view_id: view.id, block_id: placed.blockId, action_id: placed.actionId };
    const put = async (part: FormValue): Promise<ActOutcome> => {
      const filled = await valueFor(placed.element, part, (query) => suggest(view, placed, query));
      return act('view/change', { ...where, ...filled, ...options });
    };
    // Several that must be searched for are chosen one after another, as a person does.
    if (Array.isArray(value) && textAt(placed.element, 'type') === 'multi_external_select') {
      for (let count = 1; count < value.length; count += 1) await put(value.slice(0, count));
    }
    return put(value);
  }

  return {
    channels: async () =>
      (await wire.get<{ readonly channels: readonly Channel[] }>(`${base}/channels`)).channels,
    messages: (channel) => shown('messages', { channel }),
    thread: (channel, ts) => shown('thread', { channel, ts }),
    notices: async () => (await wire.get<{ readonly notices: readonly Notice[] }>(`${base}/notices`)).notices,
    home: async () => (await wire.get<{ readonly view: ShownView | null }>(`${base}/home`)).view ?? undefined,
    modals,
    modal: () => waitFor(`a modal of ${user}`, async () => (await modals()).at(-1)),
    command: (channel, text, options = {}) => act('command', { channel, text, ...options }),
    async click({ channel, ts }, what, options = {}) {
      if (typeof what !== 'string') return act('click', { channel, ts, ...what, ...options });
      const message = (await shown('thread', { channel, ts })).find((one) => one.ts === ts);
      const placed = byWords(objectsIn(message?.blocks), what);
      const entry = entryOf(placed, what);
      return act('click', {
        channel,
        ts,
        block_id: placed.blockId,
        action_id: placed.actionId,
        ...(entry === undefined ? {} : { selected_option: entry }),
        ...options,
      });
    },
    async fillIn(values, options = {}) {
      const outcomes: ActOutcome[] = [];
      for (const [name, value] of Object.entries(values)) outcomes.push(await fillOne(name, value, options));
      return outcomes;
    },
    async press(what, options = {}) {
      const view = await top();
      const placed = byWords(objectsIn(view.view['blocks']), what);
      const where = { view_id: view.id, block_id: placed.blockId, action_id: placed.actionId };
      return act('view/click', { ...where, ...options });
    },
    async pressHome(what, options = {}) {
      const { view } = await wire.get<{ readonly view: ShownView | null }>(`${base}/home`);
      if (view === null) throw new ControlRefusal('no_such_view', `${user} has no home tab`);
      const placed = byWords(objectsIn(view.view['blocks']), what);
      const where = { view_id: view.id, block_id: placed.blockId, action_id: placed.actionId };
      return act('view/click', { ...where, ...options });
    },
    submit: async (options = {}) => act('view/submit', { view_id: (await top()).id, ...options }),
    close: async (options = {}) => act('view/close', { view_id: (await top()).id, ...options }),
    async suggest(field, query) {
      const view = await top();
      return suggest(view, formOf(view, field), query);
    },
    shortcut: (callbackId, on, options = {}) =>
      act('shortcut', { callback_id: callbackId, ...on, ...options }),
    openHome: (options = {}) => act('home/open', options),
    async say(channel, text, threadTs) {
      const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
      return (await wire.post<{ readonly ts: string }>(`${base}/message`, { channel, text, ...thread })).ts;
    },
  };
}
