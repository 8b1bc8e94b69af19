import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { listenHere } from '#sandbox/loopback.ts';

export interface ConnectProxy extends AsyncDisposable {
  readonly url: string;
  /** The certificate that it presents for every name, PEM. */
  readonly certificate: string;
  /** How often each name was asked for. */
  readonly connects: ReadonlyMap<string, number>;
  /** `Proxy-Authorization` of every CONNECT. */
  readonly authorizations: readonly (string | undefined)[];
}

/** A proxy that ends the TLS of each of these names itself and hands the bytes to a server of ours: name to origin. */
export async function startConnectProxy(routes: Readonly<Record<string, string>>): Promise<ConnectProxy> {
  const { key, certificate } = makeCertificate(Object.keys(routes));
  const connects = new Map<string, number>();
  const authorizations: (string | undefined)[] = [];
  const open = new Set<Socket>();
  const server = createServer();
  server.on('connection', (socket) => {
    open.add(socket.on('error', () => undefined));
  });
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    const [host = ''] = (request.url ?? '').split(':');
    connects.set(host, (connects.get(host) ?? 0) + 1);
    authorizations.push(request.headers['proxy-authorization']);
    const route = routes[host];
    if (route === undefined) return void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    const { hostname, port } = new URL(route);
    const terminator = createTlsServer({ key, cert: certificate }, (plain) => {
      const upstream = connect(Number(port), hostname);
      plain.on('error', () => upstream.destroy()).pipe(upstream);
      upstream.on('error', () => plain.destroy()).pipe(plain);
    });
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    terminator.emit('connection', socket);
    return undefined;
  });
  const port = await listenHere(server);
  return {
    url: `http://127.0.0.1:${port}`,
    certificate,
    connects,
    authorizations,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

function makeCertificate(names: readonly string[]): { readonly key: string; readonly certificate: string } {
  const folder = mkdtempSync(join(tmpdir(), 'proxy-'));
  try {
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const alternative = `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}`;
    const how = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    const what = ['-days', '1', '-subj', '/CN=proxy', '-addext', alternative];
    execFileSync('openssl', [...how, '-keyout', key, '-out', certificate, ...what], { stdio: 'ignore' });
    return { key: readFileSync(key, 'utf8'), certificate: readFileSync(certificate, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
