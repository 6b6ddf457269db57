import type { SystemSpec } from '../domain/runbooks/runbook.ts';
import type { Finding } from './finding.ts';
import type { ReadSystem } from './library-files.ts';
import type { Path } from './source.ts';

/** Names of environment variables to their values. */
export type Environment = Record<string, string | undefined>;

const placeholder = /\$\{([A-Z][A-Z0-9_]*)\}/g;
const why = 'until it is set airb can only show the manual step for this part';

/**
 * Puts environment variables into the addresses of a system. A part whose address can't be completed loses its action
 * and says so in its manual step: a half-filled address is never called, and one missing variable costs one button,
 * not the library.
 */
export function fillSystem(
  system: SystemSpec,
  read: ReadSystem,
  env: Environment,
): { system: SystemSpec; findings: Finding[] } {
  const findings: Finding[] = [];
  const complete = (text: string, path: Path): string | undefined => {
    const missing = [...text.matchAll(placeholder)].map((hit) => hit[1] ?? '').filter((name) => !env[name]);
    findings.push(...[...new Set(missing)].map((name) => missingFinding(read, path, name)));
    if (missing.length > 0) return undefined;
    const filled = text.replace(placeholder, (_, name: string) => env[name] ?? '');
    if (isWebAddress(filled)) return filled;
    findings.push(read.source.at(path, { ...notAddress, why }));
    return undefined;
  };
  const parts = system.parts.map((part) => {
    const { action, ...rest } = part;
    if (action === undefined) return part;
    const url = complete(action.url, ['parts', part.id, 'action', 'url']);
    const secret = action.secret?.env;
    if (secret !== undefined && !env[secret])
      findings.push(missingFinding(read, ['parts', part.id, 'action', 'secret', 'env'], secret));
    if (url !== undefined) return { ...part, action: { ...action, url } };
    return {
      ...rest,
      manual:
        part.manual ??
        `airb can't do this itself: the address in ${system.file} is incomplete. Roll ${part.title} back by hand.`,
    };
  });
  const { dashboard, ...rest } = system;
  const link = dashboard === undefined ? undefined : complete(dashboard, ['dashboard']);
  return {
    system: { ...rest, parts, ...(link !== undefined && { dashboard: link }) },
    findings: oncePerName(findings),
  };
}

const notAddress = {
  level: 'warning' as const,
  what: 'the completed address is not a web address',
  expected: 'http or https',
};

function missingFinding(read: ReadSystem, path: Path, name: string): Finding {
  return read.source.at(path, {
    level: 'warning',
    what: `the environment variable ${name} is not set`,
    expected: `a value for ${name}`,
    why,
    fix: `set ${name} where airb runs`,
  });
}

/** One variable used in seven places is one finding. */
function oncePerName(findings: Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ what }) => !seen.has(what) && seen.add(what));
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
