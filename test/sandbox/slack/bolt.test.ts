import type { App } from '@slack/bolt';
import { describe, expect, test } from 'vitest';
import { freePort } from '#sandbox/loopback.ts';
import { startHttpApp, startSocketApp } from './support/bolt-app.ts';
import { startWorkspace } from './support/workspace.ts';

/** A small bot: /restore asks for a name, posts a card, and the card's button closes it. */
function aBot(app: App): void {
  app.command('/restore', async ({ ack, body, client }) => {
    await ack();
    await client.views.open({
      trigger_id: body.trigger_id,
      view: {
        type: 'modal',
        callback_id: 'ask',
        private_metadata: body.channel_id,
        title: { type: 'plain_text', text: 'Restore' },
        submit: { type: 'plain_text', text: 'Ask' },
        blocks: [
          {
            type: 'input',
            block_id: 'target',
            label: { type: 'plain_text', text: 'Target' },
            element: { type: 'plain_text_input', action_id: 'value' },
          },
          {
            type: 'input',
            block_id: 'backup',
            label: { type: 'plain_text', text: 'Backup' },
            element: { type: 'external_select', action_id: 'backup', min_query_length: 0 },
          },
        ],
      },
    });
  });
  app.options('backup', async ({ ack, payload }) => {
    const value = `b-${payload.value || 'all'}`;
    await ack({ options: [{ text: { type: 'plain_text', text: `Backup ${value}` }, value }] });
  });
  app.view('ask', async ({ ack, view, client, body }) => {
    const target = view.state.values['target']?.['value']?.value ?? '';
    if (target === 'wrong') {
      await ack({ response_action: 'errors', errors: { target: 'There is no such database.' } });
      return;
    }
    await ack();
    const backup = view.state.values['backup']?.['backup']?.selected_option?.value ?? '';
    await client.apiCall('chat.postMessage', {
      channel: view.private_metadata,
      text: `${body.user.id} asks for ${target} from ${backup}`,
      blocks: [
        {
          type: 'actions',
          elements: [
            {
              type: 'button',
              action_id: 'approve',
              value: target,
              text: { type: 'plain_text', text: 'Approve' },
            },
          ],
        },
      ],
    });
  });
  app.action('approve', async ({ ack, body, client, respond }) => {
    await ack();
    if (body.type !== 'block_actions' || body.message === undefined) return;
    await client.chat.update({
      channel: body.channel?.id ?? '',
      ts: body.message.ts,
      text: `approved by ${body.user.id}`,
      blocks: [],
    });
    await respond({ text: 'Thank you.', response_type: 'ephemeral' });
  });
}

describe.each(['socket', 'http'] as const)('a real Bolt app over %s', (mode) => {
  async function start() {
    const stack = new AsyncDisposableStack();
    const port = await freePort();
    const workspace = stack.use(
      await startWorkspace(
        mode === 'http' ? { delivery: { http: `http://127.0.0.1:${port}/slack/events` } } : {},
      ),
    );
    stack.use(
      mode === 'http'
        ? await startHttpApp(workspace.server, port, aBot)
        : await startSocketApp(workspace.server, aBot),
    );
    return { slack: workspace.slack, [Symbol.asyncDispose]: () => stack.disposeAsync() };
  }

  test('asks in a modal, posts a card and edits it when its button is clicked', async () => {
    await using running = await start();
    const { slack } = running;
    const [ana, ben] = [slack.as('U_ANA'), slack.as('U_BEN')];

    await ana.command('#incidents', '/restore');
    await ana.modal();
    await ana.fillIn({ Target: 'movr', Backup: 'Backup b-all' });
    await ana.submit();
    const card = await slack.waitFor('the card', async () => (await ben.messages('#incidents')).at(0));
    await ben.click(card, 'Approve');
    const edited = await slack.waitFor('the edit', async () =>
      (await ana.messages('#incidents')).find(({ text }) => text.startsWith('approved')),
    );
    const thanks = await slack.waitFor('the thanks', async () =>
      (await ben.messages('#incidents')).find(({ ephemeral }) => ephemeral),
    );

    expect(card.text).toBe('U_ANA asks for movr from b-all');
    expect(await ana.modals()).toEqual([]);
    expect(edited).toMatchObject({ text: 'approved by U_BEN', ts: card.ts, edited: false });
    expect(thanks.text).toBe('Thank you.');
    expect((await ana.messages('#incidents')).map(({ text }) => text)).not.toContain('Thank you.');
  });

  test('shows the errors the app answers a submission with, and keeps the form', async () => {
    await using running = await start();
    const ana = running.slack.as('U_ANA');

    await ana.command('#incidents', '/restore');
    await ana.modal();
    await ana.fillIn({ Target: 'wrong', Backup: 'b-all' });
    const outcome = await ana.submit();

    expect(outcome).toMatchObject({ ok: false, error: 'has_errors' });
    const form = await ana.modal();
    expect(form.errors).toEqual({ target: 'There is no such database.' });
    expect(form.state.values['target']?.['value']).toMatchObject({ value: 'wrong' });
  });
});
