/** @import { Channel, ShownMessages, ShownView, Workspace } from '../control-types.ts' */
/** @import { Panel } from '../../panel-types.ts' */
/** @import { Names } from './names.js' */

/**
 * Everything that is on the screen. Written by `workspace.js` only.
 * @typedef {object} State
 * @property {Workspace} workspace
 * @property {Names} names
 * @property {string} me
 * @property {readonly Channel[]} channels
 * @property {string | undefined} channel id; undefined shows the app's home tab
 * @property {ShownMessages | undefined} messages of the channel
 * @property {{ channel: string, ts: string } | undefined} open the thread that is open
 * @property {ShownMessages | undefined} thread
 * @property {ShownView | null} home
 * @property {ReadonlyMap<string, { news: boolean, calls: number }>} unread by channel
 * @property {ReadonlyMap<string, number>} callsFor how many unread messages mention the others, by person
 * @property {ReadonlyMap<string, string>} warnings next to messages, by ts
 * @property {Panel | undefined} panel absent where this Slack has none
 * @property {boolean} botIsThere
 * @property {boolean} offline
 */

const memory = 'restorebot-sandbox';

/** For another run of the sandbox: nothing that was read exists any more. */
export function forgetRun() {
  sessionStorage.removeItem(`${memory}-read`);
  sessionStorage.removeItem(`${memory}-me`);
}

/** What outlives a reload of this tab: how far each person has read. */
export function createReadMarks() {
  /** @type {Record<string, string>} */
  const marks = JSON.parse(sessionStorage.getItem(`${memory}-read`) ?? '{}');
  return {
    /** @param {string} person @param {string} channel */
    of: (person, channel) => marks[`${person}/${channel}`] ?? marks['start'] ?? '0',
    /** @param {string} person @param {string} channel @param {string} ts */
    set(person, channel, ts) {
      marks[`${person}/${channel}`] = ts;
      sessionStorage.setItem(`${memory}-read`, JSON.stringify(marks));
    },
    /** What was there before the page was opened counts as read. @param {string} ts */
    begin(ts) {
      marks['start'] ??= ts;
      sessionStorage.setItem(`${memory}-read`, JSON.stringify(marks));
    },
  };
}

/** Who was here last, for a link that does not say. */
export const lastPerson = {
  get: () => sessionStorage.getItem(`${memory}-me`),
  /** @param {string} id */
  set: (id) => sessionStorage.setItem(`${memory}-me`, id),
};

/** The first channel in which this person can ask the bot for something. @param {readonly Channel[]} channels */
export function firstChannel(channels) {
  const mine = channels.filter(({ isMember, isArchived }) => isMember && !isArchived);
  const open = mine.filter(({ kind }) => kind !== 'dm');
  const found =
    open.find(({ name }) => name === 'incidents') ??
    open.find(({ hasBot }) => hasBot) ??
    mine[0] ??
    channels[0];
  return found?.id;
}
