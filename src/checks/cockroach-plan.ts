/**
 * Whether a plan of CockroachDB reads a table that is not the server's own: one of its nodes names a table, and none is
 * a virtual table (cockroachlabs.com/docs/stable/explain). A plan that reads both counts as none: then nothing tells
 * which of them the value came from. A text in a filter begins no line, so it cannot pass for a table.
 */
export function readsTable(plan: string): boolean {
  const lines = plan.split('\n');
  return (
    lines.some((line) => /^[^a-z]*(?:(?:left|right) )?table: ./u.test(line)) &&
    !lines.some((line) => /^[^a-z]*• virtual table/u.test(line))
  );
}
