import { request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { StoreUnavailable } from '#core/ports.ts';
import { Secret } from '#core/secret.ts';
import { signatureHeaders } from '#sandbox/slack/delivery/signature.ts';
import { click, command, createMemoryGuard, interaction, secret, startIngress } from './rig.ts';

describe('a signed delivery', () => {
  test('reaches its listener, a command as well as a click', async () => {
    await using rig = await startIngress();

    expect((await rig.deliver(command('help'))).status).toBe(200);
    expect((await rig.deliver(interaction(click))).status).toBe(200);

    expect(rig.heard).toEqual(['help', 'go']);
    expect(rig.refused()).toEqual([]);
  });

  test('is taken with either secret while one is being replaced', async () => {
    const old = 'f'.repeat(32);
    await using rig = await startIngress({ signingSecrets: [new Secret(secret), new Secret(old)] });

    await rig.deliver(command('new'));
    await rig.deliver(command('old'), { secret: old });
    expect((await rig.deliver(command('other'), { secret: 'e'.repeat(32) })).status).toBe(401);

    expect(rig.heard).toEqual(['new', 'old']);
  });

  test('brings its listener’s words and objects back', async () => {
    await using rig = await startIngress({}, (app) =>
      app.view({ callback_id: 'form', type: 'view_submission' }, async ({ ack }) =>
        ack({ response_action: 'clear' }),
      ),
    );
    const view = { id: 'V1', callback_id: 'form', type: 'modal' };
    const body = JSON.stringify({ type: 'view_submission', user: { id: 'U0' }, team: { id: 'T0' }, view });

    const response = await rig.deliver(interaction(body));

    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual({ response_action: 'clear' });
  });
});

describe('what Slack asks of the address itself', () => {
  test('a challenge is repeated, if it is signed', async () => {
    await using rig = await startIngress();
    const body = JSON.stringify({ type: 'url_verification', challenge: '3eZbrw1aB' });
    const contentType = 'application/json; charset=utf-8';

    expect(await (await rig.deliver(body, { contentType })).text()).toBe('3eZbrw1aB');
    const forged = await rig.deliver(`${body} `, { contentType, secret: 'x' });
    expect([forged.status, await forged.text()]).toEqual([401, 'bad-signature']);
  });

  test('a look at the certificate may come unsigned, and brings nothing else in', async () => {
    await using rig = await startIngress();
    const headers = { 'x-slack-signature': '' };

    const plain = await rig.deliver('ssl_check=1&token=x', { headers });
    const smuggled = await rig.deliver(`ssl_check=1&${command('help')}`, { headers });

    expect([plain.status, await plain.text()]).toEqual([200, '']);
    expect([smuggled.status, await smuggled.text()]).toEqual([200, '']);
    expect(rig.heard).toEqual([]);
  });
});

describe('F16: a forged delivery is refused, logged and counted:', () => {
  test('F16: a bad signature, none at all, a foreign one, a changed body', async () => {
    await using rig = await startIngress();
    const stolen = signatureHeaders(secret, command('help'), new Date());

    const answers = [
      await rig.deliver(command('a'), { secret: 'not-the-secret' }),
      await rig.deliver(command('b'), { headers: { 'x-slack-signature': '' } }),
      await rig.deliver(command('c'), { headers: { 'x-slack-signature': 'v0=é' } }).catch(() => undefined),
      await rig.deliver(command('d'), { headers: { 'x-slack-request-timestamp': 'NaN' } }),
      await rig.deliver(command('e'), { headers: stolen }),
    ];

    expect(answers.map((answer) => answer?.status ?? 401)).toEqual([401, 401, 401, 401, 401]);
    expect(rig.heard).toEqual([]);
    expect(rig.refused()).toEqual(
      expect.arrayContaining(['bad-signature', 'unsigned', 'unsigned', 'bad-signature']),
    );
    expect(rig.lines.at(-1)?.fields).toMatchObject({ reason: 'bad-signature', count: 2, from: '127.0.0.1' });
    expect(rig.audited).toEqual([
      { by: 'unknown', command: 'deliver', code: 'bad-signature' },
      { by: 'unknown', command: 'deliver', code: 'bad-signature' },
    ]);
    expect(JSON.stringify(rig.lines)).not.toContain(secret);
  });

  test.each([
    [-301, 401, 'too-old'],
    [-299, 200, undefined],
    [299, 200, undefined],
    [301, 401, 'from-the-future'],
    [86_400, 401, 'from-the-future'],
  ])('F16: a signature stamped %i s from now is answered with %i', async (seconds, status, reason) => {
    const now = new Date('2026-11-25T03:00:00.500Z');
    await using rig = await startIngress({ now: () => now });

    const at = new Date(now.getTime() + seconds * 1_000);
    expect((await rig.deliver(command('help'), { at })).status).toBe(status);

    expect(rig.refused()).toEqual(reason === undefined ? [] : [reason]);
    expect(rig.heard).toHaveLength(reason === undefined ? 1 : 0);
  });

  test.each([-600, 600])(
    'F19: a host whose clock is off by %i s refuses what Slack signs, with the reason that says so',
    async (seconds) => {
      await using rig = await startIngress({ now: () => new Date(Date.now() + seconds * 1_000) });

      expect((await rig.deliver(command('help'))).status).toBe(401);

      expect(rig.refused()).toEqual([seconds > 0 ? 'too-old' : 'from-the-future']);
      expect(rig.heard).toEqual([]);
    },
  );

  test('F16: a signature that was seen, at any replica, however fast the second one comes', async () => {
    const replayGuard = createMemoryGuard();
    await using one = await startIngress({ replayGuard });
    await using two = await startIngress({ replayGuard });
    const at = new Date();

    const answers = await Promise.all([
      one.deliver(command('help'), { at }),
      two.deliver(command('help'), { at }),
      one.deliver(command('help'), { at }),
    ]);

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(2);
    expect([...one.heard, ...two.heard]).toEqual(['help']);
    expect([...one.refused(), ...two.refused()]).toEqual(['seen-before', 'seen-before']);
    expect([...one.audited, ...two.audited].map(({ code }) => code)).toEqual(['seen-before', 'seen-before']);
  });

  test('F11: is let through where nobody can say whether it was seen, and the log says so', async () => {
    const firstSight = async () => Promise.reject(new StoreUnavailable('Redis cannot be reached.'));
    await using rig = await startIngress({ replayGuard: { firstSight } });

    expect((await rig.deliver(command('help'))).status).toBe(200);

    expect(rig.heard).toEqual(['help']);
    expect(rig.lines.map(({ message }) => message)).toEqual(['replay check failed, delivery accepted']);
  });

  test('F11: is let through in time where the guard hangs', async () => {
    const firstSight = async () => new Promise<boolean>(() => undefined);
    await using rig = await startIngress({ replayGuard: { firstSight } });
    const begun = performance.now();

    expect((await rig.deliver(command('help'))).status).toBe(200);
    expect(performance.now() - begun).toBeLessThan(2_000);
  });
});

describe('F27: what would hurt its reader is refused before it is read:', () => {
  test('F27: a body over the limit, said or not said beforehand', async () => {
    await using rig = await startIngress({ maxBytes: 10_000 });

    expect((await rig.deliver('x'.repeat(10_001))).status).toBe(413);
    expect(await streamed(rig.port, 200_000)).toBe(413);
    expect((await rig.deliver(command('x'.repeat(9_000)))).status).toBe(200);

    expect(rig.refused()).toEqual(['too-large', 'too-large']);
  });

  test('F27: JSON a hundred thousand levels deep, as objects and as arrays', async () => {
    await using rig = await startIngress();
    const arrays = `{"type":"block_actions","a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    const objects = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`;

    expect((await rig.deliver(interaction(arrays))).status).toBe(400);
    expect((await rig.deliver(objects, { contentType: 'application/json' })).status).toBe(400);
    expect((await rig.deliver(interaction(click))).status).toBe(200);

    expect(rig.refused()).toEqual(['too-deep', 'too-deep']);
  });

  test('F27: __proto__ among the keys, at the top, deep inside, and in a form', async () => {
    await using rig = await startIngress();
    const deep = click.replace('"user":{', '"user":{"__proto__":{"isAdmin":true},');

    expect((await rig.deliver(interaction('{"__proto__":{"isAdmin":true}}'))).status).toBe(400);
    expect((await rig.deliver(interaction(deep))).status).toBe(400);
    expect((await rig.deliver(`__proto__=1&${command('help')}`)).status).toBe(400);

    expect(rig.refused()).toEqual(['forbidden-key', 'forbidden-key', 'forbidden-key']);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(rig.heard).toEqual([]);
  });

  test('F27: what is no JSON, no object, packed, or of a kind that Slack does not send', async () => {
    await using rig = await startIngress();

    const answers = [
      await rig.deliver(interaction('{')),
      await rig.deliver(interaction('[1]')),
      await rig.deliver(interaction('null')),
      await rig.deliver(command('a'), { headers: { 'content-encoding': 'gzip' } }),
      await rig.deliver('<a/>', { contentType: 'text/xml' }),
      await rig.deliver(command('b'), { path: '/slack/other' }),
      await rig.deliver('', { method: 'GET' }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 415, 415, 404, 405]);
    expect(rig.heard).toEqual([]);
  });
});

describe('the answer comes in time', () => {
  test('where a listener never answers', async () => {
    await using rig = await startIngress({}, (app) =>
      app.command('/slow', async () => new Promise<void>(() => undefined)),
    );
    const begun = performance.now();

    const response = await rig.deliver(command('').replace('%2Frestore', '%2Fslow'));

    expect(response.status).toBe(503);
    expect(performance.now() - begun).toBeLessThan(3_000);
    expect(rig.refused()).toEqual(['no-answer-in-time']);
  });

  test('where nobody listens, at once', async () => {
    await using rig = await startIngress();

    expect((await rig.deliver(command('').replace('%2Frestore', '%2Fother'))).status).toBe(404);
    expect(rig.refused()).toEqual(['nobody-listens']);
  });

  test('where a body stops in the middle', async () => {
    await using rig = await startIngress();

    expect(await streamed(rig.port, 100, 1_000)).toBe(408);
    expect(rig.refused()).toEqual(['too-slow']);
  });
});

test('F9: stopping answers what has begun and takes nothing new', async () => {
  const begun = Promise.withResolvers<void>();
  await using rig = await startIngress({}, (app) =>
    app.command('/slow', async ({ ack }) => {
      begun.resolve();
      await wait(300);
      await ack('done');
    }),
  );

  const slow = rig.deliver(command('').replace('%2Frestore', '%2Fslow'));
  await begun.promise;
  const stopped = rig.stop();

  await expect(rig.deliver(command('late'))).rejects.toThrow('fetch failed');
  expect(await (await slow).text()).toBe('done');
  await stopped;
  expect(rig.heard).toEqual([]);
});

/** Sends so many bytes in pieces, without a length; where `promised` says more, the end never comes. */
async function streamed(port: number, bytes: number, promised?: number): Promise<number | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  const sending = request({
    port,
    host: '127.0.0.1',
    path: '/slack/events',
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(promised === undefined ? {} : { 'content-length': promised }),
    },
  });
  sending.on('response', (response) => {
    response.resume();
    resolve(response.statusCode);
    sending.destroy();
  });
  sending.on('error', reject);
  for (let sent = 0; sent < bytes; sent += 10_000) sending.write('x'.repeat(Math.min(10_000, bytes - sent)));
  if (promised === undefined) sending.end();
  return promise;
}

