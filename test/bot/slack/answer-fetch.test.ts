import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createServer, type ServerResponse } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { createAnswerFetch } from '#bot/slack/answer-fetch.ts';
import { listenHere } from '#sandbox/loopback.ts';
import { patience } from '#test/support/patience.ts';

/** A Slack that keeps every answer until the test lets one go. */
async function slowSlack() {
  const open: ServerResponse[] = [];
  const server = createServer((request, response) => {
    request.resume();
    open.push(response);
  });
  const port = await listenHere(server);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { open, url: `http://127.0.0.1:${port}/` };
}

/** How many requests have begun so far (nodejs.org/api/diagnostics_channel.html#event-httpclientrequestcreated). */
function countBegun() {
  const counter = { begun: 0 };
  const count = () => {
    counter.begun += 1;
  };
  subscribe('http.client.request.created', count);
  onTestFinished(() => void unsubscribe('http.client.request.created', count));
  return counter;
}

test('of answers that many people wait for, four begin in a turn of the event loop, while Slack answers none', async () => {
  const { open, url } = await slowSlack();
  const counter = countBegun();
  const answer = createAnswerFetch();
  const all = Array.from({ length: 50 }, () => answer(url, { method: 'POST', body: '{}' }));
  const inATurn: number[] = [];

  while (counter.begun < 50) {
    const before = counter.begun;
    await nextTurn();
    inATurn.push(counter.begun - before);
  }

  expect(Math.max(...inATurn)).toBe(4);
  await expect.poll(() => open.length, patience).toBe(50);
  for (const response of open) response.end('ok');
  expect(await Promise.all(all)).toHaveLength(50);
});

test('an answer that fails holds up no other one', async () => {
  const { open, url } = await slowSlack();
  const answer = createAnswerFetch();
  const all = Promise.allSettled(
    Array.from({ length: 9 }, () => answer(url, { method: 'POST', body: '{}' })),
  );
  await expect.poll(() => open.length, patience).toBe(9);

  open[0]?.destroy();
  for (const response of open) response.end('ok');

  expect((await all).filter(({ status }) => status === 'rejected')).toHaveLength(1);
});

test('an answer to which nothing comes back fails, so that the person can be told in another way', async () => {
  const { url } = await slowSlack();

  await expect(createAnswerFetch(50)(url, { method: 'POST', body: '{}' })).rejects.toThrow('no answer');
});

test('a refusal is given with its status', async () => {
  const { open, url } = await slowSlack();
  const answer = createAnswerFetch()(url, { method: 'POST', body: '{}' });
  await expect.poll(() => open.length, patience).toBe(1);

  open[0]?.writeHead(404).end('used_url');

  expect(await answer).toMatchObject({ ok: false, status: 404 });
});
