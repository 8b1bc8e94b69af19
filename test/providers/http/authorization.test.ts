import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Secret } from '#core/secret.ts';
import { createClientCredentials } from '#providers/http/client-credentials.ts';
import { createDigest, readChallenge } from '#providers/http/digest.ts';
import { rejection } from '#test/support/provider-harness.ts';
import { clientOf, json, kindOf, listen, read, write } from '#test/support/provider-http.ts';

const realm = 'http-auth@example.org';
const nonce = '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v';
const challenge = (algorithm: string, rest = '') =>
  `Digest realm="${realm}", qop="auth, auth-int", algorithm=${algorithm}, nonce="${nonce}"${rest}`;

const mufasa = () =>
  createDigest({
    username: 'Mufasa',
    password: new Secret('Circle of Life'),
    newCnonce: () => 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
  });

describe('HTTP Digest', () => {
  test.each([
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ])('answers the %s challenge of RFC 7616 as the RFC does', async (algorithm, response) => {
    const authorized = await mufasa().authorize(
      { method: 'GET', path: '/dir/index.html', signal: new AbortController().signal },
      async () => ({
        status: 401,
        header: () => challenge(algorithm, ', opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'),
        body: { type: 'empty' },
      }),
    );

    const header = authorized.type === 'headers' ? authorized.headers['authorization'] : '';
    expect(header).toContain(`response="${response}"`);
    expect(header).toContain('opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"');
    expect(header).toContain('qop=auth, nc=00000001, cnonce="f2/wE4');
  });

  test.each([
    ['Basic realm="x"', 'not one of HTTP Digest'],
    ['Digest realm="x"', 'no nonce'],
    ['Digest realm="x", nonce="y", algorithm=SHA3-512', 'not one that restorebot knows'],
    ['Digest realm="x", nonce="y", qop="auth-int"', 'does not offer qop=auth'],
  ])('says what is wrong with %s', (header, problem) => {
    expect(readChallenge(header)).toContain(problem);
  });

  test('a write asks for its challenge with a read and leaves once', async () => {
    const seen: string[] = [];
    await using origin = await listen((request, response) => {
      const signed = request.headers.authorization?.startsWith('Digest ') === true;
      seen.push(`${request.method} ${request.url} ${signed ? 'signed' : 'unsigned'}`);
      if (signed) return json(200, { name: 'x' })(request, response);
      return json(401, {}, { 'www-authenticate': challenge('MD5') })(request, response);
    });

    await clientOf(origin.url, { headers: () => ({}), authorization: mufasa() }).write(write());

    expect(seen).toEqual(['GET /thing unsigned', 'POST /thing signed']);
  });

  test('a read whose nonce ran out is signed once more, one whose password is wrong is not', async () => {
    for (const [stale, calls] of [
      ['true', 4],
      ['false', 2],
    ] as const) {
      await using origin = await listen(
        json(401, {}, { 'www-authenticate': challenge('MD5', `, stale=${stale}`) }),
      );
      const client = clientOf(origin.url, { headers: () => ({}), authorization: mufasa() });

      expect(kindOf(await rejection(client.get(read())))).toBe('unauthorized');
      expect(origin.seen).toHaveLength(calls);
    }
  });

  test.each([
    ['says yes to an unsigned read', 200, {}, 'contract'],
    ['asks for something else', 401, { 'www-authenticate': 'Basic realm="x"' }, 'contract'],
    ['says 401 and asks for nothing', 401, {}, 'unauthorized'],
    ['has shut the endpoint', 410, {}, 'retired'],
    ['is out of order', 500, {}, 'unavailable'],
  ] as const)('a server that %s gets no write', async (_, status, headers, kind) => {
    const methods: (string | undefined)[] = [];
    await using origin = await listen((request, response) => {
      methods.push(request.method);
      json(status, { name: 'x' }, headers)(request, response);
    });
    const client = clientOf(origin.url, { headers: () => ({}), authorization: mufasa() });

    expect(kindOf(await rejection(client.write(write())))).toBe(kind);
    expect(new Set(methods)).toEqual(new Set(['GET']));
  });
});

interface TokenServer {
  readonly tokens: number;
  readonly bearers: readonly string[];
}

/** Hands out `token-1`, `token-2`, …; each is good for `expiresIn` seconds, unless it is refused. */
async function tokenServer(refuse: (bearer: string) => boolean = () => false, expiresIn = 3_600) {
  const seen = { tokens: 0, bearers: [] as string[] };
  const origin = await listen((request, response) => {
    const authorization = request.headers.authorization ?? '';
    if (request.url === '/token') {
      seen.tokens += 1;
      const good = authorization === `Basic ${Buffer.from('id_1:s3cret key').toString('base64')}`;
      const token = { access_token: `token-${seen.tokens}`, expires_in: expiresIn, token_type: 'Bearer' };
      return good
        ? json(200, token)(request, response)
        : json(401, { message: 'invalid_client' })(request, response);
    }
    seen.bearers.push(authorization.replace('Bearer ', ''));
    return refuse(authorization)
      ? json(401, { message: `no, ${authorization}` })(request, response)
      : json(200, { name: 'x' })(request, response);
  });
  const view: TokenServer = seen;
  return { origin, seen: view };
}

