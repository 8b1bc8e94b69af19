/** Longer input is not compared: it means something else. */
const longest = 100;

/** Those of the names that somebody may have meant, nearest first; at most three. */
export function nearest(typed: string, names: readonly string[]): readonly string[] {
  const wanted = typed.slice(0, longest).toLowerCase();
  // In a word of three letters, one is a lot.
  const allowed = wanted.length > 3 ? Math.max(2, Math.floor(wanted.length / 3)) : 1;
  return names
    .map((name) => ({ name, near: name.slice(0, longest).toLowerCase() }))
    .map(({ name, near }) => ({ name, near, off: distance(wanted, near) }))
    .filter(({ near, off }) => off <= allowed || isPart(wanted, near))
    .toSorted((a, b) => a.off - b.off)
    .slice(0, 3)
    .map(({ name }) => name);
}

/** Two letters are part of too many names. */
function isPart(part: string, whole: string): boolean {
  return part.length > 2 && whole.includes(part);
}

/** Levenshtein: how many characters must be changed, added or taken away. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, char] of Array.from(a).entries()) {
    const next = [i + 1];
    for (const [j, other] of Array.from(b).entries()) {
      const change = (row[j] ?? 0) + (char === other ? 0 : 1);
      next.push(Math.min(change, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
