import { createServer, type ServerResponse } from 'node:http';
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

test('of answers that many people wait for, twenty are under way at once, and all are given', async () => {
  const { open, url } = await slowSlack();
  const answer = createAnswerFetch();
  let answered = 0;
  const all = Array.from({ length: 50 }, async () => {
    await answer(url, { method: 'POST', body: '{}' });
    answered += 1;
  });
  await expect.poll(() => open.length, patience).toBe(20);

  for (let given = 1; given <= 50; given += 1) {
    open[given - 1]?.end('ok');
    await expect.poll(() => [answered, open.length], patience).toEqual([given, Math.min(50, given + 20)]);
  }

  await Promise.all(all);
});

test('an answer that fails makes room for the next one', async () => {
  const { open, url } = await slowSlack();
  const answer = createAnswerFetch();
  const all = Promise.allSettled(
    Array.from({ length: 21 }, () => answer(url, { method: 'POST', body: '{}' })),
  );
  await expect.poll(() => open.length, patience).toBe(20);

  open[0]?.destroy();

  await expect.poll(() => open.length, patience).toBe(21);
  for (const response of open) response.end('ok');
  expect((await all).filter(({ status }) => status === 'rejected')).toHaveLength(1);
});
