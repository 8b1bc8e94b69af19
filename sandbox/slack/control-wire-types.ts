/** The control API's shapes of what is done to the workspace and the wire, and of its logs; see docs/sandbox-api.md. */

/** Any JSON object, as Slack's own payloads are; blocks and views are passed through untouched. */
export interface JsonObject {
  readonly [key: string]: unknown;
}

/** `POST /control/faults`: the next `times` matching Web API calls fail. The oldest matching fault is used first. */
export interface Fault {
  /** `chat.postMessage`, or `*`. */
  readonly method: string;
  /** Only calls about this channel. */
  readonly channel?: string;
  /** `{ok: false, error}` */
  readonly error?: string;
  /** Answers with this status; with `error` its body is Slack's, without it is plain text. */
  readonly httpStatus?: number;
  /** Answers 429 `ratelimited` with `Retry-After`. */
  readonly retryAfterSec?: number;
  /** Does what was asked, then drops the connection instead of answering. */
  readonly dropAfterApply?: boolean;
  /** Waits before doing it. Alone: slow but fine. */
  readonly delayMs?: number;
  /** @default 1 */
  readonly times?: number;
}

/** `GET /control/faults` lists those that are not used up. */
export interface PendingFault extends Fault {
  readonly id: string;
  readonly left: number;
}

/** One Web API call, as `GET /control/calls?method=&channel=&since=` lists them (oldest first). */
export interface LoggedCall {
  readonly id: number;
  readonly at: string;
  readonly method: string;
  /** Decoded arguments without any token. */
  readonly args: JsonObject;
  readonly ok: boolean;
  readonly error?: string;
  readonly httpStatus: number;
  /** The fault that did it, if one did. */
  readonly faultId?: string;
}

/** One delivery to the app, as `GET /control/deliveries` lists them (oldest first). */
export interface LoggedDelivery {
  readonly id: number;
  readonly at: string;
  readonly envelope_id: string;
  readonly type: 'slash_commands' | 'interactive' | 'events_api';
  /** `block_actions`, `view_submission`, `app_home_opened`, `/restore`… */
  readonly what: string;
  readonly user?: string;
  readonly socket?: string;
  /** 0 for the first. */
  readonly attempt: number;
  readonly acked: boolean;
}

/** `GET /control/sockets` */
export interface SocketInfo {
  readonly id: string;
  readonly openedAt: string;
  readonly delivered: number;
}

/** `POST /control/sockets/disconnect`; `abrupt` closes without the message that Slack usually sends first. */
export interface DisconnectRequest {
  /** One socket; all when absent. */
  readonly id?: string;
  readonly reason?: 'refresh_requested' | 'warning' | 'link_disabled' | 'too_many_websockets' | 'abrupt';
}

/**
 * `POST /control/sockets/deafen`: half open. The connection stays open, and nothing gets through either way: no pong,
 * no envelope, no ack, no disconnect message. Slack itself does not notice until it is told to disconnect it.
 */
export interface DeafenRequest {
  /** One socket; all when absent. */
  readonly id?: string;
  /** Those opened from now on as well: accepted, and never greeted. @default false */
  readonly newOnes?: boolean;
  /** `false` ends this. @default true */
  readonly deaf?: boolean;
}

/** `GET /control/events?as=U…`, Server-Sent Events: something changed, read it again. */
export interface ChangeEvent {
  readonly type: 'message' | 'view' | 'home' | 'notice' | 'workspace' | 'app' | 'panel';
  readonly channel?: string;
  readonly ts?: string;
  readonly thread_ts?: string;
  readonly view_id?: string;
  /** With `notice`: the words themselves. */
  readonly text?: string;
}

/** Every refusal of the control API itself, with status 4xx. @public */
export interface ControlError {
  readonly ok: false;
  readonly error: string;
  readonly message: string;
}
