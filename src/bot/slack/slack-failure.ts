import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';

/** Why a call to Slack brought nothing. */
export type SlackFailure =
  /** Not done; ask again after this. */
  | { readonly type: 'rate-limited'; readonly retryAfterMs: number }
  /** Not done, and Slack said why: `not_in_channel`. */
  | { readonly type: 'platform'; readonly error: string }
  /** No answer, or none that can be read. `sent`: whether Slack may have done it all the same. */
  | { readonly type: 'unreachable'; readonly sent: 'no' | 'maybe'; readonly text: string };

/** Slack took it, and nobody can tell what it did. */
export const unreadable: SlackFailure = { type: 'unreachable', sent: 'maybe', text: 'unreadable answer' };

/** The connection was never made. */
const neverSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** Slack's own troubles; some of it may have been done ("fatal_error", docs.slack.dev/reference/methods). */
const ownTroubles = new Set(['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout']);

const limited = new Set(['ratelimited', 'rate_limited', 'message_limit_exceeded']);
const pauseWithoutHintMs = 30_000;

/** Reads what a WebClient throws, by its class and codes, never by its text. */
export function readSlackError(error: unknown): SlackFailure {
  if (error instanceof WebAPIRateLimitedError) {
    return { type: 'rate-limited', retryAfterMs: error.retryAfter * 1_000 };
  }
  if (error instanceof WebAPIPlatformError) return readCode(error);
  if (error instanceof WebAPIHTTPError) {
    return { type: 'unreachable', sent: 'maybe', text: `HTTP ${error.statusCode}` };
  }
  if (error instanceof WebAPIRequestError) {
    const code = connectionCode(error.original);
    const sent = code !== undefined && neverSent.has(code) ? 'no' : 'maybe';
    return { type: 'unreachable', sent, text: code ?? error.original.name };
  }
  return { type: 'unreachable', sent: 'maybe', text: error instanceof Error ? error.name : 'unknown' };
}

/** A workspace on its way into an organization (docs.slack.dev/reference/methods: errors). */
const passing = new Set(['team_added_to_org', 'org_login_required']);

/** Whether Slack will say the same again until somebody changes the workspace, the app or the configuration. */
export function isLasting(failure: SlackFailure): failure is Extract<SlackFailure, { type: 'platform' }> {
  return failure.type === 'platform' && !passing.has(failure.error);
}

function readCode({ data }: WebAPIPlatformError): SlackFailure {
  const { error } = data;
  if (limited.has(error)) {
    const after = data.response_metadata?.retryAfter;
    return { type: 'rate-limited', retryAfterMs: after === undefined ? pauseWithoutHintMs : after * 1_000 };
  }
  // What is no code is a page from something between us and Slack.
  if (ownTroubles.has(error) || !/^[a-z0-9_]+$/u.test(error)) {
    return { type: 'unreachable', sent: 'maybe', text: error.slice(0, 80) };
  }
  return { type: 'platform', error };
}

function connectionCode(error: Error): string | undefined {
  const { cause } = error;
  if (typeof cause !== 'object' || cause === null || !('code' in cause)) return undefined;
  return typeof cause.code === 'string' ? cause.code : undefined;
}
