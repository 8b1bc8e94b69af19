/** Less than this for each character is never noticed. */
const unnoticedMs = 60 / 100_000;
/** Between linear (10) and quadratic (100), with room for a machine that does something else at the same time. */
const mostGrowth = 35;
const tries = 3;

/**
 * Whether something takes far more than ten times as long for a text that is ten times as long, at the fastest of a
 * few tries. Counts the thread's own time, so that a busy machine changes nothing. Begins with short texts, because what is quadratic would never end with long ones.
 */
export function growsTooFast<Input>(
  act: (input: Input) => unknown,
  inputOf: (length: number) => Input,
  length: number,
): boolean {
  let before = fastest(act, inputOf(length / 100), 0.2);
  for (const longer of [length / 10, length]) {
    const took = fastest(act, inputOf(longer), longer * unnoticedMs);
    if (took > longer * unnoticedMs && took / Math.max(before, 0.05) > mostGrowth) return true;
    before = took;
  }
  return false;
}

function fastest<Input>(act: (input: Input) => unknown, input: Input, enoughMs: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let each = 0; each < tries && best > enoughMs; each += 1) {
    const from = process.threadCpuUsage();
    act(input);
    const { user, system } = process.threadCpuUsage(from);
    best = Math.min(best, (user + system) / 1_000);
  }
  return best;
}
