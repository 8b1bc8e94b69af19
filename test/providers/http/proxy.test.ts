import { createServer } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { listenHere } from '#sandbox/loopback.ts';
import { startConnectProxy, type ConnectProxy } from '#test/support/connect-proxy.ts';
import { rejection } from '#test/support/provider-harness.ts';
import { clientOf, json, kindOf, listen, read, write } from '#test/support/provider-http.ts';

const name = 'crdb.corp.invalid';

/** As NODE_EXTRA_CA_CERTS does at a start. */
function trust({ certificate }: ConnectProxy): void {
  setDefaultCACertificates([...getCACertificates('default'), certificate]);
}

describe('behind a proxy', () => {
  test('reads and writes go through it, by name, and nothing is looked up here', async () => {
    await using vendor = await listen(json(200, { name: 'x' }));
    await using proxy = await startConnectProxy({ [name]: vendor.url });
    trust(proxy);
    const client = clientOf(`https://${name}`, { egress: { proxy: proxy.url, noProxy: '127.0.0.1' } });

    await client.get(read());
    const reads = proxy.connects.get(name) ?? 0;
    await client.write(write());
    await client.write(write());

    expect(reads).toBe(1);
    // Each write has a fresh connection.
    expect(proxy.connects.get(name)).toBe(3);
    expect(vendor.seen).toHaveLength(3);
  });

  test('a write that is held back is held back once the tunnel and its TLS stand, and not before', async () => {
    await using vendor = await listen(json(200, { name: 'x' }));
    await using proxy = await startConnectProxy({ [name]: vendor.url });
    trust(proxy);
    const client = clientOf(`https://${name}`, { egress: { proxy: proxy.url, noProxy: '' } });
    const connectsAtTheGate: (number | undefined)[] = [];

    const error = await rejection(
      client.write({
        ...write(),
        mayPost: async () => {
          connectsAtTheGate.push(proxy.connects.get(name));
          return false;
        },
      }),
    );

    expect(kindOf(error)).toBe('unavailable');
    expect(connectsAtTheGate).toEqual([1]);
    expect(vendor.seen).toEqual([]);
  });

  test('a certificate that nobody trusts, a refusal and a proxy that is away send nothing', async () => {
    await using vendor = await listen(json(200, { name: 'x' }));
    await using proxy = await startConnectProxy({ [name]: vendor.url });
    const to = (host: string, egress: string) =>
      clientOf(`https://${host}`, { egress: { proxy: egress, noProxy: '' } });

    expect(kindOf(await rejection(to(name, proxy.url).write(write())))).toBe('unavailable');
    const refused = await rejection(to('elsewhere.invalid', proxy.url).write(write()));
    expect(kindOf(refused)).toBe('unavailable');
    expect(String(refused)).toContain('the connection to Acme was refused by the proxy');
    expect(kindOf(await rejection(to(name, 'http://127.0.0.1:1').write(write())))).toBe('unavailable');
    expect(vendor.seen).toEqual([]);
  });

  test('a proxy that never answers is given up in time, and nothing was sent', async () => {
    const silent = createServer((socket) => void socket.on('error', () => undefined).resume());
    const port = await listenHere(silent);
    const egress = { proxy: `http://127.0.0.1:${port}`, noProxy: '' };
    const client = clientOf(`https://${name}`, { egress, timeoutMs: 150, retry: { attempts: 1 } });

    const error = await rejection(client.write(write()));
    silent.close();

    expect(kindOf(error)).toBe('unavailable');
    expect(String(error)).toContain('the proxy did not answer within 0.15 s');
  });

  test('its password goes to the proxy alone, and into no error', async () => {
    await using proxy = await startConnectProxy({ [name]: 'http://127.0.0.1:1' });
    const secret = proxy.url.replace('http://', 'http://ana:p%40ss@');
    const client = clientOf(`https://${name}`, { egress: { proxy: secret, noProxy: '' } });

    const error = await rejection(client.write(write()));

    expect(proxy.authorizations).toEqual([`Basic ${Buffer.from('ana:p@ss').toString('base64')}`]);
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toMatch(/p@ss|p%40ss/);
  });
});
