import { parse as parseYaml, YAMLParseError } from 'yaml';
import { ConfigError } from './error.ts';

/** Variables by name; the façade alone reads the real ones. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Parses YAML; throws `ConfigError` where it is none. */
export function readYaml(text: string): unknown {
  try {
    return parseYaml(text) as unknown;
  } catch (error) {
    if (error instanceof YAMLParseError) throw new ConfigError([`it is not YAML: ${error.message}`]);
    throw error;
  }
}

/** Replaces `${NAME}` in every string by the environment's value; what the environment lacks goes into `missing`. */
export function fillIn(value: unknown, environment: Environment, missing: Set<string>): unknown {
  if (typeof value === 'string') {
    return value.replaceAll(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_, name: string) => {
      const found = environment[name];
      if (found === undefined || found === '') missing.add(name);
      return found ?? '';
    });
  }
  if (Array.isArray(value)) return value.map((item) => fillIn(item, environment, missing));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, fillIn(item, environment, missing)]),
    );
  }
  return value;
}
