import { avatar, colorOf } from './avatar.js';
import { h, syncList } from './dom.js';
import { roleOf } from './names.js';
import { realPeople } from './workspace.js';

/** @import { Person, Workspace } from '../control-types.ts' */
/** @import { State } from './state.js' */

/**
 * Who the reader is at the moment, and a button for everybody else.
 * @param {(person: string) => void} become
 */
export function createSwitch(become) {
  const you = h('div', { class: 'you', 'data-testid': 'you' });
  const list = h('div', { class: 'others' });
  const node = h(
    'div',
    { class: 'people', role: 'group', 'aria-label': 'Who you are' },
    you,
    h('span', { class: 'switch-word', 'aria-hidden': 'true' }, 'Switch to'),
    list,
  );

  /** @param {Person} person @param {Workspace} workspace @param {number} calls */
  function button(person, workspace, calls) {
    const role = roleOf(person, workspace.groups);
    const called = calls === 0 ? '' : `, ${calls} new ${calls === 1 ? 'mention' : 'mentions'}`;
    return h(
      'button',
      {
        type: 'button',
        class: calls === 0 ? 'person' : 'person called',
        'aria-label': `Switch to ${person.displayName}`,
        title: `Switch to ${person.displayName}${role === '' ? '' : ` (${role})`}${called}`,
        'data-testid': `switch-${person.name}`,
        onclick: () => become(person.id),
      },
      avatar(person, 'middle', workspace.people),
      h('span', { class: 'person-name' }, person.displayName),
      calls === 0 ? null : h('span', { class: 'badge', role: 'img', 'aria-label': `${calls} new` }, calls),
    );
  }

  /** @param {State} state */
  function draw(state) {
    const me = state.names.person(state.me);
    document.documentElement.style.setProperty('--me', colorOf(state.me, state.workspace.people));
    if (me !== undefined) {
      const role = roleOf(me, state.workspace.groups);
      syncList(you, [
        {
          key: me.id,
          sign: JSON.stringify([me, state.workspace.groups]),
          build: () =>
            h(
              'span',
              { class: 'you-words' },
              avatar(me, 'middle', state.workspace.people),
              h(
                'span',
                {},
                h('span', { class: 'you-are' }, 'You are '),
                h('strong', {}, me.displayName),
                role === '' ? null : h('span', { class: 'role' }, ` (${role})`),
              ),
            ),
        },
      ]);
    }
    syncList(
      list,
      realPeople(state.workspace.people)
        .filter(({ id }) => id !== state.me)
        .map((person) => {
          const calls = state.callsFor.get(person.id) ?? 0;
          return {
            key: person.id,
            sign: JSON.stringify([person, state.workspace.groups, calls]),
            build: () => button(person, state.workspace, calls),
          };
        }),
    );
  }

  return { node, draw };
}
