import { fill, h } from './dom.js';
import { icon } from './icons.js';

/** @import { AskedCall, Panel, ShownVendor } from '../../panel-types.ts' */
/** @import { State } from './state.js' */
/** @import { Model } from './workspace.js' */

/** How often the calls are read while the panel is open, ms. */
const everyMs = 1_000;

/** Stories, time, what vendors do and what they were asked; next to the channel, closed until wanted. @param {Model} model @param {(text: string) => void} say */
export function createPanel(model, say) {
  const { api } = model;
  const [story, vendors, slack, audit] = [part(), part(), part(), part()];
  const calls = h('ol', { class: 'call-list', 'data-testid': 'calls' });
  const clock = h('p', { class: 'faint' });
  /** @type {number | undefined} */
  let timer;

  const node = h(
    'aside',
    { class: 'panel', 'aria-label': 'Sandbox', hidden: true },
    h(
      'header',
      { class: 'pane-head' },
      h('div', {}, h('h2', {}, 'Sandbox'), h('small', {}, 'Nothing here is real')),
      h(
        'button',
        { type: 'button', class: 'icon-button', 'aria-label': 'Close the sandbox panel', onclick: close },
        icon('close'),
      ),
    ),
    h(
      'div',
      { class: 'panel-body' },
      section('Story', story),
      section(
        'Time',
        clock,
        levers(
          lever('Wait 5 minutes', 'Five minutes have passed.', later(5)),
          lever(
            'Let the approvals expire',
            'An hour has passed: what waited for approval expires.',
            later(61),
          ),
        ),
      ),
      section('Vendors', vendors),
      section('What restorebot asked them', calls),
      section('Slack', slack),
      section('Audit', audit),
    ),
  );
  const opener = h(
    'button',
    {
      type: 'button',
      class: 'panel-opener',
      'aria-expanded': 'false',
      'aria-label': 'Sandbox: stories, vendors, time',
      title: 'Stories, vendors, time',
      onclick: () => (node.hidden ? open() : close()),
    },
    icon('sliders'),
    h('span', {}, 'Sandbox'),
  );

  fill(
    slack,
    levers(
      lever('Rate-limit the next message', 'Slack answers the next message with 429.', () =>
        api.change('/faults', { method: 'chat.postMessage', retryAfterSec: 5 }),
      ),
      lever('Lose the next answer', 'Slack posts the next message, and its answer is lost.', () =>
        api.change('/faults', { method: 'chat.postMessage', dropAfterApply: true }),
      ),
      lever('Cut the bot’s sockets', 'All sockets were cut; the bot connects again.', () =>
        api.change('/sockets/disconnect', { reason: 'abrupt' }),
      ),
      lever('No more Slack faults', 'Slack works again.', () => api.remove('/faults')),
    ),
  );

  /** @param {string} words @param {string} done @param {() => Promise<unknown>} run */
  function lever(words, done, run) {
    const pull = () => run().then(() => say(done), model.failed);
    return h('button', { type: 'button', class: 'button small', onclick: pull }, words);
  }

  /** @param {number} minutes */
  function later(minutes) {
    return () => api.change('/sandbox/clock', { advanceMs: minutes * 60_000 });
  }

  function open() {
    node.hidden = false;
    opener.setAttribute('aria-expanded', 'true');
    document.body.classList.add('with-panel');
    void readCalls();
    timer = setInterval(() => void readCalls(), everyMs);
    /** @type {HTMLElement | null} */ (node.querySelector('header button'))?.focus();
  }

  function close() {
    node.hidden = true;
    opener.setAttribute('aria-expanded', 'false');
    document.body.classList.remove('with-panel');
    clearInterval(timer);
    opener.focus();
  }

  async function readCalls() {
    const answer = await api.vendorCalls().catch(() => undefined);
    if (answer === undefined) return;
    const lines = answer.calls.map(callLine);
    fill(calls, lines.length === 0 ? h('li', { class: 'faint' }, 'Nothing yet.') : lines);
    await model.readPanel().catch(() => undefined);
  }

  let drawn = '';

  /** @param {State} state */
  function draw(state) {
    const { panel } = state;
    opener.hidden = panel === undefined;
    if (panel === undefined) return;
    clock.textContent = `It is ${state.workspace.now.slice(11, 16)} UTC for Slack, the vendors and restorebot.`;
    const next = JSON.stringify([panel.run, panel.vendors, panel.speed]);
    if (next === drawn) return;
    drawn = next;
    const focused = document.activeElement?.getAttribute('data-focus');
    fill(story, storyChoices(panel, startOver));
    fill(vendors, speeds(panel), panel.vendors.map(vendorBlock));
    fill(
      audit,
      h('p', { class: 'faint' }, 'In a terminal: export it, verify the file, verify the record.'),
      panel.audit.map((command) => h('code', { class: 'shell' }, command)),
    );
    if (focused !== null && focused !== undefined)
      /** @type {HTMLElement | null} */ (node.querySelector(`[data-focus="${focused}"]`))?.focus();
  }

  /** @param {string} id */
  function startOver(id) {
    say('Starting over…');
    void api.change('/sandbox/start-over', { story: id }).catch(model.failed);
  }

  /** @param {Panel} panel */
  function speeds({ speed }) {
    const paces = /** @type {const} */ ([
      [0, 'Stopped'],
      [1, 'Usual pace'],
      [10, '10 × faster'],
    ]);
    return h(
      'div',
      { class: 'paces', role: 'group', 'aria-label': 'How fast vendors work' },
      paces.map(([pace, words]) =>
        h(
          'button',
          {
            type: 'button',
            class: 'pace',
            'aria-pressed': String(speed === pace),
            'data-focus': `pace-${pace}`,
            onclick: () =>
              void api.change('/sandbox/speed', { speed: pace }).then(model.readPanel, model.failed),
          },
          words,
        ),
      ),
    );
  }

  /** Those that somebody has opened: a drawing again must not close them under their finger. @type {Set<string>} */
  const openVendors = new Set();

  /** @param {ShownVendor} vendor */
  function vendorBlock({ name, title, connection, faults }) {
    const block = h(
      'details',
      {
        class: 'vendor',
        open: openVendors.has(name) || faults.some(({ on }) => on),
        ontoggle: () => void (block.open ? openVendors.add(name) : openVendors.delete(name)),
      },
      h('summary', { 'data-focus': name }, h('strong', {}, title), h('small', {}, connection)),
      faults.map(({ id, words, on }) => {
        const box = h('input', {
          type: 'checkbox',
          role: 'switch',
          checked: on,
          'data-focus': `${name}-${id}`,
          onchange: () =>
            void api
              .change('/sandbox/faults', { vendor: name, fault: id, on: box.checked })
              .then(model.readPanel, model.failed),
        });
        return h('label', { class: 'switch' }, box, h('span', {}, words));
      }),
      levers(
        lever('Fail what runs', `What ran at ${title} has failed.`, () =>
          api.change('/sandbox/fail', { vendor: name }),
        ),
      ),
    );
    return block;
  }

  return { node, opener, draw };
}

