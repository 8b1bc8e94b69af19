import type { RequestEvent } from '#core/events.ts';
import type { HistoryRecord } from '#core/history.ts';
import type { ShownStep } from './panel-types.ts';
import { madeUpPast } from './past.ts';
import { incident } from './scenario.ts';
import type { Simulators } from './simulators.ts';

/** A transition of a request, as the audit tells it. */
export interface Happened {
  readonly requestId: string;
  readonly type: string;
  /** A user id; absent: restorebot itself. */
  readonly by?: string | undefined;
}

interface Step extends Omit<ShownStep, 'done'> {
  /** Whether what has happened to the story's request says so. */
  readonly isDone: (happened: readonly Happened[]) => boolean;
}

/** What a newcomer plays: an incident that a person tells of, and the way to its end. */
export interface Story {
  readonly id: string;
  readonly title: string;
  /** What it shows, in one sentence. */
  readonly about: string;
  /** The person who tells of it in #incidents, and how. */
  readonly by: string;
  readonly text: string;
  readonly steps: readonly Step[];
  /** The faults at the vendors that this story adds. */
  prepare?(vendors: Simulators): void;
  /** Restores that ended before it begins; absent: there were none. */
  past?(now: Date): readonly HistoryRecord[];
}

const happenedOnce =
  (...types: readonly RequestEvent['type'][]) =>
  (happened: readonly Happened[]): boolean =>
    happened.some(({ type }) => types.some((each) => each === type));

const voted = (by: string) => (happened: readonly Happened[]) =>
  happened.some((each) => (each.type === 'vote-cast' && each.by === by) || each.type === 'approved');

/** Approved once more, after something has made the first approval void. */
function approvedAfter(event: RequestEvent['type']): Step['isDone'] {
  return (happened) => {
    const since = happened.findLastIndex(({ type }) => type === event);
    return since >= 0 && happenedOnce('approved')(happened.slice(since));
  };
}

const asks = (command: string): Step => ({
  words: 'Ask for the restore: check it, then ask for approval.',
  as: 'U0ANA',
  command,
  isDone: happenedOnce('asked'),
});

const approves = (words: string): Step => ({ words, as: 'U0BEN', isDone: happenedOnce('approved') });

const ends = (words: string): Step => ({ words, isDone: happenedOnce('verified') });

const restored = ends('Watch the thread until it says Restored.');

