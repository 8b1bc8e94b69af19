/** So many characters of an id people read; they are the random ones, hence differ where requests are of one minute. */
const shown = 8;

/** The part of a request's id that people read and type; commands take the whole id, too. */
export function shortId(id: string): string {
  return id.slice(-shown);
}

/** Fewer characters match a request only by chance. */
const fewest = 4;

/** Which of these ids somebody means: the whole id, its end, or the beginning of either; never a guess among several. */
export function idsMeant(typed: string, ids: readonly string[]): readonly string[] {
  const wanted = typed.replaceAll('`', '').trim().toUpperCase();
  const exact = ids.filter((id) => id.toUpperCase() === wanted);
  if (exact.length > 0 || wanted.length < fewest) return exact;
  return ids.filter((id) => {
    const whole = id.toUpperCase();
    return (
      whole.startsWith(wanted) ||
      shortId(whole).startsWith(wanted) ||
      (wanted.length >= shown && whole.endsWith(wanted))
    );
  });
}
