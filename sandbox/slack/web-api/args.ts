import type { IncomingMessage } from 'node:http';
import type { JsonObject } from '../control-types.ts';
import { isObject, objectsIn, parseJson, textAt } from '../json.ts';
import { SlackError } from '../slack-error.ts';

/** Arguments as Slack takes them: form-encoded (objects as JSON strings) or JSON, from the query or the body. */
export function decodeArgs(request: IncomingMessage, url: URL, body: string): JsonObject {
  const fromQuery = Object.fromEntries(url.searchParams);
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('application/json')) {
    return { ...fromQuery, ...Object.fromEntries(new URLSearchParams(body)) };
  }
  const parsed = parseJson(body);
  if (!isObject(parsed)) throw new SlackError(body === '' ? 'invalid_arguments' : 'invalid_json');
  return { ...fromQuery, ...parsed };
}

export function optionalText(args: JsonObject, name: string): string | undefined {
  const value = args[name];
  if (typeof value === 'number') return String(value);
  return textAt(args, name);
}

/** Throws `invalid_arguments` when it is missing. */
export function requiredText(args: JsonObject, name: string): string {
  const value = optionalText(args, name) ?? '';
  if (value === '') {
    throw new SlackError('invalid_arguments', {
      response_metadata: { messages: [`[ERROR] missing required field: ${name}`] },
    });
  }
  return value;
}

export function flag(args: JsonObject, name: string): boolean {
  const value = args[name];
  return value === true || value === 'true' || value === '1' || value === 1;
}

export function wholeNumber(args: JsonObject, name: string, fallback: number): number {
  const value = Number(args[name] ?? fallback);
  return Number.isInteger(value) && value > 0 ? value : fallback;
}

/** An argument that is JSON: as a string in a form, as it is in a JSON body. */
export function jsonArg(args: JsonObject, name: string): unknown {
  const value = args[name];
  return typeof value === 'string' ? parseJson(value) : value;
}

/** undefined: not given. Throws `invalid_blocks_format` if it is no list of objects. */
export function blocksArg(args: JsonObject): readonly JsonObject[] | undefined {
  if (args['blocks'] === undefined || args['blocks'] === '' || args['blocks'] === null) return undefined;
  const value = jsonArg(args, 'blocks');
  if (!Array.isArray(value) || value.length !== objectsIn(value).length) {
    throw new SlackError('invalid_blocks_format');
  }
  return objectsIn(value);
}
