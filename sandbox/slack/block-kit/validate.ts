import type { z } from 'zod';
import type { JsonObject } from '../control-types.ts';
import { isObject, objectsIn, textAt } from '../json.ts';
import { messageBlocks } from './blocks.ts';
import { homeView, modalView } from './view.ts';
import { elementsIn } from './walk.ts';

/** What is wrong, as Slack words it: `[ERROR] must be less than 76 characters [json-pointer:/blocks/0/…]`. */
export type Problems = readonly string[];

function say(what: string, path: readonly PropertyKey[], root: string): string {
  return `[ERROR] ${what} [json-pointer:${[root, ...path.map(String)].join('/')}]`;
}

function wordsFor(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_big') {
    return issue.origin === 'string'
      ? `must be less than ${Number(issue.maximum) + 1} characters`
      : `no more than ${issue.maximum} items allowed`;
  }
  if (issue.code === 'too_small') {
    return issue.origin === 'string'
      ? `must be more than ${Number(issue.minimum) - 1} characters`
      : `at least ${issue.minimum} items required`;
  }
  if (issue.code === 'unrecognized_keys') return `invalid additional property: ${issue.keys.join(', ')}`;
  if (issue.code === 'invalid_union') {
    return issue.discriminator === undefined ? 'failed to match all allowed schemas' : 'unsupported type';
  }
  return issue.message;
}

function problemsBy(schema: z.ZodType, value: unknown, root: string): Problems {
  const parsed = schema.safeParse(value);
  return parsed.success ? [] : parsed.error.issues.map((issue) => say(wordsFor(issue), issue.path, root));
}

function duplicates(values: readonly string[]): readonly string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}

/** block_id is unique in a surface, action_id in its block (docs.slack.dev/reference/block-kit/block-elements). */
function repeatedIds(blocks: readonly JsonObject[], root: string): Problems {
  const blockIds = blocks.flatMap((block) => textAt(block, 'block_id') ?? []);
  const actionIds = elementsIn(blocks).flatMap(({ blockId, actionId, pointer }) =>
    actionId === '' ? [] : [`${actionId} in ${blockId || pointer.split('/')[2]}`],
  );
  return [
    ...duplicates(blockIds).map((id) => say(`block_id already exists: ${id}`, ['blocks'], root)),
    ...duplicates(actionIds).map((id) => say(`action_id already exists: ${id}`, ['blocks'], root)),
  ];
}

function sameOption(one: unknown, other: unknown): boolean {
  return textAt(one, 'value') === textAt(other, 'value');
}

/** An initial option must be one of the options; a menu has either options or groups. */
function brokenMenus(blocks: readonly JsonObject[], root: string): Problems {
  return elementsIn(blocks).flatMap(({ element, pointer }) => {
    const type = textAt(element, 'type') ?? '';
    const where = (what: string): string => `[ERROR] ${what} [json-pointer:${root}${pointer}]`;
    const isStatic = type === 'static_select' || type === 'multi_static_select';
    if (isStatic && (element['options'] === undefined) === (element['option_groups'] === undefined)) {
      return [where('exactly one of options and option_groups is required')];
    }
    if (!isStatic && type !== 'checkboxes' && type !== 'radio_buttons') return [];
    const grouped = objectsIn(element['option_groups']).flatMap((group) => objectsIn(group['options']));
    const known = [...objectsIn(element['options']), ...grouped];
    const initial = [element['initial_option'], ...objectsIn(element['initial_options'])].filter(isObject);
    return initial.every((option) => known.some((other) => sameOption(option, other)))
      ? []
      : [where('initial option was not found in the options')];
  });
}

function manyFocused(blocks: readonly JsonObject[], root: string): Problems {
  const focused = elementsIn(blocks).filter(({ element }) => element['focus_on_load'] === true);
  return focused.length > 1 ? [say('only one element can have focus_on_load', ['blocks'], root)] : [];
}

/** An empty list: Slack would take these blocks in a message. */
export function problemsInMessage(blocks: unknown): Problems {
  const shape = problemsBy(messageBlocks, blocks, '/blocks');
  if (shape.length > 0) return shape;
  const list = objectsIn(blocks);
  return [...repeatedIds(list, ''), ...brokenMenus(list, '')];
}

/** An empty list: Slack would open, push, update or publish this view. */
export function problemsInView(view: unknown, type: 'modal' | 'home'): Problems {
  const shape = problemsBy(type === 'modal' ? modalView : homeView, view, '/view');
  if (shape.length > 0) return shape;
  const list = objectsIn(isObject(view) ? view['blocks'] : []);
  return [...repeatedIds(list, '/view'), ...brokenMenus(list, '/view'), ...manyFocused(list, '/view')];
}
