import type { JsonObject, PendingFault } from '../control-types.ts';
import { textAt } from '../json.ts';
import type { World } from '../world.ts';

/** The oldest fault that fits this call; using it takes one off its count. */
export function takeFault(world: World, method: string, args: JsonObject): PendingFault | undefined {
  const channel = textAt(args, 'channel');
  const index = world.faults.findIndex(
    (fault) =>
      (fault.method === '*' || fault.method === method) &&
      (fault.channel === undefined || fault.channel === channel),
  );
  const fault = world.faults[index];
  if (fault === undefined) return undefined;
  if (fault.left > 1) world.faults[index] = { ...fault, left: fault.left - 1 };
  else world.faults.splice(index, 1);
  return fault;
}
