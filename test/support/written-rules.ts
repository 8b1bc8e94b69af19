import { ConfigError, parseConfig, type Config } from '#config/config.ts';

/** A configuration with one connection, and with these rules and freezes. */
export function readRules(rest: string, environment: Readonly<Record<string, string>> = {}): Config {
  const text = `
slack: { botToken: xoxb-1, appToken: xapp-1 }
redis: { url: 'redis://127.0.0.1:1' }
connections: { crdb-prod: { provider: cockroach } }
${rest}`;
  return parseConfig(text, environment);
}

/** What is wrong with these rules and freezes, a line each. Throws where nothing is. */
export function problemsOf(rest: string): string {
  try {
    readRules(rest);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.join('\n');
    throw error;
  }
  throw new Error('the configuration was taken');
}

/** One rule for restores in place, `production`, that is accepted; `more` adds to it or replaces parts of it. */
export function rule(more: Readonly<Record<string, unknown>> = {}): string {
  const whole = {
    name: 'production',
    match: { impacts: ['in-place'] },
    ask: { groups: ['S0ONCALL'] },
    approve: { groups: ['S0DBA'] },
    ...more,
  };
  return JSON.stringify(whole);
}

/** Rules as the configuration's YAML has them. */
export const rules = (...each: readonly string[]) => `rules: [${each.join(', ')}]`;
/** Break-glass that is accepted. */
export const glass = {
  groups: ['S0ONCALL'],
  reviewers: { groups: ['S0DBA'] },
  tell: { channels: ['C0OPS'] },
};
