import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { connectRawApp } from './support/raw-app.ts';
import { startWorkspace } from './support/workspace.ts';

const button = {
  type: 'actions',
  block_id: 'row',
  elements: [
    { type: 'button', action_id: 'approve', value: 'r-1', text: { type: 'plain_text', text: 'Approve' } },
  ],
};

describe('what a person sees', () => {
  test('strangers and guests see only the channels they are in, others every public one', async () => {
    await using workspace = await startWorkspace();
    const names = async (user: string) => (await workspace.slack.as(user).channels()).map(({ id }) => id);

    expect(await names('U_ANA')).toEqual(['C_INC', 'C_GEN', 'C_SEC', 'D_AB']);
    expect(await names('U_BEN')).toEqual(['C_INC', 'C_GEN', 'D_AB']);
    expect(await names('U_GUEST')).toEqual([]);
    await expect(workspace.slack.as('U_BEN').messages('#secret')).rejects.toMatchObject({
      code: 'channel_not_visible',
    });
  });

  test('a deleted parent with replies stays as a tombstone, one without leaves nothing', async () => {
    await using workspace = await startWorkspace();
    const ana = workspace.slack.as('U_ANA');
    const parent = await ana.say('#incidents', 'parent');
    await ana.say('#incidents', 'reply', parent);
    const lonely = await ana.say('#incidents', 'lonely');

    await workspace.slack.deleteMessage('#incidents', parent);
    await workspace.slack.deleteMessage('#incidents', lonely);

    expect(await ana.messages('#incidents')).toMatchObject([{ ts: parent, tombstone: true, replyCount: 1 }]);
    expect(await ana.thread('#incidents', parent)).toMatchObject([{ tombstone: true }, { text: 'reply' }]);
  });

  test('the stream of changes tells what to read again, and to others only what is for them', async () => {
    await using workspace = await startWorkspace();
    const heard: string[] = [];
    const listening = await fetch(`${workspace.server.url}/control/events?as=U_BEN`);
    const reading = listening.body?.pipeThrough(new TextDecoderStream()).pipeTo(
      new WritableStream({
        write(part: string) {
          heard.push(part);
        },
      }),
    );

    await workspace.call('chat.postEphemeral', { channel: 'C_INC', user: 'U_ANA', text: 'for ana' });
    const posted = await workspace.call('chat.postMessage', { channel: 'C_INC', text: 'for all' });
    await workspace.slack.waitFor('the news', async () => heard.join('').includes('data:'));

    expect(heard.join('')).toContain(
      `event: change\ndata: ${JSON.stringify({ type: 'message', channel: 'C_INC', ts: posted['ts'] })}\n`,
    );
    expect(heard.join('').match(/data:/g)).toHaveLength(1);
    await workspace.server[Symbol.asyncDispose]();
    await expect(reading).rejects.toThrow('terminated');
  });
});

