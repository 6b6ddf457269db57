import type { Library } from '../domain/runbooks/runbook.ts';
import { judgedFetch } from '../http/judged-fetch.ts';
import type { SandboxSettings } from './settings.ts';

/**
 * Calls addresses that stand in the files: into the own network only where their organization says so, or where the
 * sandbox plays what they name.
 * @param library the files of the moment
 */
export function judgedBy(
  library: (() => Library) | undefined,
  sandbox?: Pick<SandboxSettings, 'address'> | undefined,
): typeof fetch {
  const played = sandbox ? [{ host: new URL(sandbox.address).host, private: true }] : [];
  return judgedFetch({ allowed: () => [...played, ...(library?.().organization.mayCall ?? [])] });
}
