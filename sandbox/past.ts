import type { HistoryRecord } from '#core/history.ts';
import type { Resource } from '#core/restore-plan.ts';
import { databaseIds } from './providers/prisma/dataset.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** One restore of the past: of what, how long ago, how long it took, and what it lost. */
interface Ended {
  readonly of: Resource;
  readonly daysAgo: number;
  readonly tookSec: number;
  readonly lostMin: number;
  readonly end: 'verified' | 'restored' | 'check-failed';
}

const shop = { id: databaseIds.shop, name: 'shop-prod' };
const reports = { id: databaseIds.reports, name: 'reports' };

/** Restores in about the time that the simulator takes; those of shop-prod get slower, and no check ever read reports. */
const past: readonly Ended[] = [
  { of: shop, daysAgo: 121, tookSec: 17, lostMin: 420, end: 'restored' },
  { of: reports, daysAgo: 98, tookSec: 20, lostMin: 800, end: 'restored' },
  { of: shop, daysAgo: 84, tookSec: 19, lostMin: 95, end: 'verified' },
  { of: shop, daysAgo: 52, tookSec: 18, lostMin: 610, end: 'check-failed' },
  { of: shop, daysAgo: 23, tookSec: 21, lostMin: 42, end: 'verified' },
  { of: shop, daysAgo: 0.1, tookSec: 24, lostMin: 130, end: 'verified' },
];

/** What the history holds before a story begins, so that there is an estimate and a trend; each is marked as made up. */
export function madeUpPast(now: Date): readonly HistoryRecord[] {
  return past.map(({ of, daysAgo, tookSec, lostMin, end }, index) => {
    const askedAt = new Date(now.getTime() - daysAgo * dayMs);
    const since = (ms: number): Date => new Date(askedAt.getTime() + ms);
    const submittedAt = since(6 * minuteMs);
    const restoredAt = since(6 * minuteMs + tookSec * 1_000);
    const endedAt = since(7 * minuteMs);
    return {
      requestId: `01KEXAMPLE${index}`,
      provider: 'prisma',
      connection: 'prisma-shop',
      kind: 'database',
      impact: 'in-place',
      source: of,
      target: of,
      unavailable: true,
      askedAt,
      approvedAt: submittedAt,
      submittedAt,
      restoredAt,
      ...(end === 'verified' ? { verifiedAt: endedAt } : {}),
      endedAt,
      lostMs: lostMin * minuteMs,
      outcome: end,
      run: 'real',
      example: true,
    };
  });
}
