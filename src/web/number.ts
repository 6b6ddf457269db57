/** `42` → 42; undefined for anything except a plain positive number. */
export function incidentNumber(text: string): number | undefined {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}