describe('a secret that is well formed and wrong', () => {
  const said = 'no delivery over HTTP has had a signature that fits the configured secret';
  const wrong = { secret: 'e'.repeat(32) };

  test('is named after a few deliveries, once', async () => {
    await using rig = await startIngress();
    for (const text of ['a', 'b']) await rig.deliver(command(text), wrong);
    expect(rig.receiver.unfitSignatures()).toBe(0);

    for (const text of ['c', 'd']) await rig.deliver(command(text), wrong);

    expect(rig.receiver.unfitSignatures()).toBe(4);
    expect(rig.lines.filter(({ message }) => message === said)).toEqual([
      { message: said, fields: { setting: 'slack.signingSecret', refused: 3 } },
    ]);
  });

  test('is not what strangers make of one that fits', async () => {
    await using rig = await startIngress();
    await rig.deliver(command('good'));

    for (const text of ['a', 'b', 'c', 'd']) await rig.deliver(command(text), wrong);

    expect(rig.receiver.unfitSignatures()).toBe(0);
    expect(rig.lines.map(({ message }) => message)).not.toContain(said);
  });

  test('is no worry any more once a delivery fits', async () => {
    await using rig = await startIngress();
    for (const text of ['a', 'b', 'c']) await rig.deliver(command(text), wrong);

    await rig.deliver(command('good'));

    expect(rig.receiver.unfitSignatures()).toBe(0);
  });
});
