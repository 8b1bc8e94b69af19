import type { z } from 'zod';
import { isObject } from '#core/defined.ts';
import { nearest } from '#core/nearest.ts';
import {
  alternativesOf,
  exampleOf,
  meantBy,
  type Node,
  nodeAt,
  propertiesOf,
  valueAt,
} from '#core/schema-node.ts';

/** What is written, and the JSON Schema of what may be. */
export interface Written {
  readonly schema: Node;
  readonly value: unknown;
}

export interface SettingProblem {
  readonly path: readonly PropertyKey[];
  /** What is wrong and what to write, without a full stop. Nothing of a value is in it: any of it may be a secret. */
  readonly text: string;
}

/** What an issue of `safeParse(value, withoutWords)` means to the person who wrote it. */
export function settingProblems(issue: z.core.$ZodIssue, written: Written): readonly SettingProblem[] {
  const { path } = issue;
  const node = nodeAt(written.schema, path, written.value);
  const value = valueAt(written.value, path);
  // Words of the schema's own; those of a name are with the issue inside.
  const own = issue.code === 'invalid_key' ? issue.issues[0]?.message : issue.message;
  const instead = example(node, path.at(-1));
  if (own !== undefined && own !== '') {
    const isLeftOut = value === undefined && issue.code !== 'custom';
    return [{ path, text: `${own}${isLeftOut ? instead : ''}` }];
  }
  const keys = unknownKeys(issue);
  if (keys !== undefined) {
    const known = Object.keys(propertiesOf(meantBy(node, value)));
    return keys.map((key) => ({ path, text: unknownName(shownName(key), known, namesIn(node)) }));
  }
  if (path.length === 0) {
    return [{ path, text: `${factOf(issue, value)}; copy restorebot.example.yaml and change what is in it` }];
  }
  const kind = wanted(node);
  const quotes = ['number', 'boolean'].includes(typeof value) && kind.startsWith('a text');
  const write = `write ${kind}${quotes ? ' in quotation marks' : ''}${instead}`;
  return [{ path, text: `${factOf(issue, value)}; ${write}` }];
}

/** Names that no setting has there; `undefined`: the issue is another. */
export function unknownKeys(issue: z.core.$ZodIssue): readonly string[] | undefined {
  if (issue.code === 'unrecognized_keys') return issue.keys;
  const keys: unknown = issue.code === 'custom' ? issue.params?.['unknownKeys'] : undefined;
  return Array.isArray(keys) ? keys.map(String) : undefined;
}

/** `rules.0.ask` */
export function shownPath(path: readonly PropertyKey[]): string {
  return path.map((part) => (typeof part === 'string' ? shownName(part) : String(part))).join('.');
}

/** A name that no setting could have may be a value in the wrong place (`{apiKey:CCDB1…}`), and is not said. */
function shownName(name: string): string {
  return /^[A-Za-z][A-Za-z0-9-]{0,39}$/u.test(name) ? name : '(not a name)';
}

/** Of every alternative. */
function namesIn(node: Node): readonly string[] {
  const several = alternativesOf(node);
  return several[0] === node ? Object.keys(propertiesOf(node)) : several.flatMap(namesIn);
}

/** `known`: names that fit what else is written; `others`: those that would fit something else, too. */
function unknownName(name: string, known: readonly string[], others: readonly string[]): string {
  const [near = []] = [known, others.filter((each) => each !== name)]
    .map((names) => nearest(name, names))
    .filter((names) => names.length > 0);
  const instead =
    near.length > 0
      ? `write ${either(near)}, or take it out`
      : `take it out, or write one of ${known.join(', ')}`;
  return `there is no setting ${name} here; ${instead}`;
}

function factOf(issue: z.core.$ZodIssue, value: unknown): string {
  if (value === undefined) return 'it is missing';
  if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) return 'it is empty';
  const isNumber = typeof value === 'number' || (typeof value === 'string' && Number.isFinite(Number(value)));
  switch (issue.code) {
    case 'too_small':
      return `it is ${isNumber ? 'smaller' : 'shorter'} than it may be`;
    case 'too_big':
      return `it is ${isNumber ? 'larger' : 'longer'} than it may be`;
    case 'invalid_type':
      return issue.expected === 'int' && isNumber ? 'it is not a whole number' : `it is ${kindOf(value)}`;
    default:
      return typeof value === 'string' ? 'it is not one that can be used' : `it is ${kindOf(value)}`;
  }
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (isObject(value)) return 'a map';
  if (typeof value === 'string') return 'a text';
  return typeof value === 'number' ? 'a number' : String(value);
}

function wanted(node: Node): string {
  const { enum: words, const: word, type } = node;
  if (Array.isArray(words)) return either(words.map(String));
  if (typeof word === 'string') return word;
  const several = alternativesOf(node);
  if (several[0] !== node) return [...new Set(several.map(wanted))].join(' or ');
  switch (type) {
    case 'integer':
      return `a whole number${range(node)}`;
    case 'number':
      return `a number${range(node)}`;
    case 'boolean':
      return 'true or false';
    case 'array':
      return 'a list';
    case 'object':
      return 'a map';
    default:
      return `a text${typeof node['maxLength'] === 'number' ? ` of at most ${node['maxLength']} characters` : ''}`;
  }
}

function range({ minimum, maximum, exclusiveMinimum: below }: Node): string {
  const from = isBound(below) ? ` above ${below}` : isBound(minimum) ? ` from ${minimum}` : '';
  return `${from}${isBound(maximum) ? ` up to ${maximum}` : ''}`;
}

/** Every whole number of JSON Schema has two bounds; those of JavaScript bind nobody. */
function isBound(limit: unknown): limit is number {
  return typeof limit === 'number' && Math.abs(limit) < Number.MAX_SAFE_INTEGER;
}

/** Words that are all there are need none. */
function example(node: Node, name: PropertyKey | undefined): string {
  const value = exampleOf(node);
  if (value === undefined || !wanted(node).startsWith('a ')) return '';
  return `, such as ${typeof name === 'string' ? `${shownName(name)}: ` : ''}${yamlOf(value)}`;
}

/** On one line, as one would write it. */
function yamlOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(yamlOf).join(', ')}]`;
  if (isObject(value)) {
    return `{ ${Object.entries(value)
      .map(([name, each]) => `${name}: ${yamlOf(each)}`)
      .join(', ')} }`;
  }
  const isPlain = typeof value !== 'string' || /^[A-Za-z][\w .*/()-]*$/u.test(value);
  return isPlain ? String(value) : `'${value}'`;
}

function either(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
