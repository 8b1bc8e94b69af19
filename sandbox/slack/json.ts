import type { JsonObject } from './control-types.ts';

/** Reading values whose shape is not known: what apps send, what pages send. */

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objectsIn(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export function objectAt(from: unknown, key: string): JsonObject | undefined {
  const value = isObject(from) ? from[key] : undefined;
  return isObject(value) ? value : undefined;
}

export function textAt(from: unknown, key: string): string | undefined {
  const value = isObject(from) ? from[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Leaves out the fields that are undefined, as JSON would. */
export function defined(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
