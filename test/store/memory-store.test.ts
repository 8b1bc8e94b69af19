import { after } from '#core/instant.ts';
import { askedAt } from '#test/support/builders.ts';
import { createMemoryAudit } from '#test/support/memory-audit.ts';
import { createMemoryStore } from '#test/support/memory-store.ts';
import { describeRequestStore } from '#test/support/request-store-contract.ts';

describeRequestStore('in memory', async (options) => {
  let now = askedAt;
  const audit = createMemoryAudit({ now: () => now });
  const store = createMemoryStore({ now: () => now, audit, ...options });
  return {
    store,
    history: store.history,
    audit,
    edit: async (id, change) => store.edit(id, change),
    pass: (ms) => {
      now = after(now, ms);
    },
  };
});
