/** Rows of cells as lines; columns line up, the last one ends where its text ends. */
export function columns(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => [...(row[i] ?? '')].length)));
  const padded = (row: string[]) =>
    row.map((cell, i) =>
      i === row.length - 1 ? cell : cell + ' '.repeat((widths[i] ?? 0) - [...cell].length),
    );
  return rows.map((row) => padded(row).join('  ')).join('\n');
}
