import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { Agent, buildConnector } from 'undici';
import { type Egress, proxyFor } from '#core/egress.ts';

/** How a connection to a vendor is made: directly, or through the proxy that the environment names. */
export function createConnector(egress: Egress, timeoutMs: number): buildConnector.connector {
  const connect = buildConnector({ timeout: timeoutMs, allowH2: false });
  return (options, callback) => {
    const { protocol, hostname, host, port } = options;
    const at = port === '' || port === undefined ? '443' : port;
    const proxy = proxyFor(egress, `${protocol}//${host ?? `${hostname}:${at}`}`);
    if (proxy === undefined) return connect(options, callback);
    openTunnel(proxy, `${hostname}:${at}`, timeoutMs, (refusal, tunnel) => {
      if (refusal !== null) return callback(refusal, null);
      // The vendor's own TLS, end to end: the connection stands only when it does.
      connect({ ...options, httpSocket: tunnel }, (...outcome) => {
        if (outcome[0] !== null) tunnel.destroy();
        callback(...outcome);
      });
    });
  };
}

/** For other callers: their calls leave as those to vendors do. `undefined`: no proxy is named. */
export function createTunnels(egress: Egress, timeoutMs: number): Agent | undefined {
  return egress.proxy === undefined ? undefined : new Agent({ connect: createConnector(egress, timeoutMs) });
}

/** A CONNECT through the proxy (RFC 9110 §9.3.6); nothing of the call itself is in it. */
function openTunnel(
  proxy: URL,
  authority: string,
  timeoutMs: number,
  callback: (...outcome: [null, Socket] | [Error, null]) => void,
): void {
  const isTls = proxy.protocol === 'https:';
  const credentials = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  const asking = (isTls ? tlsRequest : plainRequest)({
    host: proxy.hostname.replace(/^\[|\]$/g, ''),
    port: proxy.port === '' ? (isTls ? 443 : 80) : proxy.port,
    method: 'CONNECT',
    path: authority,
    // The global agent would ask for this through the proxy, too.
    agent: false,
    headers: {
      host: authority,
      ...(credentials === ':'
        ? {}
        : { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` }),
    },
  });
  const patience = setTimeout(() => {
    asking.destroy(new Error(`the proxy did not answer within ${timeoutMs / 1000} s`));
  }, timeoutMs);
  const refusal = (statusCode = 0): Error =>
    Object.assign(new Error(`the proxy refused the way to ${authority}`), { code: `PROXY_${statusCode}` });
  asking.once('response', ({ statusCode }) => asking.destroy(refusal(statusCode)));
  asking.once('error', (error) => {
    clearTimeout(patience);
    callback(error, null);
  });
  asking.once('connect', ({ statusCode = 0 }, socket, head) => {
    clearTimeout(patience);
    // A vendor says nothing before TLS does.
    if (statusCode >= 200 && statusCode < 300 && head.length === 0) return callback(null, socket);
    socket.destroy();
    callback(refusal(statusCode), null);
  });
  asking.end();
}
