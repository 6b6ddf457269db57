import { httpActions } from '../actions/http.ts';
import type { Library, MayCall } from '../domain/runbooks/runbook.ts';
import { leadsBelow } from '../library/fill.ts';
import type { Actions } from '../ports/action.ts';
import { judgedBy } from './judged.ts';
import type { Settings } from './settings.ts';

/**
 * Rollbacks, with the secrets that runbook files name. What the sandbox plays is called with a secret of the sandbox
 * where none is set; nobody else is.
 * @param around.hosts the only ones that may be called; any when left out
 * @param around.library what its organization allows just now holds as well
 */
export function actionsOf(
  { environment, sandbox }: Pick<Settings, 'environment' | 'sandbox'>,
  { hosts, library }: { hosts?: readonly string[] | undefined; library?: () => Library } = {},
): Actions {
  return httpActions({
    secretOf: (name, target) =>
      environment[name] ||
      (sandbox && leadsBelow(target, sandbox.address) ? sandbox.targetSecret : undefined),
    fetch: judgedBy(library, sandbox),
    ...(hosts && { allowHosts: hosts }),
    ...(library && { mayCall: () => ownAllowed(library().organization.mayCall, sandbox?.address) }),
  });
}

/** What the sandbox plays may always be called: it stands for whatever the files would name. */
function ownAllowed(allowed: MayCall[] | undefined, played: string | undefined): MayCall[] | undefined {
  if (allowed === undefined || played === undefined) return allowed;
  return [...allowed, { host: new URL(played).host }];
}
