import { fill, h, uniqueId } from './dom.js';
import { icon } from './icons.js';

/** @import { Choice, Found } from './select.js' */

/**
 * The list under a select: which option is active, which are chosen, and words where there is none.
 * @param {HTMLElement} panel
 * @param {HTMLInputElement} input
 * @param {(choice: Choice) => void} pick
 */
export function choiceList(panel, input, pick) {
  /** @type {{ choice: Choice, node: HTMLElement }[]} */
  let rows = [];
  let at = -1;

  /** @param {number} index */
  function activate(index) {
    rows[at]?.node.classList.remove('active');
    at = index;
    const row = rows[at];
    if (row === undefined) {
      input.removeAttribute('aria-activedescendant');
      return;
    }
    row.node.classList.add('active');
    row.node.scrollIntoView({ block: 'nearest' });
    input.setAttribute('aria-activedescendant', row.node.id);
  }

  /** @param {readonly Choice[]} chosen */
  function mark(chosen) {
    const values = new Set(chosen.map(({ value }) => value));
    for (const { choice, node } of rows) node.setAttribute('aria-selected', String(values.has(choice.value)));
  }

  /** @param {Choice} choice */
  function row(choice) {
    const index = rows.length;
    const node = h(
      'div',
      {
        id: uniqueId('option'),
        role: 'option',
        class: 'option',
        'aria-selected': 'false',
        onclick: () => pick(choice),
        onmousemove: () => at !== index && activate(index),
      },
      choice.mark?.(),
      h(
        'span',
        { class: 'option-words' },
        h('span', { class: 'option-text' }, choice.text),
        choice.description === undefined ? null : h('small', {}, choice.description),
      ),
      icon('check'),
    );
    rows.push({ choice, node });
    return node;
  }

  return {
    mark,
    /** @param {Found['groups']} groups @param {readonly Choice[]} chosen */
    show(groups, chosen) {
      rows = [];
      panel.classList.remove('waiting');
      fill(
        panel,
        groups.flatMap(({ label, choices }) => {
          if (label === undefined) return choices.map((choice) => row(choice));
          if (choices.length === 0) return [];
          const id = uniqueId('group');
          return [
            h(
              'div',
              { role: 'group', 'aria-labelledby': id },
              h('div', { id, class: 'option-group' }, label),
              choices.map((choice) => row(choice)),
            ),
          ];
        }),
      );
      mark(chosen);
      const first = rows.findIndex(({ choice }) => choice.value === chosen[0]?.value);
      activate(first < 0 ? 0 : first);
    },
    /** @param {string} words @param {'loading' | 'failed' | 'empty'} kind */
    say(words, kind) {
      rows = [];
      activate(-1);
      panel.classList.remove('waiting');
      fill(panel, h('div', { class: `option-note ${kind}`, role: 'presentation' }, words));
    },
    /** What is shown is about to be replaced. */
    wait() {
      panel.classList.add('waiting');
    },
    clear() {
      rows = [];
      at = -1;
      fill(panel);
    },
    isEmpty: () => rows.length === 0,
    /** @param {number} by */
    move(by) {
      if (rows.length > 0) activate((at + by + rows.length) % rows.length);
    },
    /** While others are on their way, only one that is still what was typed. @param {string} query */
    active(query) {
      const choice = rows[at]?.choice;
      const stale =
        panel.classList.contains('waiting') && !choice?.text.toLowerCase().includes(query.toLowerCase());
      return stale ? undefined : choice;
    },
  };
}
