import { z } from 'zod';
import type { JsonObject } from './control-types.ts';
import { isObject, parseJson, textAt } from './json.ts';

/** The control API refused: the request itself was wrong, or the person cannot do that. */
export class ControlRefusal extends Error {
  override readonly name = 'ControlRefusal';
  /** `no_such_element`, `channel_not_visible`… */
  readonly code: string;

  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

/** HTTP to `/control`; every method rejects with a ControlRefusal on 4xx. The caller names the shape it expects. */
export interface ControlWire {
  get<T>(path: string, query?: Readonly<Record<string, string | undefined>>): Promise<T>;
  post<T>(path: string, body: JsonObject): Promise<T>;
  remove(path: string): Promise<void>;
}

export function createControlWire(baseUrl: string): ControlWire {
  async function ask<T>(path: string, init: RequestInit): Promise<T> {
    const response = await fetch(`${baseUrl}/control${path}`, init);
    const text = await response.text();
    if (!response.ok) {
      const refusal = parseJson(text);
      const code = textAt(refusal, 'error') ?? `http_${response.status}`;
      throw new ControlRefusal(code, textAt(refusal, 'message') ?? text);
    }
    // Both ends belong to this program, so the caller names the shape.
    return z.custom<T>(isObject).parse(parseJson(text));
  }

  return {
    get(path, query = {}) {
      const given = Object.entries(query).filter(
        (entry): entry is [string, string] => entry[1] !== undefined,
      );
      return ask(`${path}?${new URLSearchParams(given).toString()}`, { method: 'GET' });
    },
    post(path, body) {
      const headers = { 'content-type': 'application/json' };
      return ask(path, { method: 'POST', headers, body: JSON.stringify(body) });
    },
    async remove(path) {
      await ask(path, { method: 'DELETE' });
    },
  };
}
