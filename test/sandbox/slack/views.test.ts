import { describe, expect, test } from 'vitest';
import { connectRawApp } from './support/raw-app.ts';
import type { RawApp } from './support/raw-app.ts';
import { startWorkspace } from './support/workspace.ts';

const plain = (text: string) => ({ type: 'plain_text', text });

function field(name: string, element: Readonly<Record<string, unknown>>, over: object = {}) {
  return {
    type: 'input',
    block_id: name,
    label: plain(name),
    element: { action_id: name, ...element },
    ...over,
  };
}

function form(blocks: readonly unknown[] = [field('name', { type: 'plain_text_input' })], over: object = {}) {
  return { type: 'modal', title: plain('Form'), submit: plain('Go'), blocks, ...over };
}

/** Ana has run /restore; `answer` decides what the app says to everything. */
async function withTrigger(answer: Parameters<typeof connectRawApp>[1] = () => ({})) {
  const stack = new AsyncDisposableStack();
  const workspace = stack.use(await startWorkspace());
  const app: RawApp = stack.use(await connectRawApp(workspace, answer));
  const ana = workspace.slack.as('U_ANA');
  const newTrigger = async (): Promise<string> =>
    (await ana.command('#incidents', '/restore')).trigger_id ?? '';
  const open = async (view: unknown) =>
    workspace.call('views.open', { trigger_id: await newTrigger(), view });
  return { ...workspace, app, ana, newTrigger, open, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

describe('triggers', () => {
  test('open one view and no second', async () => {
    await using story = await withTrigger();
    const trigger_id = await story.newTrigger();

    const first = await story.call('views.open', { trigger_id, view: form() });
    const second = await story.call('views.open', { trigger_id, view: form() });

    expect(first).toMatchObject({ ok: true, view: { type: 'modal', previous_view_id: null } });
    expect(second).toMatchObject({ ok: false, error: 'exchanged_trigger_id' });
  });

  test('that nobody was given are invalid', async () => {
    await using story = await withTrigger();

    expect(await story.call('views.open', { trigger_id: '1.2.3', view: form() })).toMatchObject({
      error: 'invalid_trigger_id',
    });
  });

  test('outlive a view that Slack refuses', async () => {
    await using story = await withTrigger();
    const trigger_id = await story.newTrigger();

    const refused = await story.call('views.open', { trigger_id, view: form([{ type: 'marquee' }]) });

    expect(refused).toMatchObject({ ok: false, error: 'invalid_arguments' });
    expect(refused['response_metadata']).toMatchObject({
      messages: ['[ERROR] unsupported type [json-pointer:/view/blocks/0/type]'],
    });
    expect(await story.call('views.open', { trigger_id, view: form() })).toMatchObject({ ok: true });
  });
});

describe('views', () => {
  test('over 250 kB are too large', async () => {
    await using story = await withTrigger();
    const section = { type: 'section', text: plain('x'.repeat(2_900)) };

    expect(await story.open(form(Array.from({ length: 90 }, () => section)))).toMatchObject({
      error: 'view_too_large',
    });
  });

  test('keep what was typed where block and action stay, and take a stale hash as a conflict', async () => {
    await using story = await withTrigger();
    await story.open(form());
    const { id, hash } = await story.ana.modal();
    await story.ana.fillIn({ name: 'movr' });
    const grown = form([
      field('name', { type: 'plain_text_input' }),
      field('why', { type: 'plain_text_input' }),
    ]);

    const updated = await story.call('views.update', { view_id: id, hash, view: grown });
    const stale = await story.call('views.update', { view_id: id, hash, view: form() });

    expect(updated).toMatchObject({ ok: true });
    expect(stale).toMatchObject({ error: 'hash_conflict' });
    expect((await story.ana.modal()).state.values).toMatchObject({
      name: { name: { value: 'movr' } },
      why: { why: { value: null } },
    });
  });

  test('are pushed three high and no higher', async () => {
    await using story = await withTrigger();
    const more = { type: 'actions', elements: [{ type: 'button', action_id: 'more', text: plain('More') }] };
    await story.open(form([more]));
    const push = async () => {
      const { trigger_id } = await story.ana.press('More');
      return story.call('views.push', { trigger_id, view: form([more]) });
    };

    const answers = [await push(), await push(), await push()];

    expect(answers.map(({ error }) => error)).toEqual([undefined, undefined, 'push_limit_reached']);
    expect(await story.ana.modals()).toHaveLength(3);
    await story.ana.close();
    expect(await story.ana.modals()).toHaveLength(2);
    await story.ana.close({ all: true });
    expect(await story.ana.modals()).toHaveLength(0);
  });

  test('that are closed cannot be updated', async () => {
    await using story = await withTrigger();
    await story.open(form());
    const { id } = await story.ana.modal();
    await story.ana.close();

    expect(await story.call('views.update', { view_id: id, view: form() })).toMatchObject({
      error: 'not_found',
    });
  });

  test('share no external_id', async () => {
    await using story = await withTrigger();
    await story.call('views.publish', {
      user_id: 'U_BEN',
      view: { type: 'home', external_id: 'one', blocks: [] },
    });

    expect(await story.open(form(undefined, { external_id: 'one' }))).toMatchObject({
      error: 'duplicate_external_id',
    });
  });
});

describe('forms', () => {
  test('are not sent while a required field is empty', async () => {
    await using story = await withTrigger();
    await story.open(form());

    const outcome = await story.ana.submit();

    expect(outcome).toMatchObject({ ok: false, error: 'has_errors' });
    expect((await story.ana.modal()).errors).toEqual({ name: 'Please complete this required field.' });
    expect(story.app.envelopes().map(({ type }) => type)).toEqual(['slash_commands']);
  });

  test('arrive in Slack’s shape, each element in its own', async () => {
    await using story = await withTrigger();
    const one = { text: plain('One'), value: '1' };
    const two = { text: plain('Two'), value: '2' };
    await story.open(
      form(
        [
          field('text', { type: 'plain_text_input' }),
          field('choice', { type: 'static_select', options: [one, two] }),
          field('ticks', { type: 'checkboxes', options: [one, two] }),
          field('radio', { type: 'radio_buttons', options: [one, two], initial_option: two }),
          field('day', { type: 'datepicker' }),
          field('hour', { type: 'timepicker' }),
          field('instant', { type: 'datetimepicker' }),
          field('count', { type: 'number_input', is_decimal_allowed: false }),
          field('who', { type: 'users_select' }),
          field('place', { type: 'conversations_select', default_to_current_conversation: true }),
          field('left', { type: 'static_select', options: [one] }, { optional: true }),
        ],
        { private_metadata: 'm', callback_id: 'c' },
      ),
    );

    await story.ana.fillIn({
      text: 'movr',
      choice: 'Two',
      ticks: ['1', '2'],
      day: '2026-11-22',
      hour: '03:10',
      instant: 1_795_316_400,
      count: '4',
      who: '@ben',
    });
    await story.ana.submit();

    expect(story.app.envelopes().at(-1)?.payload).toMatchObject({
      type: 'view_submission',
      user: { id: 'U_ANA', team_id: 'T1' },
      view: {
        private_metadata: 'm',
        callback_id: 'c',
        root_view_id: expect.stringMatching(/^V/),
        state: {
          values: {
            text: { text: { type: 'plain_text_input', value: 'movr' } },
            choice: { choice: { type: 'static_select', selected_option: two } },
            ticks: { ticks: { type: 'checkboxes', selected_options: [one, two] } },
            radio: { radio: { type: 'radio_buttons', selected_option: two } },
            day: { day: { type: 'datepicker', selected_date: '2026-11-22' } },
            hour: { hour: { type: 'timepicker', selected_time: '03:10' } },
            instant: { instant: { type: 'datetimepicker', selected_date_time: 1_795_316_400 } },
            count: { count: { type: 'number_input', value: '4' } },
            who: { who: { type: 'users_select', selected_user: 'U_BEN' } },
            place: { place: { type: 'conversations_select', selected_conversation: 'C_INC' } },
            left: { left: { type: 'static_select', selected_option: null } },
          },
        },
      },
    });
    expect(await story.ana.modals()).toEqual([]);
  });

  test('speak up while being filled only where the block asks for it', async () => {
    await using story = await withTrigger();
    await story.open(
      form([
        field('quiet', { type: 'plain_text_input' }),
        field('loud', { type: 'plain_text_input' }, { dispatch_action: true }),
      ]),
    );

    await story.ana.fillIn({ quiet: 'a', loud: 'b' });

    const actions = story.app.envelopes().filter(({ payload }) => payload?.type === 'block_actions');
    expect(actions).toMatchObject([
      {
        payload: {
          actions: [{ action_id: 'loud', block_id: 'loud', value: 'b' }],
          container: { type: 'view' },
        },
      },
    ]);
  });

  test.each([
    [{ response_action: 'update', view: form(undefined, { callback_id: 'next' }) }, ['next']],
    [{ response_action: 'push', view: form(undefined, { callback_id: 'next' }) }, ['first', 'next']],
    [{ response_action: 'clear' }, []],
    [{}, []],
  ])('are followed by what the app answers: %o', async (answer, views) => {
    await using story = await withTrigger(({ payload }) =>
      payload?.type === 'view_submission' ? answer : {},
    );
    await story.open(
      form([field('name', { type: 'plain_text_input', initial_value: 'x' })], { callback_id: 'first' }),
    );

    await story.ana.submit();

    expect((await story.ana.modals()).map(({ callback_id }) => callback_id)).toEqual(views);
  });

  test('stay open with a notice when the app answers with a view Slack does not take', async () => {
    const broken = { response_action: 'update', view: form([{ type: 'marquee' }]) };
    await using story = await withTrigger(({ payload }) =>
      payload?.type === 'view_submission' ? broken : {},
    );
    await story.open(form([field('name', { type: 'plain_text_input', initial_value: 'x' })]));

    expect(await story.ana.submit()).toMatchObject({ ok: false, error: 'invalid_arguments' });

    expect((await story.ana.modal()).notice).toBe('We had some trouble connecting. Try again?');
  });
});

function external(over: object = {}) {
  return form([field('backup', { type: 'external_select', min_query_length: 0, ...over })]);
}

function offers(count: number) {
  return {
    options: Array.from({ length: count }, (_, index) => ({ text: plain(`b${index}`), value: `${index}` })),
  };
}

describe('external menus', () => {
  test('show at most 100 options and nothing of a longer list', async () => {
    let count = 100;
    await using story = await withTrigger(({ payload }) =>
      payload?.type === 'block_suggestion' ? offers(count) : {},
    );
    await story.open(external());

    expect((await story.ana.suggest('backup', '')).options).toHaveLength(100);
    count = 101;
    expect((await story.ana.suggest('backup', '')).options).toHaveLength(0);
  });

  test('ask with what was typed and the whole form, and only after enough characters', async () => {
    await using story = await withTrigger(({ payload }) =>
      payload?.type === 'block_suggestion' ? offers(1) : {},
    );
    await story.open(external({ min_query_length: 2 }));

    expect(await story.ana.suggest('backup', 'm')).toMatchObject({ outcome: 'local', options: [] });
    await story.ana.suggest('backup', 'mo');

    expect(story.app.envelopes().at(-1)?.payload).toMatchObject({
      type: 'block_suggestion',
      action_id: 'backup',
      block_id: 'backup',
      value: 'mo',
      view: { state: { values: { backup: { backup: { selected_option: null } } } } },
    });
  });

  test('let nobody choose what was not offered', async () => {
    await using story = await withTrigger(({ payload }) =>
      payload?.type === 'block_suggestion' ? offers(1) : {},
    );
    await story.open(external());

    await expect(story.ana.fillIn({ backup: 'b7' })).rejects.toMatchObject({ code: 'no_such_option' });
  });
});
