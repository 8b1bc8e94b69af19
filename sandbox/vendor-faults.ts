import type { ShownFault } from './panel-types.ts';
import type { FaultInput } from './providers/faults.ts';
import type { RunningVendor } from './providers/manifest.ts';

interface Kind {
  readonly id: string;
  readonly words: string;
  fault(vendor: RunningVendor): FaultInput;
}

/** More often than one session can use it. */
const times = 1_000_000;

/** The faults that can be switched on and off at a vendor. */
const kinds: readonly Kind[] = [
  {
    id: 'down',
    words: 'Is down (503)',
    fault: () => ({ times, action: { type: 'status', status: 503, message: 'The service is unavailable.' } }),
  },
  {
    id: 'key-revoked',
    words: 'Refuses the key (401)',
    fault: () => ({ times, action: { type: 'status', status: 401, message: 'The key is not valid.' } }),
  },
  { id: 'slow', words: 'Answers slowly', fault: () => ({ times, action: { type: 'delay', ms: 2_500 } }) },
  {
    id: 'loses-answer',
    words: 'Loses the next restore’s answer',
    fault: ({ submitPath }) => ({
      method: 'POST',
      path: submitPath,
      action: { type: 'drop', applied: true },
    }),
  },
];

function nameOf(vendor: RunningVendor, id: string): string {
  return `${vendor.name}/${id}`;
}

/** The switches of all vendors. A fault that is used up is off. */
export interface VendorFaults {
  shown(vendor: RunningVendor): readonly ShownFault[];
  /** `false`: there is no such fault. */
  set(vendor: RunningVendor, id: string, on: boolean): boolean;
}

export function createVendorFaults(): VendorFaults {
  const made = new Map<string, string>();

  function isOn(vendor: RunningVendor, id: string): boolean {
    const fault = made.get(nameOf(vendor, id));
    return vendor.simulator.faults().some((each) => each.id === fault);
  }

  return {
    shown: (vendor) => kinds.map(({ id, words }) => ({ id, words, on: isOn(vendor, id) })),
    set(vendor, id, on) {
      const kind = kinds.find((each) => each.id === id);
      if (kind === undefined) return false;
      if (on === isOn(vendor, id)) return true;
      if (on) made.set(nameOf(vendor, id), vendor.simulator.fault(kind.fault(vendor)));
      else vendor.simulator.dropFault(made.get(nameOf(vendor, id)) ?? '');
      return true;
    },
  };
}
