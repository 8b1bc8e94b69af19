/** @import { AskedCall, Panel } from '../../panel-types.ts' */
/** @import { ActOutcome, Channel, ClickAct, Notice, ShownMessages, ShownView, SocketInfo, SuggestAct, Suggestions, ViewChangeAct, ViewClickAct, Workspace } from '../control-types.ts' */

/** A refusal of the control API, as text for the person; `offline` when nobody answered. */
class ApiError extends Error {
  /** @param {string} message @param {string} code */
  constructor(message, code) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
  }
}

/**
 * @param {'GET' | 'POST' | 'DELETE'} method
 * @param {string} path below `/control`
 * @param {object} [body]
 * @returns {Promise<any>}
 */
async function ask(method, path, body) {
  const init =
    body === undefined
      ? { method }
      : { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(`/control${path}`, init).catch(() => {
    throw new ApiError('The sandbox does not answer.', 'offline');
  });
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  throw new ApiError(answer.message ?? `The sandbox answered ${response.status}.`, answer.error ?? 'failed');
}

/** The control API as one person uses it: docs/sandbox-api.md. @param {() => string} me */
export function createApi(me) {
  /** @param {string} path @param {string} [who] */
  const look = (path, who = me()) => ask('GET', `/as/${encodeURIComponent(who)}${path}`);
  /** @param {string} path @param {object} body */
  const act = (path, body) => ask('POST', `/as/${encodeURIComponent(me())}${path}`, body);
  /** @param {string} text */
  const q = (text) => encodeURIComponent(text);

  return {
    /** @returns {Promise<Workspace>} */
    workspace: () => ask('GET', '/workspace'),
    /** @returns {Promise<{ sockets: readonly SocketInfo[] }>} */
    sockets: () => ask('GET', '/sockets'),
    /** @returns {Promise<{ channels: readonly Channel[] }>} */
    channels: () => look('/channels'),
    /** @param {string} channel @param {string} [who] @returns {Promise<ShownMessages>} */
    messages: (channel, who) => look(`/messages?channel=${q(channel)}`, who),
    /** @param {string} channel @param {string} ts @returns {Promise<ShownMessages>} */
    thread: (channel, ts) => look(`/thread?channel=${q(channel)}&ts=${q(ts)}`),
    /** @returns {Promise<{ views: readonly ShownView[] }>} */
    views: () => look('/views'),
    /** @returns {Promise<{ view: ShownView | null }>} */
    home: () => look('/home'),
    /** @returns {Promise<{ notices: readonly Notice[] }>} */
    notices: () => look('/notices'),
    /** @param {string} channel @param {string} text @returns {Promise<ActOutcome>} */
    command: (channel, text) => act('/command', { channel, text }),
    /** @param {string} channel @param {string} text @param {string} [thread] @returns {Promise<{ ts: string }>} */
    say: (channel, text, thread) =>
      act('/message', { channel, text, ...(thread === undefined ? {} : { thread_ts: thread }) }),
    /** @param {ClickAct} click @returns {Promise<ActOutcome>} */
    click: (click) => act('/click', click),
    /** @param {ViewChangeAct} change @returns {Promise<ActOutcome>} */
    changeInView: (change) => act('/view/change', change),
    /** @param {ViewClickAct} click @returns {Promise<ActOutcome>} */
    clickInView: (click) => act('/view/click', click),
    /** @param {string} id @returns {Promise<ActOutcome>} */
    submitView: (id) => act('/view/submit', { view_id: id }),
    /** @param {string} id @param {boolean} all @returns {Promise<ActOutcome>} */
    closeView: (id, all) => act('/view/close', { view_id: id, ...(all ? { all } : {}) }),
    /** @param {SuggestAct} body @returns {Promise<Suggestions>} */
    suggest: (body) => act('/suggest', body),
    /** @param {string} callbackId @param {{ channel: string, ts: string }} [on] @returns {Promise<ActOutcome>} */
    shortcut: (callbackId, on) => act('/shortcut', { callback_id: callbackId, ...on }),
    /** @returns {Promise<ActOutcome>} */
    openHome: () => act('/home/open', {}),
    /** @returns {Promise<Panel>} */
    panel: () => ask('GET', '/sandbox'),
    /** @returns {Promise<{ calls: readonly AskedCall[] }>} */
    vendorCalls: () => ask('GET', '/sandbox/calls'),
    /** What is done to the workspace itself. @param {string} path @param {object} body */
    change: (path, body) => ask('POST', path, body),
    /** @param {string} path */
    remove: (path) => ask('DELETE', path),
  };
}

/** @typedef {ReturnType<typeof createApi>} Api */
