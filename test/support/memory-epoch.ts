import type { Epoch, EpochStore } from '#core/recovery.ts';

/** The epoch of a Redis that a test can start again. */
export function createMemoryEpoch(epoch: Epoch | undefined, run: string) {
  const state = { epoch, run, sequence: 1, holder: '' };
  const store: EpochStore = {
    facts: async () => ({ epoch: state.epoch, run: state.run, sequence: state.sequence }),
    async claim(holder) {
      state.holder = holder;
      return true;
    },
    async end() {
      state.epoch = undefined;
      return true;
    },
    async begin(_, next) {
      state.epoch = next;
      state.holder = '';
      return true;
    },
  };
  return { state, store };
}
