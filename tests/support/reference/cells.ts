/** A row of a Markdown table; a bar would end a cell. */
export function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** A table with its head. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(columns), row(columns.map(() => '---')), ...rows.map(row)].join('\n');
}

/** Plain text for a page: `<number>` is no tag. What stands in backticks stays as it is. */
export function plain(text: string): string {
  return text.replaceAll(/`[^`]*`|</g, (part) => (part === '<' ? '&lt;' : part));
}

export const code = (text: string) => `\`${text}\``;
