/**
 * The wait that a peer asks for, in milliseconds. RFC 9110 also allows a date, but no service airb calls sends one.
 * @param headers of the answer
 * @returns milliseconds; undefined without a number of seconds
 */
export function retryAfterIn(headers: Headers): number | undefined {
  const header = headers.get('retry-after')?.trim() ?? '';
  const seconds = header === '' ? Number.NaN : Number(header);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}
