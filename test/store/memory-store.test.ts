import { after } from '#core/instant.ts';
import { askedAt } from '#test/support/builders.ts';
import { createMemoryStore } from '#test/support/memory-store.ts';
import { describeRequestStore } from '#test/support/request-store-contract.ts';

describeRequestStore('in memory', async (options) => {
  let now = askedAt;
  return {
    store: createMemoryStore({ now: () => now, ...options }),
    pass: (ms) => {
      now = after(now, ms);
    },
  };
});
