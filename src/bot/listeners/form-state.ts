import type { Draft } from '#core/draft.ts';
import { type ElementState, readState } from '../ui/form/element-state.ts';
import { hasTokens, textsIn, withValues } from '../ui/form/long-value.ts';
import type { ListenerDeps } from './deps.ts';

/** The values of a form's inputs, with tokens replaced by what they mean. */
export async function formState(
  { service }: Pick<ListenerDeps, 'service'>,
  draft: Pick<Draft, 'requestId' | 'input'>,
  values: unknown,
): Promise<ReadonlyMap<string, ElementState>> {
  const state = readState(values);
  if (!hasTokens(state)) return state;
  const offered = await service.loadLongValues(draft.requestId);
  return withValues(state, [...offered, ...textsIn(draft.input)]);
}
