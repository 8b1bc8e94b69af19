import { avatar } from './avatar.js';
import { h } from './dom.js';
import { icon } from './icons.js';
import { plain } from './mrkdwn.js';

/** @import { Suggestions } from '../control-types.ts' */
/** @import { Names } from './names.js' */
/** @import { Choice, Found } from './select.js' */
/** @import { Element, Option, Surface } from './types.js' */

/** What the different kinds of select offer. */

/** @param {Option} option @returns {Choice} */
export function choiceOf(option) {
  return {
    value: option.value,
    text: plain(option.text),
    ...(option.description === undefined ? {} : { description: plain(option.description) }),
  };
}

/** @param {string} query @param {Choice} choice */
function fits(query, choice) {
  const text = `${choice.text} ${choice.description ?? ''}`.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** @param {Found['groups']} groups @param {string} query @returns {Found} */
function filtered(groups, query) {
  return {
    groups: groups.map(({ choices, ...group }) => ({
      ...group,
      choices: choices.filter((one) => fits(query, one)),
    })),
  };
}

/** @param {Names} names @returns {Choice[]} */
function peopleChoices(names) {
  return names.people
    .filter(({ deleted }) => !deleted)
    .map((person) => ({
      value: person.id,
      text: person.displayName,
      description: person.realName === person.displayName ? undefined : person.realName,
      mark: () => avatar(person, 'small', names.people),
    }));
}

/** @param {Names} names @param {Element} element @returns {Choice[]} */
function channelChoices(names, element) {
  const only = element.type === 'channels_select' ? ['public'] : element.filter?.include;
  return names.channels
    .filter(({ kind, isArchived }) => !isArchived && (only?.includes(kind === 'dm' ? 'im' : kind) ?? true))
    .filter(({ isExtShared }) => !(isExtShared && element.filter?.exclude_external_shared_channels))
    .map(({ id, name, kind }) => ({
      value: id,
      text: name,
      mark: () =>
        h('span', { class: 'option-mark' }, kind === 'dm' ? '@' : icon(kind === 'private' ? 'lock' : 'hash')),
    }));
}

/** @param {Suggestions} answer @returns {Found} */
function suggested(answer) {
  if (!answer.ok) return { groups: [], failed: true };
  const groups = answer.option_groups.map(({ label, options }) => ({
    label: plain(label),
    choices: options.map(choiceOf),
  }));
  return { groups: [{ choices: answer.options.map(choiceOf) }, ...groups] };
}

/**
 * @param {string} blockId
 * @param {Element} element
 * @param {Surface} surface
 * @returns {(query: string) => Promise<Found>}
 */
export function sourceOf(blockId, element, surface) {
  const { names } = surface;
  if (element.type.endsWith('external_select')) {
    const least = element.min_query_length ?? 3;
    return async (query) => {
      if (query.length < least) {
        return {
          groups: [],
          note: least === 1 ? 'Type to search' : `Type at least ${least} characters to search`,
        };
      }
      return suggested(await surface.suggest(blockId, element, query));
    };
  }
  if (element.type.endsWith('users_select'))
    return async (query) => filtered([{ choices: peopleChoices(names) }], query);
  if (/(conversations|channels)_select$/.test(element.type)) {
    return async (query) => filtered([{ choices: channelChoices(names, element) }], query);
  }
  const groups = element.option_groups?.map(({ label, options }) => ({
    label: plain(label),
    choices: options.map(choiceOf),
  }));
  return async (query) => filtered(groups ?? [{ choices: (element.options ?? []).map(choiceOf) }], query);
}

/** The words for an id that a select holds. @param {Element} element @param {string} id @param {Names} names @returns {Choice} */
export function choiceFor(element, id, names) {
  const known = element.type.endsWith('users_select')
    ? names.person(id)?.displayName
    : names.channel(id)?.name;
  return { value: id, text: known ?? id };
}
