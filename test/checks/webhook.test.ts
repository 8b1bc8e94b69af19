import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mayCall } from '#checks/address.ts';
import { createCheckRunner } from '#checks/index.ts';
import type { Address } from '#checks/webhook.ts';
import type { CheckResult, WebhookCheck } from '#core/data-check.ts';
import { Secret } from '#core/secret.ts';
import { listenHere } from '#sandbox/loopback.ts';

const key = 'a-key-of-thirty-two-characters-00';
const now = new Date('2026-11-26T12:05:00Z');
const canary = 'jane.doe@example.com';

const restored = {
  requestId: 'R1',
  plan: {
    provider: 'zilliz',
    connection: 'zilliz-vectors',
    kind: 'cluster',
    source: { id: 'in-1', name: 'vectors' },
    target: { id: 'in-2', name: 'vectors-restored' },
    point: { type: 'instant', at: new Date('2026-11-26T12:00:00Z') },
    options: {},
  },
  reach: 'not-postgres',
} as const;

interface Asked {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

const asked: Asked[] = [];
type Answer = (response: ServerResponse) => void;
let answer: Answer = (response) => response.end();
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    asked.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
    answer(response);
  });
});
let port = 0;

beforeAll(async () => {
  port = await listenHere(server);
});
afterAll(() => server.closeAllConnections());

function json(body: unknown): Answer {
  return (response) => response.end(JSON.stringify(body));
}

function checkOf(changes: Partial<WebhookCheck> = {}): WebhookCheck {
  return {
    by: 'webhook',
    name: 'vectors answer',
    match: {},
    timeoutMs: 1_500,
    url: new Secret(`http://checks.example:${port}/verify/secret-path`),
    key: new Secret(key),
    allowPrivate: true,
    ...changes,
  };
}

const here: readonly Address[] = [{ address: '127.0.0.1', family: 4 }];

async function run(
  reply: Answer,
  changes: Partial<WebhookCheck> = {},
  resolve: (host: string) => Promise<readonly Address[]> = async () => here,
): Promise<CheckResult> {
  answer = reply;
  asked.length = 0;
  const runner = createCheckRunner({ now: () => now, resolve });
  return runner.run(checkOf(changes), restored, { signal: AbortSignal.timeout(10_000) });
}

const passing = json({ result: 'pass', read: [{ name: 'collections.rows', value: 12_034 }] });

describe('a webhook is asked and answers', () => {
  test('with what it read', async () => {
    const result = await run(passing);

    expect(result).toEqual({
      result: 'passed',
      by: 'webhook',
      name: 'vectors answer',
      saw: [{ type: 'number', value: 12_034, what: 'collections.rows' }],
    });
  });

  test('that the data is wrong', async () => {
    const result = await run(json({ result: 'fail', read: [{ name: 'rows', value: 0 }] }));

    expect(result).toMatchObject({ result: 'failed', because: 'said-fail', saw: [{ value: 0 }] });
  });

  test('the question is signed, with its time, and says which restore it is about', async () => {
    await run(passing);
    const [{ headers, body } = { headers: {}, body: '' }] = asked;
    const timestamp = String(now.getTime() / 1_000);

    expect(headers['restorebot-timestamp']).toBe(timestamp);
    expect(headers['restorebot-signature']).toBe(
      `v1=${createHmac('sha256', key).update(`v1:${timestamp}:${body}`).digest('hex')}`,
    );
    expect(JSON.parse(body)).toMatchObject({
      check: 'vectors answer',
      requestId: 'R1',
      connection: 'zilliz-vectors',
      target: { id: 'in-2', name: 'vectors-restored' },
      restorePoint: '2026-11-26T12:00:00.000Z',
    });
  });
});

