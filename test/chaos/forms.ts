import { clusterIds as atlasClusters } from '#sandbox/providers/atlas/dataset.ts';
import type { Simulators } from '#sandbox/simulators.ts';
import type { FormValue } from '#sandbox/slack/client-form.ts';
import { createPrng, type Prng } from './prng.ts';

/** What a person types and chooses for one restore. */
export interface Form {
  readonly connection: string;
  readonly kind: string;
  /** Exact, in a word, so that the command finds it. */
  readonly source: string;
  /** By label; a snapshot's id and a moment are known only when the vendor runs. */
  readonly answers: Readonly<Record<string, FormValue | Snapshot | Moment>>;
  /** What a second identical submission would do; here as the judge says it. */
  readonly overwrites: boolean;
}

/** The n-th newest snapshot of a cluster. */
interface Snapshot {
  readonly snapshotOf: string;
  readonly age: number;
}

/** So long before now, to the second. */
interface Moment {
  readonly minutesAgo: number;
}

type Maker = (number: number, prng: Prng) => Form;

/** Nothing stands in it when a run begins, so that a whole cluster can be restored into it. */
export const emptiedCluster = 'orders-staging';

/** Requests of one run differ in their backup, and now and then they do not: then they are for the very same. */
const age = (prng: Prng): number => prng.int(0, 2);

const makers: readonly [Maker, ...Maker[]] = [
  (number, prng) => ({
    connection: 'crdb-prod',
    kind: 'database',
    source: 'orders-prod',
    answers: {
      Backup: cockroachBackup(age(prng)),
      Databases: ['orders'],
      'Destination cluster': prng.pick(['orders-prod', 'orders-staging']),
      'New name': prng.pick([`orders_${number}`, 'orders_again']),
    },
    overwrites: false,
  }),
  (_number, prng) => ({
    connection: 'crdb-prod',
    kind: 'table',
    source: 'orders-prod',
    answers: {
      Backup: cockroachBackup(age(prng)),
      Tables: [`orders.public.${prng.pick(['items', 'orders', 'customers'])}`],
      'Destination cluster': prng.pick(['orders-prod', 'orders-staging']),
      'Into database': 'defaultdb',
    },
    overwrites: false,
  }),
  (_number, prng) => ({
    connection: 'crdb-prod',
    kind: 'cluster',
    source: 'orders-prod',
    answers: {
      Backup: cockroachBackup(age(prng)),
      'Destination cluster': emptiedCluster,
    },
    overwrites: false,
  }),
  (_number, prng) => ({
    connection: 'prisma-shop',
    kind: 'database',
    source: 'shop-prod',
    answers: {
      Backup: `bkp_shop-prod_0${age(prng)}`,
      'Database to overwrite': prng.pick(['shop-prod', 'shop-staging']),
    },
    overwrites: true,
  }),
  (number, prng) => ({
    connection: 'zilliz-vectors',
    kind: 'cluster',
    source: 'catalogue-prod',
    answers: {
      Backup: zillizBackup(age(prng)),
      'Name of the new cluster': prng.pick([`copy-${number}`, 'copy-again']),
    },
    overwrites: false,
  }),
  (number, prng) => ({
    connection: 'zilliz-vectors',
    kind: 'collection',
    source: 'catalogue-prod',
    answers: {
      Backup: zillizBackup(age(prng)),
      Collection: 'products',
      'Destination cluster': 'catalogue-staging',
      'Name of the restored collection': `products_${number}`,
    },
    overwrites: true,
  }),
  (_number, prng) => ({
    connection: 'atlas-main',
    kind: 'automated',
    source: 'shop/orders',
    answers: {
      Snapshot: { snapshotOf: atlasClusters.orders, age: age(prng) },
      'Target cluster': prng.pick([atlasClusters.ordersStaging, atlasClusters.orders]),
    },
    overwrites: true,
  }),
  (_number, prng) => ({
    connection: 'atlas-main',
    kind: 'point-in-time',
    source: 'shop/orders',
    answers: {
      'Target cluster': prng.pick([atlasClusters.ordersStaging, atlasClusters.orders]),
      'Point in time': { minutesAgo: prng.int(60, 62) },
    },
    overwrites: true,
  }),
  (_number, prng) => ({
    connection: 'atlas-main',
    kind: 'download',
    source: 'shop/orders',
    answers: { Snapshot: { snapshotOf: atlasClusters.orders, age: age(prng) } },
    overwrites: false,
  }),
];

/** `crdb-prod database`: the kinds that stories ask for. */
export const askedKinds: readonly string[] = makers.map((make) => {
  const { connection, kind } = make(1, createPrng(1));
  return `${connection} ${kind}`;
});

/** One form of any vendor. */
export function makeForm(number: number, prng: Prng): Form {
  return prng.pick(makers)(number, prng);
}

/** The same, over its own source, so that it loses what was written since; `undefined`: it overwrites nothing. */
export function ontoItself(form: Form): Form | undefined {
  const { answers, source } = form;
  if ('Database to overwrite' in answers)
    return { ...form, answers: { ...answers, 'Database to overwrite': source } };
  if (!('Target cluster' in answers)) return undefined;
  return { ...form, answers: { ...answers, 'Target cluster': atlasClusters.orders } };
}

/** The answers, now that the vendors run. */
export function answersOf({ answers }: Form, { atlas }: Simulators): Readonly<Record<string, FormValue>> {
  return Object.fromEntries(
    Object.entries(answers).map(([label, value]) => [
      label,
      isSnapshot(value)
        ? (atlas.snapshotsOf(value.snapshotOf).at(-1 - value.age)?.id ?? '')
        : isMoment(value)
          ? momentOf(value)
          : value,
    ]),
  );
}

function momentOf({ minutesAgo }: Moment): string {
  return `${new Date(Date.now() - minutesAgo * 60_000).toISOString().slice(0, 19)}Z`;
}

function isMoment(value: FormValue | Moment): value is Moment {
  return typeof value === 'object' && value !== null && 'minutesAgo' in value;
}

function isSnapshot(value: FormValue | Snapshot | Moment): value is Snapshot {
  return typeof value === 'object' && value !== null && 'snapshotOf' in value;
}

function cockroachBackup(hoursOld: number): string {
  return `b0c4a2d6-0000-4000-8100-${String(hoursOld).padStart(12, '0')}`;
}

function zillizBackup(daysOld: number): string {
  return `backup0_c7b1${String(daysOld).padStart(11, '0')}`;
}
