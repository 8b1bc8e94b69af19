import { bold, plainName } from './escape.ts';
import { limits } from './limits.ts';
import type { ShownPlan } from './plan.ts';

/*
 * What a restore is, verb first, and what it costs: the first two things that a card, a form or a notification says.
 */

/** `Overwrite orders-prod`, for a heading, which Slack draws as plain text. */
export function plainTitle(shown: Pick<ShownPlan, 'plan' | 'impact'>): string {
  return titleWith(shown, plainName);
}

/** The same for mrkdwn: `Overwrite *orders-prod*`. */
export function title(shown: Pick<ShownPlan, 'plan' | 'impact'>): string {
  return titleWith(shown, bold);
}

/** Whether the title names all that is new, whole. */
export function titleNames(shown: Pick<ShownPlan, 'plan' | 'impact'>): boolean {
  const { type, creates } = shown.impact;
  return type === 'new-target' && creates.length === 1 && plainTitle(shown).length <= limits.header;
}

function titleWith(
  { plan, impact }: Pick<ShownPlan, 'plan' | 'impact'>,
  show: (name: string) => string,
): string {
  const { source, target } = plan;
  switch (impact.type) {
    case 'in-place':
      return `Overwrite ${show(target.name)}`;
    case 'new-target': {
      const [first, ...more] = impact.creates;
      if (first === undefined) return `Restore ${show(source.name)} into ${show(target.name)}`;
      const others = more.length === 0 ? '' : ` and ${more.length} more`;
      const place = ` on ${target.name}`;
      // A provider names what is new with its place: “database orders on movr”.
      return first.endsWith(place)
        ? `Restore ${show(first.slice(0, -place.length))}${others} into ${show(target.name)}`
        : `Restore ${show(source.name)} into ${show(first)}${others}`;
    }
    case 'download':
      return `Download a backup of ${show(source.name)}`;
  }
}
