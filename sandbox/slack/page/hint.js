import { fill, h } from './dom.js';
import { icon } from './icons.js';

/** @import { Panel, ShownStep } from '../../panel-types.ts' */
/** @import { Model } from './workspace.js' */

/** What to do next, as far as the story has come. @param {Model} model @param {(command: string) => void} put */
export function createHint(model, put) {
  const words = h('div', { class: 'story-words' });
  const close = h(
    'button',
    { type: 'button', class: 'icon-button', 'aria-label': 'Close the hint', onclick: shut },
    icon('close'),
  );
  const node = h('aside', { class: 'story-hint', 'aria-label': 'Next step' }, words, close);
  let closedIn = -1;
  let shown = '';

  function shut() {
    closedIn = model.state.panel?.run ?? -1;
    node.hidden = true;
  }

  function draw() {
    const { panel, me, channel } = model.state;
    node.hidden = panel === undefined || channel === 'home' || panel.run === closedIn;
    if (panel === undefined) return;
    const next = JSON.stringify([panel.run, panel.steps, panel.stuck, me]);
    if (next === shown) return;
    shown = next;
    fill(words, dots(panel), ...step(panel));
  }

  /** @param {Panel} panel */
  function step({ steps, stuck, story, stories }) {
    const next = steps.find(({ done }) => !done);
    if (next === undefined) {
      const others = stories.filter(({ id }) => id !== story);
      return [
        h('p', {}, h('strong', {}, 'Done.'), ' The home tab shows it under “Recent”. Play another story:'),
        h(
          'div',
          { class: 'levers' },
          others.map(({ id, title }) => button(title, () => startOver(id))),
        ),
      ];
    }
    if (stuck !== undefined)
      return [
        h('p', {}, stuck),
        h(
          'div',
          { class: 'levers' },
          button('Start over', () => startOver(story)),
        ),
      ];
    return [h('p', {}, next.words), h('div', { class: 'levers' }, todo(next))];
  }

  /** What does the step, or leads to the person who does. @param {ShownStep} step */
  function todo({ as, command }) {
    const { names, me, channel } = model.state;
    if (as !== undefined && as !== me)
      return button(`Continue as ${names.person(as)?.displayName ?? as}`, () => void model.become(as));
    const incidents = model.state.channels.find(({ name }) => name === 'incidents')?.id;
    if (incidents !== undefined && channel !== incidents)
      return button('Go to #incidents', () => void model.show(incidents));
    return command === undefined ? null : button('Type the command for me', () => put(command));
  }

  /** @param {string} story */
  function startOver(story) {
    void model.api.change('/sandbox/start-over', { story }).catch(model.failed);
  }

  return { node, draw };
}

/** @param {string} words @param {() => void} run */
function button(words, run) {
  return h('button', { type: 'button', class: 'button small', onclick: run }, words);
}

/** How far the story has come, for the eye; the words say the step. @param {Panel} panel */
function dots({ steps }) {
  const at = steps.findIndex(({ done }) => !done);
  const now = at < 0 ? steps.length : at;
  return h(
    'span',
    { class: 'dots', role: 'img', 'aria-label': `${now} of ${steps.length} steps done` },
    steps.map((_, index) => h('span', { class: index < now ? 'dot done' : 'dot' })),
  );
}