describe('what a person does', () => {
  test('names in a command arrive as ids', async () => {
    await using workspace = await startWorkspace();
    await using app = await connectRawApp(workspace);

    await workspace.slack.as('@ana').command('#incidents', '/restore movr @ben #general @dba <b> & @nobody');

    expect(app.envelopes()[0]?.payload?.['text']).toBe(
      'movr <@U_BEN|ben> <#C_GEN|general> <!subteam^S_DBA|@dba> &lt;b&gt; &amp; @nobody',
    );
  });

  test('private channels and direct messages come without their names', async () => {
    await using workspace = await startWorkspace();
    await using app = await connectRawApp(workspace);
    const ana = workspace.slack.as('U_ANA');

    await ana.command('#secret', '/restore');
    await ana.command('D_AB', '/restore');

    const names = app.envelopes().map(({ payload }) => payload?.['channel_name']);
    expect(names).toEqual(['privategroup', 'directmessage']);
  });

  test.each([
    ['U_ANA', '/drop', 'no_such_command'],
    ['U_EXT', '/restore', 'no_such_command'],
  ])('%s typing %s reaches no app', async (user, text, error) => {
    await using workspace = await startWorkspace();
    await using app = await connectRawApp(workspace);
    await workspace.slack.changeMembers('#incidents', { add: ['U_EXT'] });

    const outcome = await workspace.slack.as(user).command('#incidents', text);

    expect(outcome).toMatchObject({ ok: false, outcome: 'refused', error });
    expect(app.envelopes()).toEqual([]);
  });

  test('a deactivated person does nothing any more', async () => {
    await using workspace = await startWorkspace();
    await workspace.slack.changeUser({ id: 'U_ANA', deleted: true });

    await expect(workspace.slack.as('U_ANA').command('#incidents', '/restore')).rejects.toMatchObject({
      code: 'account_inactive',
    });
  });

  test('a click carries who, where and what, and can be forged by a stale value', async () => {
    await using workspace = await startWorkspace();
    await using app = await connectRawApp(workspace);
    await workspace.call('chat.postMessage', { channel: 'C_INC', text: 'card', blocks: [button] });
    const ben = workspace.slack.as('U_BEN');
    const card = (await ben.messages('#incidents'))[0];

    await ben.click(card ?? { channel: '', ts: '' }, 'Approve');
    await ben.click(card ?? { channel: '', ts: '' }, { action_id: 'approve', value: 'r-0' });

    const [first, second] = app.envelopes();
    expect(first?.payload).toMatchObject({
      type: 'block_actions',
      user: { id: 'U_BEN', team_id: 'T1', name: 'ben' },
      container: { type: 'message', message_ts: card?.ts, channel_id: 'C_INC', is_ephemeral: false },
      channel: { id: 'C_INC', name: 'incidents' },
      message: { ts: card?.ts, text: 'card' },
      actions: [{ action_id: 'approve', block_id: 'row', value: 'r-1', type: 'button' }],
    });
    expect(second?.payload).toMatchObject({ actions: [{ value: 'r-0' }] });
  });

  test('a click nobody answers is a word next to the button', async () => {
    await using workspace = await startWorkspace({ ackTimeoutMs: 30 });
    await using app = await connectRawApp(workspace, () => undefined);
    await workspace.call('chat.postMessage', { channel: 'C_INC', text: 'card', blocks: [button] });
    const ben = workspace.slack.as('U_BEN');
    const card = (await ben.messages('#incidents'))[0];

    const outcome = await ben.click(card ?? { channel: '', ts: '' }, 'Approve');

    expect(outcome).toMatchObject({ ok: false, error: 'operation_timeout' });
    expect(await ben.notices()).toMatchObject([
      { ts: card?.ts, text: 'This app is not responding. Try again?' },
    ]);
    expect(app.envelopes().length).toBeGreaterThan(0);
  });

  test('a message shortcut brings the message, a request of unknown shape is named', async () => {
    await using workspace = await startWorkspace();
    await using app = await connectRawApp(workspace);
    const ana = workspace.slack.as('U_ANA');
    const ts = await ana.say('#incidents', 'look');

    await ana.shortcut('show', { channel: '#incidents', ts });

    expect(app.envelopes()[0]?.payload).toMatchObject({
      type: 'message_action',
      callback_id: 'show',
      message: { text: 'look', ts },
    });
    const wrong = await fetch(`${workspace.server.url}/control/as/U_ANA/command`, {
      method: 'POST',
      body: JSON.stringify({ chanel: '#incidents' }),
    });
    expect(wrong.status).toBe(400);
    expect(await wrong.json()).toMatchObject({ ok: false, error: 'invalid_body' });
  });
});

async function withUrl(now?: () => Date) {
  const stack = new AsyncDisposableStack();
  const workspace = stack.use(await startWorkspace(now === undefined ? {} : { now }));
  const app = stack.use(await connectRawApp(workspace));
  await workspace.slack.as('U_ANA').command('#incidents', '/restore');
  const url = app.envelopes()[0]?.payload?.response_url ?? '';
  const respond = async (body: object) =>
    (await fetch(url, { method: 'POST', body: JSON.stringify(body) })).status;
  return { slack: workspace.slack, respond, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

describe('response_url', () => {
  test('takes five answers, the person alone sees them', async () => {
    await using story = await withUrl();
    const statuses: number[] = [];
    for (let use = 1; use <= 6; use += 1) statuses.push(await story.respond({ text: `answer ${use}` }));

    expect(statuses).toEqual([200, 200, 200, 200, 200, 404]);
    expect(await story.slack.as('U_ANA').messages('#incidents')).toHaveLength(5);
    expect(await story.slack.as('U_BEN').messages('#incidents')).toHaveLength(0);
  });

  test('is dead after half an hour', async () => {
    await using story = await withUrl();
    await story.slack.advanceClock(30 * 60_000 + 1);

    expect(await story.respond({ text: 'late' })).toBe(404);
  });
});

describe('the page', () => {
  test('is served from its folder, and nothing outside it is', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'page-'));
    const pageDir = join(folder, 'page');
    await mkdir(pageDir);
    await writeFile(join(pageDir, 'index.html'), '<h1>hi</h1>');
    await writeFile(join(folder, 'secret.json'), '{}');
    await using workspace = await startWorkspace({ pageDir });
    // fetch would tidy the path up before it is sent.
    const raw = (path: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        request({ port: workspace.server.port, host: '127.0.0.1', path }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        })
          .on('error', reject)
          .end();
      });

    const index = await fetch(workspace.server.url);
    const outside = [await raw('/../secret.json'), await raw('/%2e%2e%2fsecret.json')];
    await rm(folder, { recursive: true });

    expect(index.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await index.text()).toBe('<h1>hi</h1>');
    expect(outside).toEqual([404, 404]);
  });
});
