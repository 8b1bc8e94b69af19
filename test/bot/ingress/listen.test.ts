import { createServer } from 'node:http';
import { describe, expect, test } from 'vitest';
import { startHealth } from '#app/health.ts';
import { listen } from '#bot/ingress/listen.ts';
import { parseConfig } from '#config/config.ts';
import { rule, rules } from '#test/support/written-rules.ts';

const whole = `
slack: { mode: http, botToken: xoxb-1, signingSecret: "0123456789abcdef0123456789abcdef\\n", http: {} }
redis: { url: 'redis://127.0.0.1:1' }
connections: { crdb-prod: { provider: cockroach } }
${rules(rule())}
`;

describe('13.21: a port is open to both families of addresses', () => {
  test.each(['localhost', '::'])('at %s', async (host) => {
    await using health = await startHealth({ port: 0, host, checks: {} });

    const answers = ['127.0.0.1', '[::1]', 'localhost'].map((name) =>
      fetch(`http://${name}:${health.port}/healthz`),
    );

    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  test('and one that is taken is told with its setting', async () => {
    await using health = await startHealth({ port: 0, host: 'localhost', checks: {} });
    const again = listen(() => createServer(), { setting: 'health', port: health.port, host: 'localhost' });

    await expect(again).rejects.toThrow(
      /^health\.port: port \d+ at localhost cannot be opened \(EADDRINUSE\)/u,
    );
  });

  test('which is this machine, unless the environment or the file says otherwise', () => {
    const hosts = (text: string, environment: Record<string, string>) => {
      const { slack, health } = parseConfig(text, environment);
      return [health.host, slack.mode === 'http' ? slack.http.host : undefined];
    };

    expect(hosts(whole, {})).toEqual(['localhost', 'localhost']);
    expect(hosts(whole, { RESTOREBOT_HOST: '::' })).toEqual(['::', '::']);
    expect(hosts(`${whole}\nhealth: { host: 127.0.0.1 }`, { RESTOREBOT_HOST: '::' })).toEqual([
      '127.0.0.1',
      '::',
    ]);
  });
});

describe('13.21: numbers from the environment', () => {
  test.each(['health: { port: ${PORT} }', 'health:\n  port: ${PORT}', 'health: { port: "${PORT}" }'])(
    '%s',
    (written) => {
      expect(parseConfig(`${whole}\n${written}`, { PORT: '8090\n' }).health.port).toBe(8090);
      expect(() => parseConfig(`${whole}\n${written}`, { PORT: 'http' })).toThrow('health.port');
    },
  );
});

test('13.21: a line end behind a signing secret is no part of it', () => {
  const { slack } = parseConfig(whole, {});

  expect(slack.mode === 'http' ? slack.signingSecret.map((each) => each.reveal()) : []).toEqual([
    '0123456789abcdef0123456789abcdef',
  ]);
});
