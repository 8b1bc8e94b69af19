import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Of what is alive, percent; then it is collected. */
const mostGarbage = 60;

/**
 * Gives memory back to the system that only the start needed: about 55 MB of 180, for a tenth of a second. V8 keeps a
 * young generation of the size that reading all modules took, until memory runs short. Only a collection of this flavor
 * shrinks it (tried with Node 24.21).
 */
export function releaseStartMemory(): void {
  // Otherwise V8 lets garbage grow to some times what is alive: with 1,000 running that was 65 MB more, for no less CPU.
  setFlagsFromString(`--heap-growing-percent=${mostGarbage}`);
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') return;
  Reflect.apply(collect, undefined, [{ type: 'major', execution: 'sync', flavor: 'last-resort' }]);
}
