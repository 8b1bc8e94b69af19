/** Building and refreshing the DOM. Data only ever becomes text nodes and attributes. */

/** @typedef {Node | string | number | null | undefined | false} Child */
/** @typedef {Record<string, unknown>} Props */

const asProperties = new Set(['value', 'checked', 'disabled', 'hidden', 'indeterminate', 'readOnly']);

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Props} [props] `onclick` and the like are listeners, the rest attributes; false and undefined are left out
 * @param {...(Child | readonly Child[])} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) {
      node.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    } else if (asProperties.has(name)) Object.assign(node, { [name]: value });
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  append(node, children);
  return node;
}

/**
 * @param {Node} node
 * @param {readonly (Child | readonly Child[])[]} children
 */
function append(node, children) {
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === false) continue;
    node.appendChild(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

/**
 * @param {Element} node
 * @param {...(Child | readonly Child[])} children
 */
export function fill(node, ...children) {
  node.replaceChildren();
  append(node, children);
}

let lastId = 0;

/** An id for `for` and `aria-…`, unique in the page. @param {string} prefix */
export function uniqueId(prefix) {
  lastId += 1;
  return `${prefix}-${lastId}`;
}

/**
 * @typedef {object} Item
 * @property {string} key
 * @property {string} sign the node is built again when this changes
 * @property {() => HTMLElement} build
 * @property {(node: globalThis.Element) => void} [update] brings a node that is kept up to date from inside
 */

/** @type {WeakMap<globalThis.Element, { key: string, sign: string }>} */
const made = new WeakMap();

/**
 * Makes the children of `parent` those of `items`, and touches only what differs, so that focus, open menus and
 * half-typed text elsewhere stay. A node that is built again keeps the focus inside it where `data-focus` matches.
 * @param {globalThis.Element} parent
 * @param {readonly Item[]} items
 */
export function syncList(parent, items) {
  const old = new Map([...parent.children].map((node) => [made.get(node)?.key, node]));
  const wanted = new Set(items.map(({ key }) => key));
  for (const [key, node] of old) if (key === undefined || !wanted.has(key)) node.remove();
  let place = parent.firstElementChild;
  for (const { key, sign, build, update } of items) {
    const before = old.get(key);
    let node = before;
    if (before === undefined || made.get(before)?.sign !== sign) {
      node = build();
      made.set(node, { key, sign });
      if (before !== undefined) {
        if (place === before) place = node;
        swap(before, node);
      }
    } else update?.(before);
    if (node === undefined) continue;
    if (node === place) place = node.nextElementSibling;
    else parent.insertBefore(node, place);
  }
}

/**
 * @param {globalThis.Element} before
 * @param {globalThis.Element} after
 */
function swap(before, after) {
  const active = document.activeElement;
  const inside = active !== null && before.contains(active) ? /** @type {HTMLElement} */ (active) : undefined;
  const selection = inside === undefined ? undefined : selectionOf(inside);
  before.replaceWith(after);
  if (inside === undefined) return;
  const key = inside.dataset['focus'];
  const same = [...after.querySelectorAll('[data-focus]')].find(
    (node) => key !== undefined && node.getAttribute('data-focus') === key,
  );
  const next = /** @type {HTMLElement} */ (same ?? after);
  next.focus({ preventScroll: true });
  if (selection !== undefined && isTextField(next)) next.setSelectionRange(selection[0], selection[1]);
}

/** @param {HTMLElement} node @returns {node is HTMLInputElement | HTMLTextAreaElement} */
function isTextField(node) {
  return node instanceof HTMLTextAreaElement || (node instanceof HTMLInputElement && node.type === 'text');
}

/** @param {HTMLElement} node @returns {[number, number] | undefined} */
function selectionOf(node) {
  return isTextField(node) ? [node.selectionStart ?? 0, node.selectionEnd ?? 0] : undefined;
}

/**
 * Calls `run` once things have been quiet for `ms`; `flush` runs what is waiting at once.
 * @param {number} ms
 * @param {() => void} run
 */
export function whenQuiet(ms, run) {
  /** @type {number | undefined} */
  let timer;
  return {
    poke() {
      clearTimeout(timer);
      timer = setTimeout(() => {
        timer = undefined;
        run();
      }, ms);
    },
    flush() {
      if (timer === undefined) return;
      clearTimeout(timer);
      timer = undefined;
      run();
    },
    cancel() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
