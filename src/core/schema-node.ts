import { isObject } from './defined.ts';

/** For `safeParse`: no words but the schema's own, so that issues are facts. */
export const withoutWords = { error: () => '' } as const;

/** A part of a JSON Schema. */
export type Node = Readonly<Record<string, unknown>>;

/** What stands for `${NAME}` comes from the environment, so that every value may be one. */
export const fromEnvironment = { type: 'string', pattern: '\\$\\{[A-Za-z_][A-Za-z0-9_]*\\}' } as const;

/** The schemas that a node chooses from; of one that does not choose, itself. */
export function alternativesOf(node: Node): readonly Node[] {
  const several = node['anyOf'] ?? node['oneOf'];
  return Array.isArray(several)
    ? several.filter(isObject).filter((each) => each['pattern'] !== fromEnvironment.pattern)
    : [node];
}

export function propertiesOf(node: Node): Node {
  return isObject(node['properties']) ? node['properties'] : {};
}

/** Of several schemas the one that what is written is most probably meant for. */
export function meantBy(node: Node, given: unknown): Node {
  const several = alternativesOf(node);
  if (several.length === 1 && several[0] === node) return node;
  const [best] = several
    .map((each) => meantBy(each, given))
    .map((each) => ({ each, fit: fitOf(each, given) }))
    .toSorted((a, b) => b.fit - a.fit);
  return best?.each ?? node;
}

/** How many of the names that are written it knows; less than nothing where it cannot be meant. */
function fitOf(node: Node, given: unknown): number {
  const { type } = node;
  if (Array.isArray(given)) return type === 'array' ? 1 : -1;
  if (!isObject(given)) return type === 'array' || type === 'object' ? -1 : 1;
  const known = propertiesOf(node);
  const words = Object.entries(given).flatMap(([name, value]) => {
    const each = known[name];
    return isObject(each) && each['const'] !== undefined ? [each['const'] === value] : [];
  });
  if (type !== 'object' || words.includes(false)) return -1;
  return Object.keys(given).filter((name) => Object.hasOwn(known, name)).length;
}

/** The part about one name or place in a node. */
export function childOf(node: Node, name: PropertyKey): Node {
  const child =
    typeof name === 'number'
      ? node['items']
      : (propertiesOf(node)[String(name)] ?? node['additionalProperties']);
  return isObject(child) ? child : {};
}

/** The part about one setting of what is written. */
export function nodeAt(node: Node, path: readonly PropertyKey[], given: unknown): Node {
  const [name, ...rest] = path;
  if (name === undefined) return node;
  return nodeAt(childOf(meantBy(node, given), name), rest, valueAt(given, [name]));
}

/** What is written there; `undefined`: nothing. */
export function valueAt(given: unknown, path: readonly PropertyKey[]): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return given;
  if (typeof given !== 'object' || given === null || !Object.hasOwn(given, name)) return undefined;
  return valueAt(Object.entries(given).find(([key]) => key === String(name))?.[1], rest);
}

/** What could be written there, out of its example and defaults and of those of what it needs. */
export function exampleOf(node: Node): unknown {
  const { default: usual, const: word, items, required } = node;
  const [own, choice] = [node['examples'], node['enum']].map((each) => valueAt(each, [0]));
  // An empty map or list shows nothing.
  const value = (typeof usual === 'object' ? undefined : usual) ?? own ?? word ?? choice;
  if (value !== undefined) return value;
  const [first = node] = alternativesOf(node);
  if (first !== node) return exampleOf(first);
  if (isObject(items)) {
    const item = exampleOf(items);
    return item === undefined ? undefined : [item];
  }
  if (!Array.isArray(required) || required.length === 0) return undefined;
  const needed = required.map((name) => [name, exampleOf(childOf(node, String(name)))] as const);
  return needed.some(([, value]) => value === undefined) ? undefined : Object.fromEntries(needed);
}