export const stories: readonly Story[] = [
  {
    id: 'dropped',
    title: 'A dropped database',
    about: 'A migration dropped a database; one colleague approves bringing it back.',
    by: 'U0DORA',
    text: `:rotating_light: INC-2417: the migration of a moment ago dropped the database \`${incident.database}\` on *orders-prod*. Checkout is down. <@U0ANA>, you are on call: can you restore it from the last backup? <@U0BEN> can approve.`,
    steps: [
      asks(
        `/restore crdb-prod database orders-prod --backup latest --databases ${incident.database} --into orders-prod --reason INC-2417`,
      ),
      approves('Approve it on the card.'),
      ends('Watch the thread until it says Restored and verified: checks read the data.'),
    ],
  },
  {
    id: 'two-approvers',
    title: 'Overwrite production',
    about: 'A whole cluster is overwritten, so two people must approve, one of the database team.',
    by: 'U0DORA',
    text: ':rotating_light: INC-2418: the release of this hour wrote wrong amounts to every invoice on *billing-prod*. I stopped the writers and dropped its databases. <@U0ANA>, please overwrite the cluster with the last backup. <@U0BEN> and <@U0CLEO> must both approve.',
    steps: [
      asks('/restore crdb-prod cluster billing-prod --backup latest --into billing-prod --reason INC-2418'),
      {
        words: 'Approve it on the card: type the name of what is overwritten.',
        as: 'U0BEN',
        isDone: voted('U0BEN'),
      },
      { words: 'Approve it as the second person.', as: 'U0CLEO', isDone: happenedOnce('approved') },
      ends('Watch the thread until it says Restored. A check cannot connect, and the card says so.'),
    ],
    prepare: ({ cockroach }) => cockroach.dropDatabase('billing-prod', 'invoices'),
  },
  {
    id: 'point-in-time',
    title: 'A point in time',
    about: 'A script deleted orders; staging gets the data as it was ten minutes ago.',
    by: 'U0DORA',
    text: ':rotating_light: INC-2419: a cleanup script has been deleting rows in *orders* (MongoDB Atlas) for five minutes. <@U0ANA>, please restore *orders* as of ten minutes ago into *orders-staging*, so that we can copy the rows back. <@U0BEN> can approve.',
    steps: [
      asks(
        '/restore atlas-main point-in-time shop/orders --at 10m --into shop/orders-staging --reason INC-2419',
      ),
      approves('Approve it on the card: type the name of what is overwritten.'),
      restored,
    ],
  },
  {
    id: 'lost-answer',
    title: 'A lost answer',
    about:
      'The vendor starts the restore, but its answer is lost; restorebot finds it and sends nothing twice.',
    by: 'U0DORA',
    text: ':rotating_light: INC-2420: the test data in *shop-staging* (Prisma Postgres) is broken, and the release waits for it. <@U0ANA>, please restore the last backup of *shop-prod* into it. <@U0BEN> can approve. Prisma drops connections today, so keep an eye on it.',
    steps: [
      asks('/restore prisma-shop database shop-prod --backup latest --into shop-staging --reason INC-2420'),
      approves('Approve it on the card: type the name of what is overwritten.'),
      {
        words: 'The answer is lost. restorebot looks for the restore at Prisma Postgres and finds it.',
        isDone: happenedOnce('submitted'),
      },
      restored,
    ],
    prepare: ({ prisma }) =>
      void prisma.fault({ method: 'POST', path: '/restore', action: { type: 'drop', applied: true } }),
  },
  {
    id: 'empty-table',
    title: 'A backup without its rows',
    about: 'The vendor reports success; a check reads the restored data and finds a table empty.',
    by: 'U0DORA',
    text: ':rotating_light: INC-2421: somebody dropped the database `movr` on *orders-staging*. <@U0ANA>, please restore it from the last backup. <@U0BEN> can approve. The job that resets staging ran before that backup, so look at what comes back.',
    steps: [
      asks(
        '/restore crdb-prod database orders-staging --backup latest --databases movr --into orders-staging --reason INC-2421',
      ),
      approves('Approve it on the card.'),
      ends('Watch the thread: CockroachDB Cloud reports success, and a check of the data fails.'),
    ],
    prepare: ({ cockroach }) => cockroach.dropDatabase('orders-staging', 'movr'),
  },
  {
    id: 'over-objective',
    title: 'Over its objective',
    about: 'A restore would lose more than the team has promised, so two people must acknowledge the loss.',
    by: 'U0DORA',
    text: ':rotating_light: INC-2422: a script has overwritten every address in *shop-prod* (Prisma Postgres). <@U0ANA>, please restore it from the last backup. All orders since that backup are lost, and the objective is 15 minutes, so <@U0BEN> must accept that, too. What earlier restores have cost: `/restore history shop-prod`.',
    steps: [
      {
        words:
          'Ask for the restore: check it, read what it loses and how long it takes, tick the box, then ask for approval.',
        as: 'U0ANA',
        command: '/restore prisma-shop database shop-prod --backup latest --into shop-prod --reason INC-2422',
        isDone: happenedOnce('asked'),
      },
      approves('Approve it on the card: tick the box, and type the name of what is overwritten.'),
      ends('Watch the thread until it says Restored and verified: a check read the data.'),
    ],
    past: madeUpPast,
  },
  {
    id: 'submitted-again',
    title: 'Submitted again',
    about:
      'A restore never reaches the vendor. People submit it again, and its requester accepts a larger loss.',
    by: 'U0DORA',
    text: ':rotating_light: INC-2423: a script has overwritten every address in *shop-prod* (Prisma Postgres). <@U0ANA>, please restore it from the last backup. <@U0BEN> can approve, and both of you must accept the loss. The network to Prisma is bad today, so keep an eye on it.',
    steps: [
      {
        words: 'Ask for the restore: check it, tick the box, then ask for approval.',
        as: 'U0ANA',
        command: '/restore prisma-shop database shop-prod --backup latest --into shop-prod --reason INC-2423',
        isDone: happenedOnce('asked'),
      },
      approves('Approve it on the card: tick the box, and type the name of what is overwritten.'),
      {
        words:
          'The answer is lost. restorebot looks for the restore at Prisma Postgres for half a minute and finds none.',
        isDone: happenedOnce('became-unknown'),
      },
      {
        words: 'Nobody knows whether it ran, so a person decides: choose “Submit it again” on the card.',
        as: 'U0BEN',
        isDone: happenedOnce('asked-again'),
      },
      {
        words:
          'Approvals began again, and by now the restore may lose more. Choose “Accept the loss…” on the card, and tick the box.',
        as: 'U0ANA',
        isDone: happenedOnce('acknowledged'),
      },
      { ...approves('Approve the new number on the card.'), isDone: approvedAfter('asked-again') },
      ends('Watch the thread until it says Restored and verified: a check read the data.'),
    ],
    prepare: ({ prisma }) =>
      void prisma.fault({ method: 'POST', path: '/restore', action: { type: 'drop', applied: false } }),
  },
];

const [firstStory] = stories;

/** By its id; the first one where none is named. `undefined`: there is no such story. */
export function storyOf(id: string | undefined): Story | undefined {
  return id === undefined ? firstStory : stories.find((each) => each.id === id);
}

const endings: Partial<Readonly<Record<string, string>>> = {
  denied: 'The request was denied. Ask again, or start over.',
  cancelled: 'The request was withdrawn. Ask again, or start over.',
  expired: 'The request expired before it was approved. Ask again, or start over.',
  refused: 'The vendor refused the restore; the thread says why. Ask again, or start over.',
  failed: 'The restore failed; the thread says why. Ask again, or start over.',
  'became-unknown': 'Nobody can tell whether the restore ran. The buttons on the card decide, or start over.',
  closed: 'The request was closed. Ask again, or start over.',
};

/** How far a story has come: what the newest request shows. */
export function progressOf(
  { steps }: Story,
  happened: readonly Happened[],
): { readonly steps: readonly ShownStep[]; readonly stuck?: string } {
  const newest = happened.findLast(({ type }) => type === 'asked')?.requestId;
  const ofIt = happened.filter(({ requestId }) => requestId === newest);
  // What the next step answers does not end the story.
  const isStep = steps.some(({ isDone }) => isDone(ofIt) && !isDone(ofIt.slice(0, -1)));
  const stuck = isStep ? undefined : endings[ofIt.at(-1)?.type ?? ''];
  return {
    steps: steps.map(({ isDone, ...shown }) => ({ ...shown, done: isDone(ofIt) })),
    ...(stuck === undefined ? {} : { stuck }),
  };
}
