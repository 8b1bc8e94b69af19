import { fill, h } from './dom.js';
import { icon } from './icons.js';
import { realPeople } from './workspace.js';

/** @import { Model } from './workspace.js' */

const seen = 'restorebot-sandbox-hint-closed';

/** What to do next, as far as the story has come; it ends with what was restored. @param {Model} model @param {(command: string) => void} put */
export function createHint(model, put) {
  const steps = h('ol', {});
  const close = h(
    'button',
    { type: 'button', class: 'icon-button', 'aria-label': 'Close the hint', onclick: shut },
    icon('close'),
  );
  const node = h('aside', { class: 'hint', 'aria-label': 'Getting started' }, steps, close);
  let shown = '';

  function shut() {
    localStorage.setItem(seen, 'yes');
    node.hidden = true;
  }

  function draw() {
    const { state } = model;
    const people = realPeople(state.workspace.people);
    const [first, second] = people;
    const command = state.workspace.commands[0]?.command;
    const fits = command !== undefined && first !== undefined && second !== undefined;
    node.hidden = !fits || state.channel === 'home' || localStorage.getItem(seen) !== null;
    if (!fits) return;
    const asked = state.messages?.messages.some(({ isBot, ephemeral }) => isBot && !ephemeral) === true;
    const ended =
      state.messages?.messages.some(({ isBot, text }) => isBot && /Restored|Download ready/.test(text)) ===
      true;
    const step = ended ? 4 : !asked ? 1 : state.me === first.id ? 2 : 3;
    const next = JSON.stringify([step, command, second.displayName]);
    if (next === shown) return;
    shown = next;
    const words = [
      ['Type ', h('button', { type: 'button', class: 'command', onclick: () => put(command) }, command)],
      [`Switch to ${second.displayName}`],
      ['Approve, and watch the thread'],
      [step === 4 ? 'Restored. Open the home tab to see what else there is' : 'Restored'],
    ];
    fill(
      steps,
      words.map((parts, index) =>
        h(
          'li',
          { 'aria-current': index + 1 === step ? 'step' : undefined },
          h('span', { class: 'step' }, index + 1),
          parts,
        ),
      ),
    );
  }

  return { node, draw };
}
