import type { FetchFunction } from '@slack/web-api';

const answerWithinMs = 5_000;

/**
 * So many are under way at once. Each takes almost a millisecond of CPU, and many people may wait for one thing (the
 * names of a vendor): answered all at once, they would keep Slack's new deliveries waiting for their acknowledgment.
 */
const mostAtOnce = 20;

/**
 * Bolt answers to response_urls with this, and reads the status alone; on its own it would wait for ever. The body is
 * read here, so that the connection is free again, and the timer stopped: an `AbortSignal.timeout` would keep all of it.
 */
export function createAnswerFetch(): FetchFunction {
  const waiting: (() => void)[] = [];
  let free = mostAtOnce;
  return async (...request) => {
    free -= 1;
    if (free < 0) await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await answer(...request);
    } finally {
      free += 1;
      waiting.shift()?.();
    }
  };
}

async function answer(...[url, init]: Parameters<FetchFunction>): Promise<Response> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new DOMException('no answer', 'TimeoutError')), answerWithinMs);
  try {
    const response = await fetch(url, { ...init, signal: late.signal });
    await response.arrayBuffer();
    return response;
  } finally {
    clearTimeout(timer);
  }
}
