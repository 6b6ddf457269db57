/**
 * The wait a peer asks for. Dates, which RFC 9110 allows as well, are sent by none of the services airb calls.
 * @param headers of the answer
 * @returns milliseconds; undefined without a number of seconds
 */
export function retryAfterIn(headers: Headers): number | undefined {
  const header = headers.get('retry-after')?.trim() ?? '';
  const seconds = header === '' ? Number.NaN : Number(header);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}
