import { z } from 'zod';

/** What was chosen, with the words it was chosen by. */
const id = z.string().max(255);
const Chosen = z.object({
  value: z.string().max(2_000),
  text: z.object({ text: z.string().max(3_000) }).optional(),
});

/** One element of `view.state.values[block_id][action_id]` (docs.slack.dev/reference/views#state); only what we read. */
export const ElementState = z.object({
  /** A plain-text input takes 3000 characters at most. */
  value: z.string().max(3_000).nullish(),
  selected_option: Chosen.nullish(),
  selected_options: z.array(Chosen).max(100).nullish(),
  selected_conversation: id.nullish(),
  /** Unix seconds. */
  selected_date_time: z.number().nullish(),
});
export type ElementState = Readonly<z.output<typeof ElementState>>;

const Values = z.record(id, z.record(id, ElementState));

/** What stands in a view's inputs, by block_id; each of our blocks has one element. */
export function readState(values: unknown): ReadonlyMap<string, ElementState> {
  const parsed = Values.parse(values ?? {});
  const entries = Object.entries(parsed).flatMap(([blockId, elements]) => {
    const [state] = Object.values(elements);
    return state === undefined ? [] : [[blockId, state] as const];
  });
  return new Map(entries);
}
