import type { JsonObject } from './control-types.ts';

/** A refusal in Slack's words: becomes `{ok: false, error: code, ...extra}`. */
export class SlackError extends Error {
  override readonly name = 'SlackError';
  readonly code: string;
  readonly extra: JsonObject;

  constructor(code: string, extra: JsonObject = {}) {
    super(code);
    this.code = code;
    this.extra = extra;
  }
}
