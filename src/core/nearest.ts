/** Longer input is not compared: it means something else. */
const longest = 100;

/** Those of the names that somebody may have meant, nearest first; at most three. */
export function nearest(typed: string, names: readonly string[]): readonly string[] {
  const wanted = typed.slice(0, longest).toLowerCase();
  // In a word of three letters, one is a lot.
  const allowed = wanted.length > 3 ? Math.max(2, Math.floor(wanted.length / 3)) : 1;
  return names
    .map((name) => ({ name, near: name.slice(0, longest).toLowerCase() }))
    .map(({ name, near }) => ({ name, near, ...distances(wanted, near) }))
    .filter(
      ({ near, off, offBegin }) =>
        off <= allowed || isPart(wanted, near) || (wanted.length > 3 && offBegin <= wanted.length / 4),
    )
    .toSorted((a, b) => a.off - b.off)
    .slice(0, 3)
    .map(({ name }) => name);
}

/** Two letters are part of too many names. */
function isPart(part: string, whole: string): boolean {
  return part.length > 2 && whole.includes(part);
}

/**
 * How many characters must be changed, added, taken away or swapped with the next one to have the other text (`off`), or
 * a beginning of it (`offBegin`).
 */
function distances(a: string, b: string): { readonly off: number; readonly offBegin: number } {
  const [from, to] = [Array.from(a), Array.from(b)];
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [i, char] of from.entries()) {
    const next = [i + 1];
    for (const [j, other] of to.entries()) {
      const change = (row[j] ?? 0) + (char === other ? 0 : 1);
      const isSwapped = i > 0 && j > 0 && char === to[j - 1] && from[i - 1] === other;
      const swap = isSwapped ? (before[j - 1] ?? 0) + 1 : change;
      next.push(Math.min(change, swap, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    [before, row] = [row, next];
  }
  return { off: row.at(-1) ?? 0, offBegin: Math.min(...row) };
}