function credentials(now: () => Date = () => new Date(), clientSecret = 's3cret key') {
  return createClientCredentials({
    clientId: 'id_1',
    clientSecret: new Secret(clientSecret),
    tokenPath: '/token',
    now,
  });
}

describe('OAuth client credentials', () => {
  test('one token serves many calls at once, and the next ones', async () => {
    const { origin, seen } = await tokenServer();
    await using _ = origin;
    const client = clientOf(origin.url, { headers: () => ({}), authorization: credentials() });

    await Promise.all([client.get(read()), client.get(read()), client.write(write())]);
    await client.get(read());

    expect(seen).toEqual({ tokens: 1, bearers: Array.from({ length: 4 }, () => 'token-1') });
  });

  test('a token is renewed a minute before it ends', async () => {
    let now = 0;
    const { origin, seen } = await tokenServer();
    await using _ = origin;
    const client = clientOf(origin.url, {
      headers: () => ({}),
      authorization: credentials(() => new Date(now)),
    });

    await client.get(read());
    now = 3_539_000;
    await client.get(read());
    now = 3_541_000;
    await client.get(read());

    expect(seen.bearers).toEqual(['token-1', 'token-1', 'token-2']);
  });

  test('a token that is refused is replaced once for a read, and never for a write', async () => {
    const { origin, seen } = await tokenServer(() => true);
    await using _ = origin;
    const client = clientOf(origin.url, { headers: () => ({}), authorization: credentials() });

    expect(kindOf(await rejection(client.get(read())))).toBe('unauthorized');
    expect(seen).toEqual({ tokens: 2, bearers: ['token-1', 'token-2'] });
    expect(kindOf(await rejection(client.write(write())))).toBe('indeterminate');
    expect(seen.bearers).toHaveLength(3);
  });

  test('no token is in an error, whatever the vendor echoes', async () => {
    const { origin } = await tokenServer(() => true);
    await using _ = origin;
    const client = clientOf(origin.url, { headers: () => ({}), authorization: credentials() });

    const error = await rejection(client.get(read()));

    expect(inspect(error, { depth: 10, showHidden: true })).not.toMatch(/token-\d/);
    expect(inspect(error)).toContain('no, Bearer ***');
  });

  test('a wrong secret and a token that is none are told apart, and no write leaves', async () => {
    const { origin, seen } = await tokenServer();
    await using _ = origin;
    await using nonsense = await listen(json(200, { token: 'x' }));
    const wrong = clientOf(origin.url, {
      headers: () => ({}),
      authorization: credentials(undefined, 'wrong'),
    });
    const unusable = clientOf(nonsense.url, { headers: () => ({}), authorization: credentials() });

    expect(kindOf(await rejection(wrong.write(write())))).toBe('unauthorized');
    expect(seen.bearers).toEqual([]);
    expect(await rejection(unusable.get(read()))).toMatchObject({
      kind: 'contract',
      message: expect.stringContaining('request for a token') as string,
    });
  });

  test('a token endpoint that fails in passing is asked again before a write', async () => {
    let failures = 1;
    await using origin = await listen((request, response) => {
      if (request.url !== '/token') return json(200, { name: 'x' })(request, response);
      failures -= 1;
      return failures >= 0
        ? json(503, {})(request, response)
        : json(200, { access_token: 't', expires_in: 60 })(request, response);
    });
    const client = clientOf(origin.url, { headers: () => ({}), authorization: credentials() });

    await expect(client.write(write())).resolves.toMatchObject({ body: { name: 'x' } });
    expect(origin.seen).toHaveLength(3);
  });

  test('somebody who gives up does not take the token from the others', async () => {
    const { promise: asked, resolve: wasAsked } = Promise.withResolvers<void>();
    const { promise: mayAnswer, resolve: answer } = Promise.withResolvers<void>();
    await using origin = await listen((request, response) => {
      if (request.url !== '/token') return json(200, { name: 'x' })(request, response);
      wasAsked();
      void mayAnswer.then(() => json(200, { access_token: 't', expires_in: 60 })(request, response));
      return undefined;
    });
    const client = clientOf(origin.url, { headers: () => ({}), authorization: credentials() });
    const controller = new AbortController();
    const reason = new Error('stop');

    const givenUp = rejection(client.get(read({ signal: controller.signal })));
    await asked;
    const patient = client.get(read());
    controller.abort(reason);

    expect(await givenUp).toBe(reason);
    answer();
    await expect(patient).resolves.toMatchObject({ body: { name: 'x' } });
  });
});

test('a write without an answer succeeds where none is expected, and only there', async () => {
  await using origin = await listen((_, response) => {
    response.writeHead(204).end();
  });
  const client = clientOf(origin.url);

  await expect(client.write({ ...write(), answer: z.undefined() })).resolves.toMatchObject({});
  expect(kindOf(await rejection(client.write(write())))).toBe('indeterminate');
});
