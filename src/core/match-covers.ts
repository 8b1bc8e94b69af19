import { fits, type Match } from './match.ts';

/** Whether `wide` certainly matches everything that `narrow` matches. Patterns too complex to compare count as no. */
export function covers(wide: Match, narrow: Match): boolean {
  return Object.values(parts).every((covered) => covered(wide, narrow));
}

/** Every part, so that a new one cannot be left out. */
const parts: Readonly<Record<keyof Match, (wide: Match, narrow: Match) => boolean>> = {
  connections: (wide, narrow) => patternsCover(wide.connections, narrow.connections),
  kinds: (wide, narrow) => patternsCover(wide.kinds, narrow.kinds),
  impacts: (wide, narrow) => patternsCover(wide.impacts, narrow.impacts),
  sources: (wide, narrow) => patternsCover(wide.sources, narrow.sources),
  sourceTags: (wide, narrow) => tagsCover(wide.sourceTags, narrow.sourceTags),
  targets: (wide, narrow) => patternsCover(wide.targets, narrow.targets),
  tags: (wide, narrow) => tagsCover(wide.tags, narrow.tags),
  channels: (wide, narrow) => patternsCover(wide.channels, narrow.channels),
  times: (wide, narrow) => wide.times === undefined || wide.times.text === narrow.times?.text,
};

function patternsCover(wide: readonly string[] | undefined, narrow: readonly string[] | undefined): boolean {
  if (wide === undefined) return true;
  return narrow?.every((each) => wide.some((pattern) => patternCovers(pattern, each))) ?? wide.includes('*');
}

/** A pattern without `?` fits whatever another one means if it fits that one's own text. */
function patternCovers(wide: string, narrow: string): boolean {
  return wide === narrow || (!/[?]/u.test(wide + narrow) && fits(wide, narrow));
}

function tagsCover(wide: Match['tags'], narrow: Match['tags']): boolean {
  return Object.entries(wide ?? {}).every(([tag, pattern]) => {
    const other = narrow !== undefined && Object.hasOwn(narrow, tag) ? narrow[tag] : undefined;
    return other !== undefined && patternCovers(pattern, other);
  });
}
