import { createServer } from 'node:http';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { listenHere } from '#sandbox/loopback.ts';
import { signatureHeaders } from '#sandbox/slack/delivery/signature.ts';
import { connectRawApp } from './support/raw-app.ts';
import { signingSecret, startWorkspace } from './support/workspace.ts';

const soon = { ackTimeoutMs: 40 };

describe('Socket Mode', () => {
  test('the address of a socket opens once', async () => {
    await using workspace = await startWorkspace();
    await using app = await connectRawApp(workspace);

    const again = new WebSocket(app.url);
    const failure = await new Promise<Error>((resolve) => {
      again.once('error', resolve);
    });

    expect(failure.message).toContain('401');
  });

  test('what is not acked in time is delivered once more and says so', async () => {
    await using workspace = await startWorkspace(soon);
    await using app = await connectRawApp(workspace, ({ retry_attempt }) =>
      retry_attempt === undefined ? undefined : {},
    );

    const outcome = await workspace.slack.as('U_ANA').command('#incidents', '/restore');
    await workspace.slack.waitFor('the second copy', async () => app.envelopes().length === 2);

    expect(outcome).toMatchObject({ ok: false, outcome: 'timeout', error: 'operation_timeout' });
    const [first, second] = app.envelopes();
    expect(second?.envelope_id).toBe(first?.envelope_id);
    expect(second?.payload).toEqual(first?.payload);
    expect(second).toMatchObject({ retry_attempt: 1, retry_reason: 'timeout' });
    expect(await workspace.slack.as('U_ANA').messages('#incidents')).toMatchObject([
      { text: '/restore failed with the error "operation_timeout"', ephemeral: true },
    ]);
  });

  test('what is acked is not delivered again, what is not acked is', async () => {
    await using workspace = await startWorkspace({ ackTimeoutMs: 200 });
    await using app = await connectRawApp(workspace, ({ payload, retry_attempt }) =>
      payload?.['text'] === 'silence' && retry_attempt === undefined ? undefined : {},
    );

    await workspace.slack.as('U_ANA').command('#incidents', '/restore answer');
    await workspace.slack.as('U_ANA').command('#incidents', '/restore silence');
    await workspace.slack.waitFor('the second copy', async () => app.envelopes().length === 3);

    expect(app.envelopes().map(({ payload }) => payload?.['text'])).toEqual(['answer', 'silence', 'silence']);
    expect((await workspace.slack.deliveries()).map(({ attempt }) => attempt)).toEqual([0, 0, 1]);
  });

  test('an answer lost on the way makes Slack deliver again though the app acked', async () => {
    await using workspace = await startWorkspace(soon);
    await using app = await connectRawApp(workspace);

    await workspace.slack.as('U_ANA').command('#incidents', '/restore', { deliver: { loseAcks: 1 } });
    await workspace.slack.waitFor('the second copy', async () => app.envelopes().length === 2);

    expect(app.envelopes()[1]).toMatchObject({ retry_attempt: 1 });
  });

  test('copies of one envelope can go to every socket', async () => {
    await using workspace = await startWorkspace();
    await using one = await connectRawApp(workspace);
    await using two = await connectRawApp(workspace);

    await workspace.slack
      .as('U_ANA')
      .command('#incidents', '/restore', { deliver: { times: 2, sockets: 'each' } });
    const both = () => [...one.envelopes(), ...two.envelopes()];
    await workspace.slack.waitFor('both copies', async () => both().length === 2);

    expect([one.envelopes().length, two.envelopes().length]).toEqual([1, 1]);
    expect(new Set(both().map(({ envelope_id }) => envelope_id)).size).toBe(1);
  });

  test('an envelope that needs longer than its trigger lives opens no view', async () => {
    let time = Date.parse('2026-11-22T03:00:00Z');
    await using workspace = await startWorkspace({ now: () => new Date(time) });
    await using app = await connectRawApp(workspace);
    await workspace.slack.as('U_ANA').command('#incidents', '/restore');

    time += 3_001;
    const answer = await workspace.call('views.open', {
      trigger_id: app.envelopes()[0]?.payload?.trigger_id,
      view: { type: 'modal', title: { type: 'plain_text', text: 't' }, blocks: [] },
    });

    expect(answer).toMatchObject({ ok: false, error: 'expired_trigger_id' });
  });

  test('without a socket the person is told at once', async () => {
    await using workspace = await startWorkspace(soon);

    expect(await workspace.slack.as('U_ANA').command('#incidents', '/restore')).toMatchObject({
      outcome: 'undelivered',
      error: 'dispatch_failed',
    });
  });

  test('a socket that is told to leave gets nothing new', async () => {
    await using workspace = await startWorkspace();
    await using old = await connectRawApp(workspace);
    await workspace.slack.disconnect({ reason: 'refresh_requested' });
    await using fresh = await connectRawApp(workspace);

    await workspace.slack.as('U_ANA').command('#incidents', '/restore');

    expect(old.heard.at(-1)).toMatchObject({ type: 'disconnect', reason: 'refresh_requested' });
    expect([old.envelopes().length, fresh.envelopes().length]).toEqual([0, 1]);
  });

  test('a change of a group is told to an app that subscribed to it', async () => {
    await using workspace = await startWorkspace();
    await using app = await connectRawApp(workspace);

    await workspace.slack.changeGroup({ id: 'S_DBA', members: ['@ana'] });
    const event = await workspace.slack.waitFor('the event', async () => app.envelopes()[0]);

    expect(event).toMatchObject({
      type: 'events_api',
      payload: {
        event: { type: 'subteam_members_changed', added_users: ['U_ANA'], removed_users: ['U_BEN'] },
      },
    });
  });
});

