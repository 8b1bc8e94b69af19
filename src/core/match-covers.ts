import { fits, type Match } from './match.ts';

/**
 * Whether everything that `narrow` fits is certainly fitted by `wide`, too. Where patterns are too clever to compare,
 * the answer is no.
 */
export function covers(wide: Match, narrow: Match): boolean {
  return (
    patternsCover(wide.connections, narrow.connections) &&
    patternsCover(wide.kinds, narrow.kinds) &&
    patternsCover(wide.targets, narrow.targets) &&
    patternsCover(wide.impacts, narrow.impacts) &&
    patternsCover(wide.channels, narrow.channels) &&
    tagsCover(wide.tags, narrow.tags) &&
    (wide.times === undefined || wide.times.text === narrow.times?.text)
  );
}

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
