/**
 * Matches every id but these (letters and hyphens): Bolt runs all listeners that match, and each acknowledges.
 */
export function otherThan(ids: readonly string[]): RegExp {
  return new RegExp(`^(?!(?:${ids.join('|')})$)`, 'u');
}