describe('signed HTTP', () => {
  interface Received {
    readonly body: string;
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  }

  /** An endpoint that answers with these statuses in turn, then 200. */
  async function endpoint(...statuses: readonly number[]) {
    const received: Received[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => {
        body += part.toString('utf8');
      });
      request.on('end', () => {
        received.push({ body, headers: request.headers });
        response.writeHead(statuses[received.length - 1] ?? 200).end();
      });
    });
    const port = await listenHere(server);
    return {
      received,
      url: `http://127.0.0.1:${port}/`,
      async [Symbol.asyncDispose]() {
        server.closeAllConnections();
        await new Promise((resolve) => {
          server.close(resolve);
        });
      },
    };
  }

  test('a command is a form with Slack’s fields and a signature over its bytes', async () => {
    await using target = await endpoint();
    await using workspace = await startWorkspace({ delivery: { http: target.url } });

    await workspace.slack.as('U_ANA').command('#incidents', '/restore movr');

    const [request] = target.received;
    const at = new Date(Number(request?.headers['x-slack-request-timestamp']) * 1_000);
    expect(request?.headers).toMatchObject(signatureHeaders(signingSecret, request?.body ?? '', at));
    expect(Object.fromEntries(new URLSearchParams(request?.body))).toMatchObject({
      command: '/restore',
      text: 'movr',
      user_id: 'U_ANA',
      channel_id: 'C_INC',
      channel_name: 'incidents',
      team_id: 'T1',
      api_app_id: 'A0APP',
    });
  });

  test('copies have the very same bytes and signature, as a replay would', async () => {
    await using target = await endpoint();
    await using workspace = await startWorkspace({ delivery: { http: target.url } });

    await workspace.slack.as('U_ANA').command('#incidents', '/restore', { deliver: { times: 2 } });

    const signatures = target.received.map(({ headers }) => headers['x-slack-signature']);
    expect(signatures).toHaveLength(2);
    expect(signatures[1]).toBe(signatures[0]);
  });

  test('a refused event is tried again with its number, a refused command is not', async () => {
    await using target = await endpoint(500, 500, 200);
    await using workspace = await startWorkspace({ delivery: { http: target.url } });
    const { slack } = workspace;

    expect(await slack.as('U_ANA').command('#incidents', '/restore')).toMatchObject({
      outcome: 'undelivered',
    });
    await slack.as('U_ANA').openHome();

    const retries = target.received.map(({ headers }) => headers['x-slack-retry-num']);
    expect(retries).toEqual([undefined, undefined, '1']);
  });
});
