import { describe, expect, test } from 'vitest';
import type { RequestEvent } from '#core/events.ts';
import { pinPlan, type RestorePlan } from '#core/restore-plan.ts';
import { aPlan, at, someEvents } from '#test/support/builders.ts';
import type { Post } from './evidence.ts';
import { type History, submissionsOf } from './histories.ts';
import { approvedBefore, onceEach } from './judge-submissions.ts';

const orders = { id: 'p1/orders', name: 'shop/orders' };
const snapshot = { type: 'backup', backupId: 'snapshot-1', takenAt: at(-3_600) } as const;
const atlas = { provider: 'atlas', connection: 'atlas-main', source: orders, target: orders } as const;

const bodies = {
  automated: {
    deliveryType: 'automated',
    snapshotId: 'snapshot-1',
    targetClusterName: 'orders',
    targetGroupId: 'p1',
  },
  'point-in-time': {
    deliveryType: 'pointInTime',
    pointInTimeUTCSeconds: at(-60).getTime() / 1_000,
    targetClusterName: 'orders',
    targetGroupId: 'p1',
  },
  download: { deliveryType: 'download', snapshotId: 'snapshot-1' },
} as const;

type Kind = keyof typeof bodies;

/** A request for one kind, approved and submitted `seconds` after the others. */
function historyOf(kind: Kind, seconds = 0, changes: Partial<RestorePlan> = {}): History {
  const point = kind === 'point-in-time' ? ({ type: 'instant', at: at(-60) } as const) : snapshot;
  const plan = aPlan({ ...atlas, kind, point, ...changes });
  const id = `${kind}-${seconds}`;
  const events = someEvents({ state: 'submitting', askedAt: at(seconds), ask: { plan, requestId: id } });
  return { id, requester: 'U0RITA', ask: 1, plan, digest: pinPlan(plan).digest, events };
}

function intentAt({ events }: History): Date {
  return events.find(({ type }) => type === 'dispatched')?.at ?? at(0);
}

/** A POST that the vendor took, so many milliseconds after the intent of a request. */
function post(kind: Kind, after: Date, ms: number): Post {
  return {
    connection: 'atlas-main',
    at: new Date(after.getTime() + ms),
    path: '/api/atlas/v2/groups/p1/clusters/orders/backup/restoreJobs',
    body: bodies[kind],
    accepted: true,
    refused: false,
    words: `POST ${kind}`,
  };
}

/** Nobody left, nothing forged, the rules as they were. */
const lawful = {
  story: {},
  ticked: new Map(),
  tickedAgain: new Map(),
  revoked: new Map(),
  forged: new Map(),
  rules: undefined,
};

const everybody = ['U0RITA', 'U0CLEO'];

/** The same, approved by Cleo; `loss`: what the record says that Cleo ticked. */
function voting(history: History, loss: number | 'all' | undefined): History {
  const acknowledged = loss === undefined ? undefined : { loss, startsBy: at(10_000) };
  const events = history.events.map((event) => {
    if (event.type === 'asked') {
      // Its requester ticked all that it may lose.
      const accepted = { loss: loss === 'all' ? loss : 10 ** 9, startsBy: at(10_000) };
      return { ...event, impact: { ...event.impact, type: 'in-place' as const }, acknowledged: accepted };
    }
    return event.type === 'vote-cast'
      ? { ...event, vote: { ...event.vote, by: 'U0CLEO', acknowledged } }
      : event;
  });
  return { ...history, events };
}

describe('a POST belongs to the request that would send exactly it', () => {
  test.each([
    ['automated', 'download'],
    ['download', 'automated'],
    ['point-in-time', 'automated'],
  ] as const)('a %s and a %s of one snapshot at the same time are two requests', (one, other) => {
    // The second one's intent is the newest before both POSTs.
    const histories = [historyOf(one), historyOf(other, 1)];
    const newest = intentAt(historyOf(other, 1));
    const posts = [post(one, newest, 10), post(other, newest, 20)];

    const submissions = submissionsOf({ posts }, histories);

    expect(submissions.map(({ history }) => history?.plan.kind)).toEqual([one, other]);
    expect(onceEach(submissions)).toEqual([]);
  });

  test('the same one twice is a broken promise', () => {
    const history = historyOf('automated');
    const posts = [10, 20].map((ms) => post('automated', intentAt(history), ms));

    const found = onceEach(submissionsOf({ posts }, [history]));

    expect(found.map(({ promise }) => promise)).toEqual(['P2']);
  });

  test('one that no request would send was submitted by nobody’s leave', () => {
    const history = historyOf('download');
    const posts = [post('automated', intentAt(history), 10)];

    const found = approvedBefore(submissionsOf({ posts }, [history]), lawful);

    expect(found.map(({ promise }) => promise)).toEqual(['P1']);
  });

  test('one over its objective rests on those alone who acknowledged as much as it loses', () => {
    const history = historyOf('automated');
    const posts = [post('automated', intentAt(history), 10)];
    const lostMs = intentAt(history).getTime() - at(-3_600).getTime();
    const problems = (ticked: readonly string[], loss?: number | 'all') =>
      approvedBefore(submissionsOf({ posts }, [voting(history, loss)]), {
        ...lawful,
        story: { objective: 'acknowledge' },
        ticked: new Map([[1, new Set(ticked)]]),
      });

    expect(problems(everybody, lostMs)).toEqual([]);
    expect(problems(everybody)).toHaveLength(1);
    expect(problems(everybody, lostMs - 1)).toHaveLength(1);
    expect(problems(everybody, 'all')).toHaveLength(1);
    expect(problems(['U0CLEO'], lostMs)).toHaveLength(1);
    expect(problems(['U0RITA'], lostMs)).toHaveLength(1);
  });

  test('one whose approvals began again rests on what its requester accepted then', () => {
    const history = historyOf('automated');
    const posts = [post('automated', intentAt(history), 10)];
    const lostMs = intentAt(history).getTime() - at(-3_600).getTime();
    const asked = (loss: number, again?: number): History => {
      const voted = voting(history, lostMs);
      const accepted = (of: number) => ({ loss: of, startsBy: at(10_000) });
      const events = voted.events.flatMap((event): readonly RequestEvent[] => {
        if (event.type === 'asked') return [{ ...event, acknowledged: accepted(loss) }];
        if (event.type !== 'vote-cast' || again === undefined) return [event];
        const { at: when, commandId } = event;
        return [
          { type: 'acknowledged', at: when, by: 'U0RITA', commandId, acknowledged: accepted(again) },
          event,
        ];
      });
      return { ...voted, events };
    };
    const problems = (of: History, again: readonly string[]) =>
      approvedBefore(submissionsOf({ posts }, [of]), {
        ...lawful,
        story: { objective: 'acknowledge' },
        ticked: new Map([[1, new Set(everybody)]]),
        tickedAgain: new Map([[1, new Set(again)]]),
      });

    expect(problems(asked(lostMs), [])).toEqual([]);
    expect(problems(asked(lostMs - 1), [])).toHaveLength(1);
    expect(problems(asked(lostMs - 1, lostMs), ['U0RITA'])).toEqual([]);
    // In her name, without her.
    expect(problems(asked(lostMs - 1, lostMs), [])).toHaveLength(1);
    expect(problems(asked(lostMs - 1, lostMs - 1), ['U0RITA'])).toHaveLength(1);
  });
});
