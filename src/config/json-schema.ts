import { z } from 'zod';
import { defined, isObject } from '#core/defined.ts';
import { fromEnvironment, type Node } from '#core/schema-node.ts';
import { SqlCheckInFile, WebhookCheckInFile } from './checks.ts';
import { File } from './file.ts';
import { AllowInFile, Approve, DenyInFile } from './rules.ts';
import { ByDay, ByPattern, Once } from './times.ts';

/**
 * JSON Schema of restorebot.yaml, for editors: names, types and descriptions. What only reading it can tell (that a
 * person is named, that times exist) is left to `config check`. `providers`: the names that `provider` may be.
 */
export function configSchema(providers: readonly string[]): Node {
  const whole = asWritten(nodeOf(File), providers);
  return { title: 'restorebot.yaml', ...(isObject(whole) ? whole : {}) };
}

function nodeOf(schema: z.ZodType): Node {
  const { $schema: _, ...node } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    // Of what is transformed, zod leaves `examples` out.
    override: ({ jsonSchema }) => {
      const example = jsonSchema['example'];
      if (example === undefined) return;
      delete jsonSchema['example'];
      jsonSchema.examples = [example];
    },
  });
  return node;
}

const scalars: readonly unknown[] = ['string', 'number', 'integer', 'boolean'];

/** A schema of zod's, completed with what zod hides: unions chosen by a look at what is written, and `${NAME}`. */
function asWritten(node: unknown, providers: readonly string[], path: readonly string[] = []): unknown {
  if (Array.isArray(node)) return node.map((each) => asWritten(each, providers, path));
  if (!isObject(node)) return node;
  const known = unionAt(path);
  if (known !== undefined) {
    return {
      description: node['description'],
      anyOf: known.map((each) => asWritten(nodeOf(each), providers)),
    };
  }
  if (path.join('.') === 'connections.provider' && providers.length > 0) {
    return { description: 'one of the providers; its README lists its own settings', enum: [...providers] };
  }
  const { properties, required, items, additionalProperties, oneOf, ...rest } = node;
  const inside = { ...rest, ...defined({ required: required && withoutMode(required) }) };
  const whole: Node = {
    ...inside,
    ...defined({
      anyOf: oneOf && asWritten(oneOf, providers, path),
      properties: properties && propertiesOf(properties, providers, path),
      items: items && asWritten(items, providers, [...path, '[]']),
      additionalProperties: additionalProperties && asWritten(additionalProperties, providers, path),
    }),
  };
  const { type } = rest;
  // Several types in one word, which validators warn of.
  if (Array.isArray(type)) {
    const { type: _, ...about } = whole;
    return { ...about, anyOf: [...type.map((each: unknown) => ({ type: each })), fromEnvironment] };
  }
  if (!scalars.includes(type) || rest['const'] !== undefined) return whole;
  const { description, examples, default: value, ...check } = whole;
  return { ...defined({ description, examples, default: value }), anyOf: [check, fromEnvironment] };
}

function propertiesOf(properties: unknown, providers: readonly string[], path: readonly string[]): Node {
  return Object.fromEntries(
    Object.entries(isObject(properties) ? properties : {}).map(([name, each]) => [
      name,
      asWritten(each, providers, [...path, name]),
    ]),
  );
}

/** Without a mode, Slack's is `socket`. */
function withoutMode(required: unknown): unknown {
  return Array.isArray(required) ? required.filter((name) => name !== 'mode') : required;
}

const time = z.union([Once, ByPattern, ByDay]);

function unionAt(path: readonly string[]): readonly z.ZodType[] | undefined {
  if (path.join('.') === 'rules.[]') return [AllowInFile, DenyInFile];
  if (path.join('.') === 'checks.[]') return [SqlCheckInFile, WebhookCheckInFile];
  if (path.join('.') === 'approve') return [Approve, z.literal('nobody')];
  return path.at(-1) === 'times' ? [time, z.array(time).min(1)] : undefined;
}
