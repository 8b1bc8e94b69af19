import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { finished } from 'node:stream/promises';
import type { FetchFunction } from '@slack/web-api';

/**
 * So many begin in one turn of the event loop. Many people may wait for one thing (the names of a vendor): answered all
 * at once, they would keep Slack's new deliveries waiting for their acknowledgment.
 */
const mostInATurn = 4;

/**
 * Bolt answers to response_urls with this, and reads the status alone. Rejects where nothing comes for `withinMs`: `fetch`
 * waits for minutes, and takes twice the CPU of `http` (docs/performance.md). Both leave through the same proxy.
 */
export function createAnswerFetch(withinMs = 5_000): FetchFunction {
  const waiting: (() => void)[] = [];
  function beginSome(): void {
    for (const begin of waiting.splice(0, mostInATurn)) begin();
    if (waiting.length > 0) setImmediate(beginSome);
  }
  return async (...request) => {
    await new Promise<void>((begin) => {
      if (waiting.push(begin) === 1) setImmediate(beginSome);
    });
    return await answer(withinMs, ...request);
  };
}

async function answer(timeout: number, ...[url, init]: Parameters<FetchFunction>): Promise<Response> {
  const { request } = String(url).startsWith('https:') ? https : http;
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const call = request(url, { ...init, timeout }, resolve);
  call.on('timeout', () => call.destroy(new Error('no answer')));
  call.on('error', reject);
  call.end(init?.body);
  const answered = await promise;
  // Read to its end, so that the connection is free again.
  await finished(answered.resume());
  return new Response(null, { status: answered.statusCode ?? 0 });
}
