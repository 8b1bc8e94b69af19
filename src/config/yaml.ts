import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import { ConfigError } from './error.ts';

/** Variables by name; the façade alone reads the real ones. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** `${NAME}` and what stands for it while YAML is read, where `{` and `}` would mean a map; both are as long. */
const reference = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/gu;
const standIn = /\uE000\uE000([A-Za-z_][A-Za-z0-9_]*)\uE001/gu;

/** By the parser's code, for what people get wrong most. */
const remedies: Readonly<Record<string, string>> = {
  BAD_INDENT: 'indent it as its neighbors are',
  BLOCK_AS_IMPLICIT_KEY: 'write the map on its own lines, or the text in quotation marks',
  DUPLICATE_KEY: 'the name is there twice; take one of them out',
  MISSING_CHAR: 'close the quotation mark, bracket or brace',
  TAB_AS_INDENT: 'indent with spaces, not with tabs',
};

const maxBytes = 1_000_000;
const maxDepth = 50;
const maxValues = 100_000;

/**
 * Parses YAML; throws `ConfigError` where it is none. The sentences say where, and nothing of what stands there: it
 * may be a secret.
 */
export function readYaml(text: string): unknown {
  if (text.length > maxBytes) throw new ConfigError([`it is longer than ${maxBytes / 1_000_000} MB.`]);
  const lines = new LineCounter();
  const document = parsed(text, lines);
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) {
    throw new ConfigError([
      `it is not YAML that can be read: ${at(problem.pos[0])} (${problem.code}); ${remedies[problem.code] ?? 'correct it there'}.`,
    ]);
  }
  visit(document, {
    Pair(_, { key }) {
      if (isScalar(key) || isAlias(key)) return;
      throw new ConfigError(['it is not YAML that can be read: a map or a list stands where a name should.']);
    },
  });
  try {
    // Aliases that multiply what is read are refused by the parser, as `ReferenceError`.
    return document.toJS({ maxAliasCount: 100 }) as unknown;
  } catch (error) {
    if (!(error instanceof ReferenceError) && !(error instanceof RangeError)) throw error;
    throw new ConfigError([
      'its aliases (*name) refer to too much or to nothing; write out what they stand for.',
    ]);
  }

  function at(offset: number): string {
    const { line, col } = lines.linePos(offset);
    return `line ${line}, column ${col}`;
  }
}

/** The line of a setting, or of the last part of its path that is written; `undefined`: none of it is. */
export function lineIn(text: string, path: readonly PropertyKey[]): number | undefined {
  const lines = new LineCounter();
  let node: unknown = parsed(text, lines).contents;
  let offset: number | undefined;
  for (const part of path) {
    const [key, value] = partOf(node, part);
    if (key === undefined) break;
    offset = key;
    node = value;
  }
  return offset === undefined ? undefined : lines.linePos(offset).line;
}

/** Where one name or place begins, and what is there. */
function partOf(node: unknown, part: PropertyKey): readonly [offset?: number, value?: unknown] {
  if (isSeq(node)) {
    const item = node.items[Number(part)];
    return isNode(item) && item.range ? [item.range[0], item] : [];
  }
  const pair = isMap(node)
    ? node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part))
    : undefined;
  return isScalar(pair?.key) && pair.key.range ? [pair.key.range[0], pair.value] : [];
}

function parsed(text: string, lineCounter: LineCounter) {
  const readable = text.replaceAll(reference, '\uE000\uE000$1\uE001');
  try {
    return parseDocument(readable, { prettyErrors: false, lineCounter, logLevel: 'error' });
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep();
    throw error;
  }
}

function tooDeep(): ConfigError {
  return new ConfigError([`it is nested more than ${maxDepth} levels deep, or refers to itself.`]);
}

/** A text of `readYaml` as it is written, and the names in it that the environment has values for. */
export function referencesIn(text: string): { readonly text: string; readonly names: readonly string[] } {
  const names = [...text.matchAll(standIn)].map(([, name = '']) => name);
  return { text: text.replaceAll(standIn, '${$1}'), names };
}

/** A configuration with the environment's values in it. */
export interface Filled {
  readonly value: unknown;
  /** What the environment lacks, by name. */
  readonly missing: readonly string[];
  /** What came from the environment, by name. */
  readonly used: ReadonlyMap<string, string>;
}

/** Replaces `${NAME}` in every text by the environment's value, without the line ends that a file of a secret has. */
export function fillIn(raw: unknown, environment: Environment): Filled {
  const missing = new Set<string>();
  const used = new Map<string, string>();
  let values = 0;

  function valueOf(name: string): string {
    const found = (environment[name] ?? '').replace(/(?<![\r\n])[\r\n]+$/u, '');
    if (found.trim() === '') missing.add(name);
    else used.set(name, found);
    return found;
  }

  function filled(value: unknown, depth: number): unknown {
    values += 1;
    if (depth > maxDepth) throw tooDeep();
    if (values > maxValues) {
      throw new ConfigError(['it holds too many values, or its aliases (*name) multiply them.']);
    }
    if (typeof value === 'string') return value.replaceAll(standIn, (_, name: string) => valueOf(name));
    if (Array.isArray(value)) return value.map((item) => filled(item, depth + 1));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [
          key.replaceAll(standIn, '${$1}'),
          filled(item, depth + 1),
        ]),
      );
    }
    return value;
  }

  return { value: filled(raw, 0), missing: [...missing], used };
}
