import { httpActions } from '../actions/http.ts';
import { leadsBelow } from '../library/fill.ts';
import type { Actions } from '../ports/action.ts';
import type { Settings } from './settings.ts';

/**
 * Rollbacks, with the secrets that runbook files name. What the sandbox plays is called with a secret of the sandbox
 * where none is set; nobody else is.
 * @param hosts the only ones that may be called; any when left out
 */
export function actionsOf({ environment, sandbox }: Settings, hosts?: readonly string[]): Actions {
  return httpActions({
    secretOf: (name, target) =>
      environment[name] ||
      (sandbox && leadsBelow(target, sandbox.address) ? sandbox.targetSecret : undefined),
    ...(hosts && { allowHosts: hosts }),
  });
}