function part() {
  return h('div', {});
}

/** @param {string} title @param {...Node} children */
function section(title, ...children) {
  return h('section', {}, h('h3', {}, title), children);
}

/** @param {...Node} buttons */
function levers(...buttons) {
  return h('div', { class: 'levers' }, buttons);
}

/** @param {AskedCall} call */
function callLine({ vendor, at, method, path, status, fault }) {
  const kind = status === 0 || status >= 400 ? 'bad' : method === 'GET' ? '' : 'write';
  return h(
    'li',
    { class: kind, title: `${method} ${path}` },
    h('time', { datetime: at }, at.slice(11, 19)),
    h('span', { class: 'call-vendor' }, vendor),
    h('span', { class: 'call-path' }, `${method} ${path}`),
    h('span', { class: 'call-status' }, status === 0 ? 'no answer' : status),
    fault === undefined ? null : h('span', { class: 'call-fault' }, 'fault'),
  );
}

/** @param {Panel} panel @param {(id: string) => void} startOver */
function storyChoices({ story, stories }, startOver) {
  return [
    h(
      'ul',
      { class: 'stories' },
      stories.map(({ id, title, about }) =>
        h(
          'li',
          {},
          h(
            'button',
            {
              type: 'button',
              class: 'story',
              'aria-current': id === story ? 'true' : undefined,
              'data-focus': `story-${id}`,
              onclick: () => startOver(id),
            },
            h('strong', {}, title),
            h('span', {}, about),
          ),
        ),
      ),
    ),
    levers(
      h(
        'button',
        {
          type: 'button',
          class: 'button small',
          'data-focus': 'start-over',
          onclick: () => startOver(story),
        },
        icon('restore'),
        'Start over',
      ),
    ),
  ];
}
