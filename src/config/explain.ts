import { isObject } from '#core/defined.ts';
import { childOf, meantBy, type Node, propertiesOf } from '#core/schema-node.ts';
import { type Environment, referencesIn } from './yaml.ts';

/** One setting as it takes effect. */
export interface Setting {
  /** `audit.sealEvery`, `rules.0.approve.quorum` */
  readonly path: string;
  /** As one would write it. A credential is `***`; another text of the environment is its name, for it may be one, too. */
  readonly value: string;
  readonly from:
    | { readonly type: 'default' | 'file' }
    | { readonly type: 'environment'; readonly names: readonly string[] };
}

/** Settings that hold a credential, by the end of their path; a test holds it to what is wrapped in `Secret`. */
const credential = /(?:key|keys|secret|token|password|webhook\.url)(?:\.\d+)?$/iu;
const veil = '***';

/**
 * Every setting that has a value: what is written (`readYaml`), and the defaults of the schema around it. What is left
 * out and has no default is not there. What is written must fit the schema.
 */
export function settingsOf(
  schema: Node,
  providers: Readonly<Record<string, Node>>,
  written: unknown,
  environment: Environment,
): readonly Setting[] {
  function below(node: Node, given: unknown, path: string): readonly Setting[] {
    if (given === undefined) return byDefault(node, path);
    const whole = meantBy(connectionNode(node, given, path), given);
    if (isObject(given)) {
      const names = new Set([...Object.keys(given), ...Object.keys(propertiesOf(whole))]);
      return [...names].flatMap((name) =>
        below(childOf(whole, name), given[name], path === '' ? name : `${path}.${name}`),
      );
    }
    if (Array.isArray(given) && given.some((each) => typeof each === 'object')) {
      return given.flatMap((each, at) => below(childOf(whole, at), each, `${path}.${at}`));
    }
    return [writtenThere(whole, given, path)];
  }

  /** A connection's settings are those of every connection and its provider's own. */
  function connectionNode(node: Node, given: unknown, path: string): Node {
    if (!/^connections\.[^.]+$/u.test(path) || !isObject(given)) return node;
    const own = providers[String(given['provider'])] ?? {};
    return { ...node, properties: { ...propertiesOf(node), ...propertiesOf(own) } };
  }

  function byDefault(node: Node, path: string): readonly Setting[] {
    const fromHost = path === 'health.host' || path === 'slack.http.host';
    const host = environment['RESTOREBOT_HOST'];
    if (fromHost && host !== undefined && host !== '') {
      return [{ path, value: host, from: { type: 'environment', names: ['RESTOREBOT_HOST'] } }];
    }
    // A word that may be left out is the usual one.
    const value = node['default'] ?? node['const'];
    if (value === undefined) return [];
    if (!isObject(value)) return [{ path, value: shown(value), from: { type: 'default' } }];
    return Object.entries(propertiesOf(meantBy(node, value))).flatMap(([name, each]) =>
      byDefault(isObject(each) ? each : {}, `${path}.${name}`),
    );
  }

  function writtenThere(node: Node, given: unknown, path: string): Setting {
    const { text, names } = referencesIn(shown(given));
    const from = names.length === 0 ? ({ type: 'file' } as const) : ({ type: 'environment', names } as const);
    if (credential.test(path)) return { path, value: veil, from };
    const filled = typeof given === 'string' && names.length === 1 ? environment[names[0] ?? ''] : undefined;
    const value = filled !== undefined && isPlain(node, filled) ? filled.trim() : withoutPassword(text);
    return { path, value, from };
  }

  return below(schema, written, '');
}

/** A number, a switch, or one of a few words, which no secret is. */
function isPlain(node: Node, value: string): boolean {
  const choices: unknown = node['enum'];
  if (Array.isArray(choices)) return choices.includes(value);
  return ['integer', 'number', 'boolean'].includes(String(node['type'])) && /^[\w.]{1,20}$/u.test(value);
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Of an address, such as that of Redis. A password may hold any character: all of it goes, to the last `@`. */
function withoutPassword(text: string): string {
  const scheme = text.indexOf('://');
  const colon = scheme === -1 ? -1 : text.indexOf(':', scheme + 3);
  const end = text.lastIndexOf('@');
  return colon === -1 || end < colon ? text : `${text.slice(0, colon + 1)}${veil}${text.slice(end)}`;
}
