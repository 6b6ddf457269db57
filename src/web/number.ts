/** `42` → 42; anything but a plain positive number is none. */
export function incidentNumber(text: string): number | undefined {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}
