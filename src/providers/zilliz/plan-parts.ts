import type { FormInput } from '#core/provider.ts';
import type { RestorePlan } from '#core/restore-plan.ts';
import { textOf } from '../kit/answers.ts';
import { quoted } from '../kit/words.ts';
import type { Source } from './clusters.ts';
import type { BackupDetail, Cluster, Project } from './schema.ts';

/** One sentence for each answer that must change, by field id. */
export type Errors = Record<string, string>;

/** What the answers were resolved to; each may be missing, and then an error says so. */
export interface Resolved {
  readonly input: FormInput;
  readonly source: Source | undefined;
  readonly backup: BackupDetail | undefined;
  readonly clusters: readonly Cluster[];
  readonly projects: readonly Project[];
  readonly suffix: string;
}

export type PlanParts = Pick<RestorePlan, 'target' | 'options'>;

/** The answer, or the first of the words where there is none. */
export function oneOf(
  answer: Resolved['input'][string] | undefined,
  field: string,
  words: readonly [string, ...string[]],
  errors: Errors,
): string {
  const text = textOf(answer);
  if (text === '') return words[0];
  if (!words.includes(text)) errors[field] = `Choose one of ${quoted(words.filter((word) => word !== ''))}.`;
  return text;
}
