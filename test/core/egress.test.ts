import { expect, test } from 'vitest';
import { isProxyAddress, proxyFor, readEgress } from '#core/egress.ts';

const proxy = 'http://proxy.example:3128';
const crdb = 'https://crdb.corp.invalid';
const on = { NODE_USE_ENV_PROXY: '1' };

test.each<readonly [string, Record<string, string>, boolean]>([
  ['HTTPS_PROXY', { ...on, HTTPS_PROXY: proxy }, true],
  ['lower case', { ...on, https_proxy: proxy }, true],
  ['HTTP_PROXY in its place', { ...on, HTTP_PROXY: proxy }, true],
  ['a proxy without a scheme', { ...on, HTTPS_PROXY: 'proxy.example:3128' }, true],
  ['an empty one', { ...on, HTTPS_PROXY: '' }, false],
  ['none', on, false],
  ['Node’s switch off, so that Slack is called directly, too', { HTTPS_PROXY: proxy }, false],
  ['Node’s switch as an option', { NODE_OPTIONS: '--use-env-proxy', HTTPS_PROXY: proxy }, true],
])('the environment with %s', (_, environment, isProxied) => {
  expect(proxyFor(readEgress(environment), crdb)?.host).toBe(isProxied ? 'proxy.example:3128' : undefined);
});

test.each<readonly [string, boolean]>([
  ['*', true],
  ['crdb.corp.invalid', true],
  ['CRDB.Corp.INVALID', true],
  ['.corp.invalid', true],
  ['*.corp.invalid', true],
  ['localhost, crdb.corp.invalid', true],
  ['localhost crdb.corp.invalid:443', true],
  ['crdb.corp.invalid:8443', false],
  ['corp.invalid', false],
  ['rdb.corp.invalid', false],
  ['127.0.0.1', false],
  ['', false],
])('NO_PROXY “%s” spares the vendor: %s', (no_proxy, isSpared) => {
  const egress = readEgress({ ...on, HTTPS_PROXY: proxy, no_proxy });
  expect(proxyFor(egress, crdb) === undefined).toBe(isSpared);
});

test('this machine is never called through a proxy, and an IPv6 address is spared by its name', () => {
  const egress = readEgress({ ...on, HTTPS_PROXY: proxy, NO_PROXY: '[::1]:8443,::2' });
  expect([
    proxyFor(egress, 'http://127.0.0.1:8080'),
    proxyFor(egress, 'https://[::1]:8443'),
    proxyFor(egress, 'https://[::2]'),
    proxyFor(egress, 'https://[::1]')?.host,
  ]).toEqual([undefined, undefined, undefined, 'proxy.example:3128']);
});

test.each<readonly [string, boolean]>([
  [proxy, true],
  ['http://user:p%40ss@proxy.example:3128/', true],
  ['https://proxy.example', true],
  ['http://[::1]:3128', true],
  ['proxy.example:3128', true],
  ['socks5://proxy.example:1080', false],
  ['socks://proxy.example:1080', false],
  ['"http://proxy.example:3128"', false],
  ['http://user:p%ss@proxy.example:3128', false],
  ['http://user:%FF@proxy.example:3128', false],
  ['http://user:57#x@proxy.example:3128', false],
  ['http://user:57/x@proxy.example:3128', false],
  ['http://user:57?x@proxy.example:3128', false],
  ['http://proxy.example:99999', false],
  ['http://', false],
])('%s is the address of a proxy: %s', (text, isOne) => {
  expect(isProxyAddress(text)).toBe(isOne);
});