describe('hostile webhooks neither leak nor hang', () => {
  const redirect =
    (location: string, status = 302): Answer =>
    (response) => {
      response.writeHead(status, { location });
      response.end();
    };
  const raw =
    (bytes: string): Answer =>
    ({ socket }) =>
      socket?.end(bytes);
  test.each<[string, Answer, object]>([
    [
      'a redirect to a private address',
      redirect('http://169.254.169.254/latest/meta-data/'),
      { because: 'redirected', code: '302' },
    ],
    ['a redirect to itself', redirect('/again'), { because: 'redirected' }],
    ['10 MB', (response) => response.end(Buffer.alloc(10_000_000, 'x')), { because: 'too-large' }],
    ['an answer in a minute', () => undefined, { because: 'timeout' }],
    [
      'a byte at a time',
      (response) => {
        const drip = setInterval(() => response.write(' '), 50);
        response.on('close', () => clearInterval(drip));
      },
      { because: 'timeout' },
    ],
    [
      'an error with data in it',
      (response) => {
        response.writeHead(500);
        response.end(canary);
      },
      { because: 'http-status', code: '500' },
    ],
    ['no JSON', (response) => response.end(canary), { because: 'bad-answer' }],
    ['a pass that read nothing', json({ result: 'pass' }), { because: 'read-no-table' }],
    [
      'a pass that read a text',
      json({ result: 'pass', read: [{ name: 'email', value: canary }] }),
      { because: 'bad-answer' },
    ],
    [
      'data in a name',
      json({ result: 'pass', read: [{ name: canary, value: 1 }] }),
      { because: 'bad-answer' },
    ],
    [
      'a thousand values',
      json({ result: 'pass', read: Array.from({ length: 1_000 }, () => ({ name: 'n', value: 1 })) }),
      { because: 'bad-answer' },
    ],
    ['its own words', json({ result: 'not-checked', message: canary }), { because: 'said-not-checked' }],
    [
      'a timestamp later than the restore point',
      json({ result: 'pass', read: [{ name: 'newest', value: '2026-11-26T12:00:01Z' }] }),
      { because: 'later-than-restore-point' },
    ],
    ['a connection that breaks', (response) => response.destroy(), { because: 'cannot-connect' }],
    ['a redirect that asks for GET', redirect('/again', 303), { because: 'redirected', code: '303' }],
    ['a redirect that keeps POST', redirect('/again', 308), { because: 'redirected', code: '308' }],
    [
      'another protocol',
      raw('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n'),
      { because: 'cannot-connect' },
    ],
    [
      'a megabyte of headers',
      raw(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(1_000_000)}\r\n\r\n{}`),
      { because: 'cannot-connect' },
    ],
    [
      'a header at a time',
      ({ socket }) => {
        socket?.write('HTTP/1.1 200 OK\r\n');
        const drip = setInterval(() => socket?.write('x: y\r\n'), 50);
        socket?.on('close', () => clearInterval(drip));
      },
      { because: 'timeout' },
    ],
    [
      'to continue, without end',
      (response) => {
        const drip = setInterval(() => response.writeContinue(), 50);
        response.on('close', () => clearInterval(drip));
      },
      { because: 'timeout' },
    ],
    [
      'less than it announces',
      raw('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{"result":"pass","read":[{"name":"n","value":1}]}'),
      { because: 'cannot-connect' },
    ],
    [
      '10 MB that were 10 KB on the way',
      (response) => {
        response.setHeader('content-encoding', 'gzip');
        response.end(gzipSync(Buffer.alloc(10_000_000, ' ')));
      },
      { because: 'bad-answer' },
    ],
  ])('%s', async (_, reply, because) => {
    // Given up within ten seconds, or this rejects.
    const result = await run(reply);

    expect(result).toMatchObject({ result: 'not-checked', ...because });
    expect(JSON.stringify(result)).not.toMatch(/jane|secret-path|thirty-two/u);
    expect(asked).toHaveLength(1);
  });

  test('at a private address it is not asked unless the configuration allows it', async () => {
    const result = await run(passing, { allowPrivate: false });

    expect(result).toMatchObject({ result: 'not-checked', because: 'private-address' });
    expect(asked).toEqual([]);
  });

  test('one private address among public ones is enough', async () => {
    const both = [{ address: '93.184.216.34', family: 4 }, ...here];

    expect(await run(passing, { allowPrivate: false }, async () => both)).toMatchObject({
      because: 'private-address',
    });
  });

  test('a name that leads elsewhere the second time is resolved once', async () => {
    let times = 0;
    const rebinding = async (): Promise<readonly Address[]> => {
      times += 1;
      return times === 1 ? here : [{ address: '169.254.169.254', family: 4 }];
    };

    expect(await run(passing, {}, rebinding)).toMatchObject({ result: 'passed' });
    expect(times).toBe(1);
  });

  test('a resolver that never answers is given up', async () => {
    const never = () => new Promise<never>(() => undefined);

    expect(await run(passing, {}, never)).toMatchObject({ because: 'timeout' });
  });

  test('a literal address in the URL is judged, too', async () => {
    const url = new Secret(`http://[::ffff:127.0.0.1]:${port}/`);
    const real = createCheckRunner({ now: () => now });
    const check = checkOf({ url, allowPrivate: false });

    const result = await real.run(check, restored, { signal: AbortSignal.timeout(5_000) });

    expect(result).toMatchObject({ because: 'private-address' });
  });
});

test.each([
  ['93.184.216.34', true],
  ['2606:2800:220:1::1', true],
  ['10.1.2.3', false],
  ['172.31.0.1', false],
  ['192.168.1.1', false],
  ['127.0.0.1', false],
  ['100.64.0.1', false],
  ['0.0.0.0', false],
  ['224.0.0.1', false],
  ['255.255.255.255', false],
  ['::1', false],
  ['::', false],
  ['::ffff:10.0.0.1', false],
  ['::ffff:93.184.216.34', true],
  ['64:ff9b::a00:1', false],
  ['2002:a00:1::', false],
  ['fd12::1', false],
  ['fec0::1', false],
  ['3fff::1', false],
  ['::ffff:0:5db8:d822', false],
  ['::93.184.216.34', false],
  ['5f00::1', false],
  ['ff02::1', false],
  ['not an address', false],
  ['fe80::1%eth0', false],
])('%s is public: %s', (address, isPublic) => {
  expect(mayCall(address, false)).toBe(isPublic);
});

test.each([
  '169.254.169.254',
  '::ffff:169.254.169.254',
  '::169.254.169.254',
  '64:ff9b::169.254.169.254',
  '2002:a9fe:a9fe::1',
  'fe80::1',
  'fd00:ec2::254',
  'fd00:ec2::23',
  'fd20:ce::254',
  '168.63.129.16',
  '::ffff:168.63.129.16',
  '100.100.100.200',
])('%s is never asked, not even where private addresses are allowed', (address) => {
  expect(mayCall(address, true)).toBe(false);
});

test.each(['10.1.2.3', '127.0.0.1', 'fd12::1', '64:ff9b::a00:1', '::ffff:192.168.1.1'])(
  '%s is asked where private addresses are allowed',
  (address) => {
    expect(mayCall(address, true)).toBe(true);
  },
);
