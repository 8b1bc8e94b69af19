import { z } from 'zod';

/** What was chosen, with the words it was chosen by. */
const Chosen = z.object({ value: z.string(), text: z.object({ text: z.string() }).optional() });

/** One element of `view.state.values[block_id][action_id]` (docs.slack.dev/reference/views#state); only what we read. */
export const ElementState = z.object({
  value: z.string().nullish(),
  selected_option: Chosen.nullish(),
  selected_options: z.array(Chosen).nullish(),
  selected_conversation: z.string().nullish(),
  /** Unix seconds. */
  selected_date_time: z.number().nullish(),
});
export type ElementState = Readonly<z.output<typeof ElementState>>;

const Values = z.record(z.string(), z.record(z.string(), ElementState));

/** What stands in a view's inputs, by block_id; each of our blocks has one element. */
export function readState(values: unknown): ReadonlyMap<string, ElementState> {
  const parsed = Values.parse(values ?? {});
  const entries = Object.entries(parsed).flatMap(([blockId, elements]) => {
    const [state] = Object.values(elements);
    return state === undefined ? [] : [[blockId, state] as const];
  });
  return new Map(entries);
}
