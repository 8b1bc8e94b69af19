import { whenQuiet } from './dom.js';

/** @import { ShownView } from '../control-types.ts' */
/** @import { Api } from './api.js' */
/** @import { Names } from './names.js' */
/** @import { Block, Element, Surface, Value } from './types.js' */

/** @typedef {Surface & { sync: (view: ShownView, names: Names) => void, flush: () => Promise<void> }} ViewSurface */

/**
 * The inputs of one open view. What is typed is kept here at once and sent after a rest, so that a redraw by the app
 * never takes letters away; it is forgotten when its element leaves the view.
 * @param {Api} api
 * @param {ShownView} first
 * @param {Names} firstNames
 * @param {(error: unknown) => void} failed
 * @returns {ViewSurface}
 */
export function viewSurface(api, first, firstNames, failed) {
  let shown = first;
  let names = firstNames;
  /** @type {Map<string, { type: string, value: Value }>} */
  const own = new Map();
  /** @type {Map<string, () => void>} */
  const unsent = new Map();
  /** @type {Promise<unknown>} */
  let queue = Promise.resolve();
  const rest = whenQuiet(250, () => {
    for (const send of unsent.values()) send();
    unsent.clear();
  });

  /** @param {string} blockId @param {Element} element @param {Value} value @param {boolean} quiet */
  function send(blockId, element, value, quiet) {
    const place = { view_id: shown.id, block_id: blockId, action_id: element.action_id ?? '' };
    const change = { ...place, ...value, wait: false, ...(quiet ? { quiet: true } : {}) };
    queue = queue.then(() => api.changeInView(change)).catch(failed);
  }

  return {
    get names() {
      return names;
    },
    value(blockId, element) {
      const kept = own.get(`${blockId}/${element.action_id}`);
      if (kept?.type === element.type) return kept.value;
      return /** @type {Value} */ (shown.state.values[blockId]?.[element.action_id ?? ''] ?? {});
    },
    async use(blockId, element, value, how) {
      const key = `${blockId}/${element.action_id}`;
      if (element.type === 'button' || element.type === 'overflow') {
        await flush();
        const place = { view_id: shown.id, block_id: blockId, action_id: element.action_id ?? '' };
        await api.clickInView({ ...place, ...value }).catch(failed);
        return;
      }
      own.set(key, { type: element.type, value });
      if (how === 'quiet') {
        unsent.set(key, () => send(blockId, element, value, true));
        rest.poke();
        return;
      }
      unsent.delete(key);
      rest.flush();
      send(blockId, element, value, false);
      await queue;
    },
    suggest: async (blockId, element, query) => {
      await flush();
      return api.suggest({
        where: { view_id: shown.id },
        block_id: blockId,
        action_id: element.action_id ?? '',
        query,
      });
    },
    flush: flush,
    sync(view, newNames) {
      shown = view;
      names = newNames;
      const blocks = /** @type {Block[]} */ (/** @type {unknown} */ (view.view['blocks'] ?? []));
      const there = new Set(
        blocks.flatMap((block) => elementsOf(block).map((one) => `${block.block_id}/${one.action_id}`)),
      );
      for (const key of own.keys()) if (!there.has(key)) own.delete(key);
      for (const key of unsent.keys()) if (!there.has(key)) unsent.delete(key);
    },
  };

  async function flush() {
    rest.flush();
    await queue;
  }
}

/** @param {Block} block @returns {Element[]} */
function elementsOf(block) {
  const lone = [block.element, block.accessory].filter((one) => one !== undefined);
  return [...lone, ...(block.type === 'actions' ? (block.elements ?? []) : [])];
}
