import type { Freeze } from '#core/freeze.ts';
import { covers } from '#core/match-covers.ts';
import { couldFitConnection, type Match, type Stretch } from '#core/match.ts';
import type { Policy } from '#core/policy.ts';
import type { RestoreProvider } from '#core/provider.ts';

/** A connection, and whether its vendor shows tags or labels of targets. */
export type Tagging = Pick<RestoreProvider, 'connection' | 'hasTags'>;

/**
 * What is allowed and probably not meant, one sentence each that says what to write instead. `now`: freezes are
 * looked at from here on.
 */
export function policyWarnings(
  { rules, freezes, objectives = [] }: Policy,
  connections: readonly Tagging[],
  now: Date,
): readonly string[] {
  const denials = rules.filter((rule) => rule.effect === 'deny');
  const allowed = rules.filter((rule) => rule.effect === 'allow');
  return [
    ...allowed.flatMap(({ name, match, approve }) => {
      const denial = denials.find((each) => covers(each.match, match));
      const leaves = approve === undefined && match.impacts?.includes('download') === true;
      return [
        ...(leaves
          ? [
              `rule “${name}”: data leaves with a download, and nobody needs to agree; write approve: {quorum: 1, groups: [S…]} unless that is meant.`,
            ]
          : []),
        ...(denial === undefined
          ? []
          : [
              `rule “${name}”: the rule “${denial.name}” forbids all that it allows; narrow that one's match, or take this one out.`,
            ]),
      ];
    }),
    ...freezes.flatMap((freeze) => [...warningsOf(freeze, freezes, now)]),
    ...rules.flatMap((rule) => withoutTags(`rule “${rule.name}”`, rule.match, connections)),
    ...freezes.flatMap(({ name, match }) => withoutTags(`freeze “${name}”`, match, connections)),
    ...objectives.flatMap(({ name, match }) => withoutTags(`objective “${name}”`, match, connections)),
  ];
}

/** Where there are no tags, none fits: what forbids then forbids nothing, and what allows leaves it to the next rule. */
function withoutTags(where: string, match: Match, connections: readonly Tagging[]): readonly string[] {
  const wanted = { ...match.tags, ...match.sourceTags };
  if (Object.keys(wanted).length === 0) return [];
  const met = connections.filter(({ connection }) => couldFitConnection(match, connection));
  const namesOf = (tagged: boolean) =>
    met.filter(({ hasTags }) => hasTags === tagged).map(({ connection }) => connection);
  const [without, rest] = [namesOf(false), namesOf(true)];
  if (without.length === 0) return [];
  const instead =
    rest.length === 0
      ? 'match targets by name instead'
      : `write match.connections: [${rest.join(', ')}] if that is meant, or match targets by name`;
  return [
    `${where}: it matches on tags, and never matches on ${without.join(', ')}, whose vendor has none; ${instead}.`,
  ];
}

function* warningsOf(freeze: Freeze, freezes: readonly Freeze[], now: Date): Iterable<string> {
  const { name, effect, match, times } = freeze;
  const where = `freeze “${name}”`;
  const ahead = stretchesFrom(freeze, now);
  if (ahead.length === 0) {
    yield effect === 'deny'
      ? `${where}: it is over (${times.text}); take it out, or write when it comes again.`
      : `${where}: the times in which restores may start are over (${times.text}), so none starts any more; write new ones, or take it out.`;
    return;
  }
  if (effect === 'deny') return;
  const against = freezes.find(
    (other) =>
      other.effect === 'deny' && covers(other.match, match) && ahead.every((each) => isWithin(each, other)),
  );
  if (against !== undefined) {
    yield `${where}: the freeze “${against.name}” forbids all of the time in which this one lets restores start, so none ever starts; shorten that one, or move this one.`;
  }
}

/** Enough to see a pattern: a year of weeks. */
const mostStretches = 53;

function stretchesFrom({ times }: Freeze, now: Date): readonly Stretch[] {
  const found: Stretch[] = [];
  let next: Date | undefined = times.covering(now)?.from ?? times.nextAfter(now);
  while (next !== undefined && found.length < mostStretches) {
    const stretch = times.covering(next);
    if (stretch === undefined) break;
    found.push(stretch);
    next = times.nextAfter(stretch.until) ?? undefined;
  }
  return found;
}

function isWithin({ from, until }: Stretch, { times }: Freeze): boolean {
  const around = times.covering(from);
  return around !== undefined && around.until >= until;
}
