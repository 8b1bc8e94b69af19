import { stringify } from 'yaml';
import { type Config, parseConfig } from '#config/config.ts';
import { sandboxTokens } from '#sandbox/scenario.ts';

interface Places {
  readonly redisUrl: string;
  readonly slackApiUrl: string;
  readonly connections: number;
}

/** A configuration with many connections; none of them is ever called, and nobody is limited. */
export function floodedConfig({ redisUrl, slackApiUrl, connections }: Places): Config {
  const names = Array.from({ length: connections }, (_, index) => connectionName(index));
  const settings = {
    provider: 'cockroach',
    apiKey: 'bench',
    baseUrl: 'http://127.0.0.1:9',
    ratePerSecond: 10,
  };
  const text = stringify({
    slack: { botToken: sandboxTokens.botToken, appToken: sandboxTokens.appToken, apiUrl: slackApiUrl },
    redis: { url: redisUrl, prefix: `{bench-${Date.now()}}` },
    connections: Object.fromEntries(names.map((name) => [name, settings])),
    rules: [{ name: 'all', ask: { groups: ['S0ONCALL'] }, approve: { quorum: 1, groups: ['S0DBA'] } }],
    limits: { openPerPerson: 100_000, asksPerMinute: 100_000 },
    health: { port: 0, host: '127.0.0.1' },
    log: { level: 'error' },
  });
  return parseConfig(text, {});
}

export function connectionName(index: number): string {
  return `crdb-${index}`;
}
