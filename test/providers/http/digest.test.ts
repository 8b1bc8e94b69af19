import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { Secret } from '#core/secret.ts';
import { readChallenge, createDigest } from '#providers/http/digest.ts';
import { clientOf, json, listen, read } from '#test/support/provider-http.ts';

const digest = (rest: string) => `Digest realm="r", nonce="n", qop="auth"${rest}`;
const md5 = digest(', algorithm=MD5');
const sha256 = digest(', algorithm=SHA-256');

describe('the Digest challenge is found', () => {
  test.each<readonly [string, readonly string[]]>([
    ['alone', [sha256]],
    ['in the second header', ['Negotiate', sha256]],
    ['after another scheme in one header', [`Basic realm="x", ${sha256}`]],
    ['before another scheme in one header', [`${sha256}, Basic realm="x", charset="UTF-8"`]],
    ['between two others, one with a token', [`Negotiate YWJj==, ${sha256}, Bearer`]],
    ['after a realm that looks like one', [`Basic realm="a, Digest nonce=\\"no\\", b", ${sha256}`]],
    ['with spaces around its equal signs', [sha256.replaceAll('=', ' = ')]],
    ['with empty list members', [`, ,Basic realm="x",, ${sha256} ,`]],
    ['in lower case', [sha256.replace('Digest', 'digest')]],
  ])('%s', (_, headers) => {
    expect(readChallenge(headers.join(', '))).toMatchObject({
      realm: 'r',
      nonce: 'n',
      algorithm: 'SHA-256',
      qop: 'auth',
    });
  });
});

describe('of several Digest challenges is taken', () => {
  test.each<readonly [string, readonly string[], string | undefined]>([
    ['SHA-256 rather than MD5, in one header', [`${md5}, ${sha256}`], 'SHA-256'],
    ['SHA-256 rather than MD5, in two', [md5, sha256], 'SHA-256'],
    ['SHA-256 rather than MD5, the other way round', [sha256, md5], 'SHA-256'],
    ['SHA-512-256 rather than SHA-256', [sha256, digest(', algorithm=SHA-512-256')], 'SHA-512-256'],
    ['SHA-256-sess rather than MD5', [`${md5}, ${digest(', algorithm=SHA-256-sess')}`], 'SHA-256-sess'],
    ['MD5 rather than one that nobody knows', [digest(', algorithm=SHA3-512'), md5], 'MD5'],
    [
      'one with qop=auth rather than a stronger one without',
      [sha256.replace('auth', 'auth-int'), md5],
      'MD5',
    ],
    ['one without an algorithm, which is MD5', [digest('')], undefined],
  ])('%s', (_, headers, algorithm) => {
    const chosen = readChallenge(headers.join(', '));
    expect(typeof chosen === 'string' ? chosen : chosen.algorithm).toBe(algorithm);
  });
});

test.each([
  [['Basic realm="x"', 'Negotiate'], 'not one of HTTP Digest'],
  [['Digest realm="x"'], 'no nonce'],
  [[digest(', algorithm=SHA3-512')], 'algorithm is not one that restorebot knows'],
  [[digest('').replace('auth', 'auth-int')], 'does not offer qop=auth'],
])('of %j nothing can be used, and it says why', (headers, problem) => {
  expect(readChallenge(headers.join(', '))).toContain(problem);
});

test('RFC 7616 §3.4.2: the session variants hash nonce and cnonce into the first part', async () => {
  const signed: string[] = [];
  await using origin = await listen((request, response) => {
    const { authorization } = request.headers;
    if (authorization !== undefined) signed.push(authorization);
    const challenges = ['Basic realm="x"', digest(', algorithm=SHA-256-sess')];
    return authorization === undefined
      ? void response.writeHead(401, { 'www-authenticate': challenges }).end()
      : json(200, { name: 'x' })(request, response);
  });
  const authorization = createDigest({ username: 'u', password: new Secret('p'), newCnonce: () => 'c' });
  const client = clientOf(origin.url, { headers: () => ({}), authorization });

  await client.get(read());

  const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
  const path = /uri="([^"]+)"/.exec(signed[0] ?? '')?.[1] ?? '';
  const expected = hash(`${hash(`${hash('u:r:p')}:n:c`)}:n:00000001:c:auth:${hash(`GET:${path}`)}`);
  expect(signed).toEqual([expect.stringContaining(`response="${expected}"`)]);
  expect(signed[0]).toContain('algorithm=SHA-256-sess');
});
