import { headerIn } from './hmac.ts';
import type { Authentication } from './source.ts';

/**
 * Two ways to prove who it is, for tools that sign some of what they send: where the header of the signature is there, the
 * signature decides, and else the other way.
 */
export function signedOr(
  { header, signed }: { header: string; signed: Authentication },
  other: Authentication,
): Authentication {
  return {
    needs: 'body',
    ...(other.inPath && { inPath: true }),
    how: `${signed.how}, or ${other.how}`,
    check: (request, secrets) =>
      headerIn(request.headers, header) === ''
        ? other.check(request, secrets)
        : signed.check(request, secrets),
  };
}
