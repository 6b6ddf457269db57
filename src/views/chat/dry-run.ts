import { phrase } from './spans.ts';

/** What the target said to a dry run: `the target would accept it. HTTP 200.` */
export function dryRunWords({
  ok,
  status,
  because,
}: {
  ok: boolean;
  status: number;
  because?: string | undefined;
}): string {
  return ok ? `the target would accept it. HTTP ${status}.` : notAccepted(status, because);
}

/** A status of 4xx is a no; whatever else is no yes says nothing for certain. */
function notAccepted(status: number, because: string | undefined): string {
  if (because === undefined) return `the target would refuse it. HTTP ${status}.`;
  const no = status >= 400 && status < 500 && status !== 408 && status !== 429;
  return `${no ? 'the target did not accept it' : 'no clear yes'}: ${phrase(because, 200)}.`;
}
