import { expect, test } from 'vitest';
import { readsTable } from '#checks/cockroach-plan.ts';

// Plans as CockroachDB writes them (cockroachlabs.com/docs/stable/explain); none was asked of a running one.
const count = `distribution: full
vectorized: true

• group (scalar)
│
└── • scan
      estimated row count: 12,000 (100% of the table; stats collected 3 minutes ago)
      table: orders@orders_pkey
      spans: FULL SCAN`;

const join = `• lookup join
│ table: customers@customers_pkey
│ equality: (customer_id) = (id)
│
└── • values
      size: 1 column, 1 row`;

const zigzag = `• zigzag join
  left table: a@idx_x
  right table: a@idx_y`;

test.each([
  ['a scan', count],
  ['a lookup join', join],
  ['a zigzag join', zigzag],
])('%s reads a table', (_, plan) => {
  expect(readsTable(plan)).toBe(true);
});

test.each([
  ['a constant', '• values\n  size: 1 column, 1 row'],
  ['rows out of nothing', '• group (scalar)\n│\n└── • project set\n    │\n    └── • emptyrow'],
  ['the catalog', '• virtual table\n  table: pg_class@primary'],
  [
    'the catalog, with other facts between its node and its table',
    '└── • virtual table\n      nodes: n1\n      table: table_row_statistics@primary',
  ],
  ['the catalog by an index', '• virtual table lookup join\n│ table: pg_attribute@pg_attribute_attrelid_idx'],
  ['the catalog next to a table', `${count}\n└── • virtual table\n      table: pg_class@primary`],
  ['a text that looks like a table', "• filter\n│ filter: g != 'table: orders'\n│\n└── • project set"],
  ['a recommended index', '• values\nindex recommendations: 1\n   SQL command: CREATE INDEX ON table: (a);'],
  ['nothing', ''],
])('%s reads none', (_, plan) => {
  expect(readsTable(plan)).toBe(false);
});
