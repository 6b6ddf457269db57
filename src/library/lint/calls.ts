import { notAllowed } from '../../domain/runbooks/may-call.ts';
import type { MayCall, PartSpec, SystemSpec } from '../../domain/runbooks/runbook.ts';
import type { Finding } from '../finding.ts';
import type { ReadSystem } from '../library-files.ts';
import type { Path } from '../source.ts';

/** Finds calls of a system that `mayCall` of the organization does not allow, as far as their addresses are known. */
export function callsNotAllowed(
  system: SystemSpec,
  read: ReadSystem,
  allowed: readonly MayCall[] | undefined,
): Finding[] {
  return system.parts.flatMap((part) =>
    callsOf(part).flatMap(({ method, url, path }) => {
      // A version is one segment whatever it is called.
      const address = url.replaceAll(/\{\{\w+\}\}/g, 'x');
      if (!URL.canParse(address)) return [];
      const against = notAllowed(allowed, { method, url: new URL(address) });
      if (against === undefined) return [];
      const target = read.value.parts[part.id]?.target !== undefined && path[0] !== 'current';
      return read.source.at(['parts', part.id, ...(target ? ['target'] : path)], {
        level: 'warning',
        rule: 'call-not-allowed',
        what: against,
        expected: 'a call the organization allows',
        why: 'it would be refused when users wait for it',
        fix: 'add the host, and with it method and path, to `mayCall` in organization.yaml',
      });
    }),
  );
}

function callsOf({ action, current }: PartSpec): { method: string; url: string; path: Path }[] {
  return [
    ...(action ? [{ method: action.method, url: action.url, path: ['action', 'url'] }] : []),
    ...(action?.lookUp ? [{ method: 'GET', url: action.lookUp.url, path: ['action', 'url'] }] : []),
    ...(current ? [{ method: 'GET', url: current.url, path: ['current', 'url'] }] : []),
  ];
}
