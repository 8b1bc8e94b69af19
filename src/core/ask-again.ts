import type { FormInput, RestoreKind } from './provider.ts';
import type { RestorePlan } from './restore-plan.ts';

/**
 * The answers that would lead to this plan again, without those that must differ each time: the next request begins
 * with them.
 */
export function answersOf(plan: RestorePlan, kind: RestoreKind): FormInput {
  const left = new Set(kind.again?.without);
  const answers = kind.fields.flatMap(({ id, type }) => {
    if (left.has(id)) return [];
    switch (type) {
      case 'source':
        return [[id, plan.source.id] as const];
      case 'target':
        return [[id, plan.target.id] as const];
      case 'backup':
        return plan.point.type === 'backup' ? [[id, plan.point.backupId] as const] : [];
      case 'instant':
        return plan.point.type === 'instant' ? [[id, plan.point.at.toISOString()] as const] : [];
      case 'text':
      case 'choice':
      case 'choices':
      case 'toggle':
      case 'integer': {
        const value = plan.options[id];
        return value === undefined ? [] : [[id, value] as const];
      }
    }
  });
  return Object.fromEntries(answers);
}

/** The answers that lead to the same restore with the latest backup; `undefined` where no backup was chosen. */
export function latestInput(plan: RestorePlan, kind: RestoreKind): FormInput | undefined {
  const field = kind.fields.find(({ type }) => type === 'backup');
  if (field === undefined || plan.point.type !== 'backup') return undefined;
  const { again: _, ...whole } = kind;
  return { ...answersOf(plan, whole), [field.id]: 'latest' };
}
