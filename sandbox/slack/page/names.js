/** @import { Channel, Group, Person, Workspace } from '../control-types.ts' */

/**
 * Who and what the ids in a text stand for, as the present reader sees them.
 * @typedef {object} Names
 * @property {string} me
 * @property {() => Date} now the workspace's own time
 * @property {(id: string) => Person | undefined} person
 * @property {(id: string) => Group | undefined} group
 * @property {(id: string) => Channel | undefined} channel
 * @property {readonly Person[]} people
 * @property {readonly Channel[]} channels those the reader can see
 */

/**
 * @param {Workspace} workspace
 * @param {readonly Channel[]} channels
 * @param {string} me
 * @param {() => Date} now
 * @returns {Names}
 */
export function namesIn(workspace, channels, me, now) {
  return {
    me,
    now,
    people: workspace.people,
    channels,
    person: (id) => workspace.people.find((one) => one.id === id),
    group: (id) => workspace.groups.find((one) => one.id === id),
    channel: (id) => channels.find((one) => one.id === id),
  };
}

/** `@ben` and `#ops` in what a person typed become what Slack stores; the rest is escaped. */
/** @param {string} text @param {Names} names */
export function encodeTyped(text, names) {
  const safe = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return safe.replaceAll(/(^|\s)([@#])([\w.-]+)/g, (whole, space, mark, name) => {
    const person = names.people.find((one) => one.name === name);
    const channel = names.channels.find((one) => one.name === name && one.kind !== 'dm');
    if (mark === '@' && person !== undefined) return `${space}<@${person.id}>`;
    if (mark === '#' && channel !== undefined) return `${space}<#${channel.id}>`;
    if (mark === '@' && (name === 'here' || name === 'channel')) return `${space}<!${name}>`;
    return whole;
  });
}

/**
 * Whether a text mentions this person, by name or by group.
 * @param {string} text
 * @param {string} person
 * @param {readonly Group[]} groups
 */
export function mentions(text, person, groups) {
  if (
    /<!(here|channel|everyone)[|>]/.test(text) ||
    text.includes(`<@${person}>`) ||
    text.includes(`<@${person}|`)
  )
    return true;
  return groups.some(({ id, members }) => members.includes(person) && text.includes(`<!subteam^${id}`));
}

/** `On-call`, `guest`: what tells people apart next to their names. @param {Person} person @param {readonly Group[]} groups */
export function roleOf(person, groups) {
  if (person.isStranger) return 'external';
  if (person.isRestricted || person.isUltraRestricted) return 'guest';
  return groups
    .filter(({ members, disabled }) => !disabled && members.includes(person.id))
    .map(({ name }) => name)
    .join(', ');
}
