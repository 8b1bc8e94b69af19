import { describe, expect, test } from 'vitest';
import { problemsInMessage, problemsInView } from '#sandbox/slack/block-kit/validate.ts';

const plain = (text: string) => ({ type: 'plain_text', text });
const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const option = (value: string) => ({ text: plain('o'), value });
const actions = (...elements: unknown[]) => [{ type: 'actions', elements }];
const section = (length: number) => [{ type: 'section', text: plain('x'.repeat(length)) }];
const button = (over: Readonly<Record<string, unknown>>) =>
  actions({ type: 'button', action_id: 'a', text: plain('b'), ...over });
const menu = (options: unknown) => actions({ type: 'static_select', action_id: 'a', options });

describe('what fits in a message just fits', () => {
  test.each<[string, (size: number) => unknown, number]>([
    ['blocks', (size) => times(size, () => ({ type: 'divider' })), 50],
    ['characters of a section', section, 3_000],
    ['characters of a header', (size) => [{ type: 'header', text: plain('x'.repeat(size)) }], 150],
    ['fields', (size) => [{ type: 'section', fields: times(size, () => plain('x')) }], 10],
    ['characters of a field', (size) => [{ type: 'section', fields: [plain('x'.repeat(size))] }], 2_000],
    ['context elements', (size) => [{ type: 'context', elements: times(size, () => plain('x')) }], 10],
    [
      'buttons in a row',
      (size) =>
        actions(...times(size, (index) => ({ type: 'button', action_id: `a${index}`, text: plain('b') }))),
      25,
    ],
    ['characters on a button', (size) => button({ text: plain('x'.repeat(size)) }), 75],
    ['characters of a button value', (size) => button({ value: 'x'.repeat(size) }), 2_000],
    ['characters of a block_id', (size) => [{ type: 'divider', block_id: 'x'.repeat(size) }], 255],
    ['options', (size) => menu(times(size, (index) => option(`v${index}`))), 100],
    ['characters of an option value', (size) => menu([option('x'.repeat(size))]), 150],
    ['characters of an option', (size) => menu([{ ...option('v'), text: plain('x'.repeat(size)) }]), 75],
    [
      'overflow options',
      (size) =>
        actions({ type: 'overflow', action_id: 'a', options: times(size, (index) => option(`v${index}`)) }),
      5,
    ],
    [
      'characters of a confirm text',
      (size) =>
        button({
          confirm: {
            title: plain('t'),
            text: plain('x'.repeat(size)),
            confirm: plain('y'),
            deny: plain('n'),
          },
        }),
      300,
    ],
  ])('%s', (_what, blocks, limit) => {
    expect(problemsInMessage(blocks(limit))).toEqual([]);
    expect(problemsInMessage(blocks(limit + 1))).not.toEqual([]);
  });
});

describe('what Slack refuses in a message', () => {
  test.each<[string, unknown]>([
    ['an unknown block', [{ type: 'marquee' }]],
    ['a block for modals', [{ type: 'alert', text: plain('x') }]],
    ['an input', [{ type: 'input', label: plain('l'), element: { type: 'plain_text_input' } }]],
    ['an empty text', section(0)],
    ['a section of nothing', [{ type: 'section' }]],
    ['a field nobody knows', [{ type: 'divider', color: 'red' }]],
    ['markdown on a button', button({ text: { type: 'mrkdwn', text: 'b' } })],
    ['two blocks with one id', times(2, () => ({ type: 'divider', block_id: 'same' }))],
    ['two elements of a block with one id', [...actions(...times(2, () => button({})[0]?.elements[0]))]],
    [
      'a first choice that is no option',
      actions({ type: 'static_select', options: [option('a')], initial_option: option('b') }),
    ],
    ['a menu without options', actions({ type: 'static_select' })],
  ])('%s', (_what, blocks) => {
    expect(problemsInMessage(blocks)).not.toEqual([]);
  });

  test('the problem says where it is', () => {
    expect(problemsInMessage([{ type: 'divider' }, ...section(3_001)])).toEqual([
      '[ERROR] must be less than 3001 characters [json-pointer:/blocks/1/text/text]',
    ]);
  });
});

describe('views', () => {
  const modal = (over: Readonly<Record<string, unknown>>) => ({
    type: 'modal',
    title: plain('t'),
    blocks: [{ type: 'divider' }],
    ...over,
  });
  const input = { type: 'input', label: plain('l'), element: { type: 'plain_text_input', action_id: 'a' } };

  test.each<[string, (size: number) => unknown, number]>([
    ['title', (size) => modal({ title: plain('x'.repeat(size)) }), 24],
    ['private_metadata', (size) => modal({ private_metadata: 'x'.repeat(size) }), 3_000],
    ['callback_id', (size) => modal({ callback_id: 'x'.repeat(size) }), 255],
    ['blocks', (size) => modal({ blocks: times(size, () => ({ type: 'divider' })) }), 100],
  ])('%s has a limit', (_what, view, limit) => {
    expect(problemsInView(view(limit), 'modal')).toEqual([]);
    expect(problemsInView(view(limit + 1), 'modal')).not.toEqual([]);
  });

  test('a form needs a Submit button', () => {
    expect(problemsInView(modal({ blocks: [input] }), 'modal')).not.toEqual([]);
    expect(problemsInView(modal({ blocks: [input], submit: plain('s') }), 'modal')).toEqual([]);
  });

  test('the home tab has neither title nor Submit', () => {
    expect(problemsInView({ type: 'home', blocks: [] }, 'home')).toEqual([]);
    expect(problemsInView({ type: 'home', title: plain('t'), blocks: [] }, 'home')).not.toEqual([]);
  });
});
