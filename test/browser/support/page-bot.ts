import type { App } from '@slack/bolt';
import type { KnownBlock, ModalView } from '@slack/types';

/** A small bot with one of everything that the page draws, shaped as restorebot's own messages are. */

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn' as const, text });
const option = (text: string, value: string) => ({ text: plain(text), value });

function askForm(channel: string): ModalView {
  return {
    type: 'modal',
    callback_id: 'ask',
    private_metadata: channel,
    notify_on_close: true,
    title: plain('Restore'),
    submit: plain('Ask'),
    blocks: [
      { type: 'alert', level: 'warning', text: mrkdwn('In place: *what is there is overwritten*.') },
      {
        type: 'input',
        block_id: 'kind',
        label: plain('Kind'),
        dispatch_action: true,
        element: {
          type: 'static_select',
          action_id: 'kind',
          placeholder: plain('What to restore'),
          options: [option('A whole cluster', 'cluster'), option('One database', 'database')],
        },
      },
      {
        type: 'input',
        block_id: 'backup',
        label: plain('Backup'),
        hint: plain('The newest first.'),
        element: {
          type: 'external_select',
          action_id: 'backup',
          min_query_length: 0,
          placeholder: plain('Find a backup'),
        },
      },
      {
        type: 'input',
        block_id: 'tables',
        optional: true,
        label: plain('Tables'),
        element: { type: 'multi_external_select', action_id: 'tables', min_query_length: 1 },
      },
      {
        type: 'input',
        block_id: 'reason',
        label: plain('Reason or incident'),
        element: { type: 'plain_text_input', action_id: 'reason', multiline: true, max_length: 500 },
      },
    ],
  };
}

/** Asked for a kind: another input appears, and one is drawn again. */
function longerForm(channel: string, kind: string): ModalView {
  const form = askForm(channel);
  const name = {
    type: 'input' as const,
    block_id: 'name',
    label: plain(`Name of the ${kind}`),
    element: { type: 'plain_text_input' as const, action_id: 'name' },
  };
  const [alert, kinds, ...others] = form.blocks.map((block) =>
    block.block_id === 'reason' ? { ...block, hint: plain(`Why the ${kind}?`) } : block,
  );
  return { ...form, blocks: [alert, kinds, name, ...others].filter((block) => block !== undefined) };
}

/** A request's card; `typed` is what a person wrote, escaped. */
export function card(requester: string, typed: string): KnownBlock[] {
  const at = Math.floor(Date.now() / 1_000) - 3_600;
  return [
    { type: 'header', text: plain('Restore waits for approval') },
    {
      type: 'section',
      text: mrkdwn(`<@${requester}> asks <!subteam^S_DBA> to restore \`movr\` *in place*.`),
    },
    {
      type: 'section',
      fields: [
        mrkdwn('*Target*\n`movr` on `crdb-prod`'),
        mrkdwn(
          `*Backup of*\n<!date^${at}^{date_short_pretty} {time_secs}|${new Date(at * 1_000).toISOString()}>`,
        ),
        mrkdwn('*Lost*\neverything written since, 1 h 2 min'),
        mrkdwn('*Before*\n<https://example.com/a?b=1&amp;c=2|runbook>'),
      ],
    },
    { type: 'section', text: mrkdwn(`*Reason*\n&gt; ${typed}`) },
    { type: 'context', elements: [mrkdwn('Request `r-1` · :hourglass: *0 of 1 approved*')] },
    {
      type: 'actions',
      block_id: 'votes',
      elements: [
        { type: 'button', action_id: 'approve', style: 'danger', text: plain('Approve…'), value: 'r-1' },
        { type: 'button', action_id: 'deny', text: plain('Deny…'), value: 'r-1' },
        {
          type: 'button',
          action_id: 'withdraw',
          text: plain('Withdraw request'),
          confirm: {
            title: plain('Withdraw this request?'),
            text: plain('It ends, and nothing is restored.'),
            confirm: plain('Withdraw it'),
            deny: plain('Keep it'),
          },
        },
      ],
    },
  ];
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Everything the bot hears that a test may ask for. */
export interface Heard {
  readonly submitted: unknown[];
  readonly closed: string[];
}

export function pageBot(app: App, heard: Heard): void {
  app.command('/restore', async ({ ack, body, client }) => {
    await ack();
    if (body.text === 'quietly') {
      await client.chat.postEphemeral({
        channel: body.channel_id,
        user: body.user_id,
        text: 'Only *you* may ask.',
      });
      return;
    }
    await client.views.open({ trigger_id: body.trigger_id, view: askForm(body.channel_id) });
  });
  app.action('kind', async ({ ack, body, client, payload }) => {
    await ack();
    if (body.type !== 'block_actions' || body.view === undefined || payload.type !== 'static_select') return;
    const view = longerForm(body.view.private_metadata, payload.selected_option?.value ?? '');
    await client.views.update({ view_id: body.view.id, hash: body.view.hash, view });
  });
  app.options('backup', async ({ ack, payload }) => {
    if (payload.value === 'fail') return;
    const all = ['03:10', '02:10', '01:10'].map((time) => option(`Backup of ${time}`, `b-${time}`));
    await ack({ options: all.filter(({ text }) => text.text.includes(payload.value)) });
  });
  app.options('tables', async ({ ack, payload }) => {
    const names = ['rides', 'users', 'vehicles'].filter((name) => name.startsWith(payload.value));
    await ack({ options: names.map((name) => option(name, name)) });
  });
  app.view({ callback_id: 'ask', type: 'view_closed' }, async ({ ack, view }) => {
    await ack();
    heard.closed.push(view.id);
  });
  app.view('ask', async ({ ack, view, client, body }) => {
    const reason = view.state.values['reason']?.['reason']?.value ?? '';
    heard.submitted.push(view.state.values);
    if (reason === 'why not') {
      await ack({ response_action: 'errors', errors: { reason: 'Say which incident.' } });
      return;
    }
    await ack();
    await client.apiCall('chat.postMessage', {
      channel: view.private_metadata,
      text: `<@${body.user.id}> asks <!subteam^S_DBA> to restore movr`,
      blocks: card(body.user.id, escaped(reason)),
    });
  });
  app.action('approve', async ({ ack, body, client }) => {
    await ack();
    if (body.type !== 'block_actions' || body.message === undefined) return;
    const channel = body.channel?.id ?? '';
    const parent = body.message.ts;
    const blocks = card('U_ANA', 'done').slice(0, 3);
    await client.chat.update({ channel, ts: parent, text: 'Approved', blocks });
    const lines = [
      `:ballot_box_with_check: <@${body.user.id}> approved.`,
      ':white_check_mark: *Restored.* <@U_ANA>',
    ];
    for (const text of lines) await client.apiCall('chat.postMessage', { channel, thread_ts: parent, text });
  });
  app.action('withdraw', async ({ ack, body, client }) => {
    await ack();
    if (body.type !== 'block_actions' || body.message === undefined) return;
    const channel = body.channel?.id ?? '';
    await client.chat.update({ channel, ts: body.message.ts, text: 'Withdrawn', blocks: [] });
  });
}
