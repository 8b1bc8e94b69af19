export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** With as many digits as mean something. */
export function shown(value: number | undefined): string {
  if (value === undefined) return '–';
  if (Number.isInteger(value) || value >= 100) return count(Math.round(value));
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** As the formatter leaves it; every column but the first holds figures. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(4, ...all.map((row) => row[column]?.length ?? 0)));
  const aligned = (row: readonly string[]) =>
    line(
      row.map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      ),
    );
  const rule = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [aligned(head), line(rule), ...rows.map(aligned)].join('');
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`;
}
