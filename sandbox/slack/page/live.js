/** @import { ChangeEvent } from '../control-types.ts' */

/**
 * Listens for changes for one person at a time, and connects again automatically.
 * @param {{ heard: (event: ChangeEvent) => void, opened: () => void, lost: () => void }} on
 */
export function createLive(on) {
  /** @type {EventSource | undefined} */
  let source;
  let who = '';
  /** @type {number | undefined} */
  let again;

  function connect() {
    clearTimeout(again);
    source?.close();
    const mine = new EventSource(`/control/events?as=${encodeURIComponent(who)}`);
    source = mine;
    mine.addEventListener('open', () => mine === source && on.opened());
    mine.addEventListener('change', (event) => mine === source && on.heard(JSON.parse(event.data)));
    mine.addEventListener('error', () => {
      if (mine !== source) return;
      on.lost();
      mine.close();
      again = setTimeout(connect, 1_000);
    });
  }

  return {
    /** @param {string} person */
    follow(person) {
      who = person;
      connect();
    },
  };
}

/**
 * Runs `read` one at a time; a call while it runs makes it run once more after.
 * @param {() => Promise<void>} read
 * @returns {() => Promise<void>} settles when what was asked for has been read
 */
export function oneAtATime(read) {
  /** @type {Promise<void> | undefined} */
  let running;
  /** @type {Promise<void> | undefined} */
  let next;
  async function run() {
    try {
      await read();
    } finally {
      running = undefined;
    }
  }
  return () => {
    if (running === undefined) {
      running = run();
      return running;
    }
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        running = run();
        return running;
      });
    return next;
  };
}
