/** Three digits that count. */
export const rounded = (value: number): string => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2))

/** Columns as wide as their widest cell; the first three are texts, the others figures. */
export function columns(rows: readonly string[][]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  const padded = (cell: string, column: number) => (column < 3 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))
  return rows.map((row) => row.map(padded).join('  ').trimEnd())
}
