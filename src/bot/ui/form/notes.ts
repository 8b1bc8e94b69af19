import type { KnownBlock } from '@slack/types';
import { context } from '../blocks.ts';
import { line } from '../escape.ts';
import { listed } from '../people.ts';

/** What is said under an input, mrkdwn, by the input's block_id. */
export type Notes = Readonly<Record<string, string>>;

export interface NotesOfForm {
  /** Why a menu has nothing to choose. */
  readonly notes: Notes;
  /** What is wrong with an answer: the first one has the focus, so that it is in view. */
  readonly errors: Notes;
}

/** The blocks with each note right under its input. */
export function withNotes(
  blocks: readonly KnownBlock[],
  { notes, errors }: NotesOfForm,
): readonly KnownBlock[] {
  const first = blocks.find(({ block_id: id }) => id !== undefined && errors[id] !== undefined);
  return blocks.flatMap((block) => {
    const { block_id: id = '' } = block;
    const text = errors[id] ?? notes[id];
    if (text === undefined) return [block];
    const note = { ...context(`:warning: ${text}`), block_id: `${notePrefix}${id}` };
    return [block === first ? focused(block) : block, note];
  });
}

const notePrefix = 'note:';

/**
 * `*Label:* error` for each, for the head of the form: no document says that the focus moves when a form is redrawn.
 * What is wrong with several is said once.
 */
export function errorLines(blocks: readonly KnownBlock[], errors: Notes): readonly string[] {
  const labels = Map.groupBy(
    blocks.filter((block) => block.type === 'input'),
    ({ block_id: id = '' }) => errors[id],
  );
  return [...labels].flatMap(([text, inputs]) =>
    text === undefined ? [] : [`*${listed(inputs.map(({ label }) => line(label.text)))}:* ${text}`],
  );
}

/** docs.slack.dev/reference/block-kit/block-elements: every kind of input has it but that of files. */
function focused(block: KnownBlock): KnownBlock {
  if (block.type !== 'input' || block.element.type === 'file_input') return block;
  return { ...block, element: { ...block.element, focus_on_load: true } };
}
