import type { LookCase } from './looks.ts';

/** How looks grow, in this order; those of `growth` have about ten restores for each connection. */
export const sizes = {
  'looks-10': { restores: 10, connections: 1, everyMs: 10_000 },
  'looks-100': { restores: 100, connections: 10, everyMs: 10_000 },
  'looks-400': { restores: 400, connections: 10, everyMs: 10_000 },
  'looks-1000': { restores: 1_000, connections: 100, everyMs: 10_000 },
  'looks-10000': { restores: 10_000, connections: 120, everyMs: 20_000 },
} as const satisfies Record<string, LookCase>;
export const growth = ['looks-10', 'looks-100', 'looks-1000', 'looks-10000'] as const;
