import type {
  HttpAction,
  NamedSecret,
  PartSpec,
  ReadBack,
  SystemSpec,
  TracesSpec,
} from '../domain/runbooks/runbook.ts';
import type { Finding } from './finding.ts';
import type { ReadSystem } from './library-files.ts';
import type { Path } from './source.ts';

/** Names of environment variables to their values. */
export type Environment = Record<string, string | undefined>;

/** What a system is filled with. */
export interface Filling {
  env: Environment;
  /** Below this address targets are played, which take any secret: what they ask for need not be set. */
  played?: string | undefined;
}

const placeholder = /\$\{([A-Z][A-Z0-9_]*)\}/g;
const uncallable = 'until it is set airb can only show the manual step for this part';
const unseen = 'without it airb can not see which version is live';
const unlinked = 'without it steps do not link to the traces';
const refused = 'without it the target refuses the rollback';

/**
 * Puts environment variables into the addresses of a system. A part whose address stays incomplete loses its action,
 * and its manual step says so. So airb never calls an incomplete address, and one missing variable costs one button,
 * not the whole library.
 */
export function fillSystem(
  system: SystemSpec,
  read: ReadSystem,
  { env, played }: Filling,
): { system: SystemSpec; findings: Finding[] } {
  const filler = { read, env, played, findings: [] };
  const parts = system.parts.map((part) => fillPart(filler, part, system.file));
  const { dashboard, traces: given, ...rest } = system;
  const traces = given && fillTraces(filler, given);
  const link =
    dashboard === undefined
      ? undefined
      : complete(filler, dashboard, { path: ['dashboard'], why: uncallable });
  return {
    system: { ...rest, parts, ...(traces && { traces }), ...(link !== undefined && { dashboard: link }) },
    findings: oncePerName(filler.findings),
  };
}

interface Filler extends Filling {
  read: ReadSystem;
  findings: Finding[];
}

function fillPart(filler: Filler, part: PartSpec, file: string): PartSpec {
  const { current, ...bare } = part;
  // The action first, because a variable that both name is told once, with what costs more.
  const filled = fillAction(filler, bare, file);
  const live = current && fillCurrent(filler, part.id, current);
  return live ? { ...filled, current: live } : filled;
}

/** Without a whole address there is no link; without that of the API no outputs are pulled. */
function fillTraces(filler: Filler, { samples, ...traces }: TracesSpec): TracesSpec | undefined {
  const link = complete(filler, traces.link, { path: ['traces', 'url'], why: unlinked });
  if (link === undefined) return undefined;
  const url = samples && complete(filler, samples.url, { path: ['traces', 'samples', 'url'], why: unlinked });
  return { ...traces, link, ...(samples && url && { samples: { ...samples, url } }) };
}

/** Without a whole address airb can't look, and says so instead of looking somewhere else. */
function fillCurrent(filler: Filler, part: string, current: ReadBack): ReadBack | undefined {
  const path = ['parts', part, placeOf(filler, part, 'current'), 'url'];
  const url = complete(filler, current.url, { path, why: unseen });
  unsetSecrets(filler, current.secret, { url, part, call: 'current', why: unseen });
  return url === undefined ? undefined : { ...current, url };
}

function fillAction(filler: Filler, part: PartSpec, file: string): PartSpec {
  const { action, ...rest } = part;
  if (action === undefined) return part;
  const path = ['parts', part.id, placeOf(filler, part.id, 'action'), 'url'];
  const url = complete(filler, action.url, { path, why: uncallable });
  unsetSecrets(filler, action.secret, { url, part: part.id, call: 'action', why: refused });
  if (url !== undefined) return { ...part, action: { ...withAddresses(action, filler), url } };
  const manual = `airb can't do this itself: the address in ${file} is incomplete. Roll ${part.title} back by hand.`;
  return { ...rest, manual: part.manual ?? manual };
}

/** The addresses asked before and after the call begin as its own does, so whatever they lack was told with it. */
function withAddresses(action: HttpAction, { env }: Filler): HttpAction {
  const filled = (text: string) => text.replace(placeholder, (_, name: string) => env[name] ?? '');
  const { lookUp, follow } = action;
  return {
    ...action,
    ...(lookUp && { lookUp: { ...lookUp, url: filled(lookUp.url) } }),
    ...(follow && { follow: { ...follow, url: filled(follow.url) } }),
  };
}

/** Where the file says what a call is made of: in a ready-made target, or in the call itself. */
function placeOf({ read }: Filler, part: string, call: 'action' | 'current'): string {
  const spec = read.value.parts[part];
  return spec?.target !== undefined && spec[call] === undefined ? 'target' : call;
}

function unsetSecrets(
  filler: Filler,
  secret: NamedSecret | undefined,
  about: { url: string | undefined; part: string; call: 'action' | 'current'; why: string },
): void {
  if (secret === undefined || isPlayed(filler, about.url)) return;
  const place = placeOf(filler, about.part, about.call);
  const names = [secret.env, ...(secret.user === undefined ? [] : [secret.user])];
  for (const name of names.filter((one) => !filler.env[one])) {
    const path = ['parts', about.part, place, ...(place === 'target' ? [] : ['secret', 'env'])];
    filler.findings.push(missingFinding(filler.read, { path, why: about.why }, name));
  }
}

/**
 * Fills in an address.
 * @returns the address; undefined when the result can't be called
 */
function complete(
  { read, env, findings }: Filler,
  text: string,
  { path, why }: { path: Path; why: string },
): string | undefined {
  const missing = [...text.matchAll(placeholder)].map((hit) => hit[1] ?? '').filter((name) => !env[name]);
  findings.push(...missing.map((name) => missingFinding(read, { path, why }, name)));
  if (missing.length > 0) return undefined;
  const filled = text.replace(placeholder, (_, name: string) => env[name] ?? '');
  if (isWebAddress(filled)) return filled;
  findings.push(read.source.at(path, { ...notAddress, why }));
  return undefined;
}

const notAddress = {
  level: 'warning' as const,
  rule: 'variable-unset' as const,
  what: 'the completed address is not a web address',
  expected: 'http or https',
};

function missingFinding(read: ReadSystem, { path, why }: { path: Path; why: string }, name: string): Finding {
  return read.source.at(path, {
    level: 'warning',
    rule: 'variable-unset',
    what: `the environment variable ${name} is not set`,
    expected: `a value for ${name}`,
    why,
    fix: `set ${name} where airb runs`,
  });
}

/** Keeps one finding per variable, even when seven places use it. */
function oncePerName(findings: Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ what }) => !seen.has(what) && seen.add(what));
}

function isPlayed({ played }: Filling, url: string | undefined): boolean {
  return played !== undefined && url !== undefined && leadsBelow(url, played);
}

/** Whether a call of `url` reaches a place below `address`, after whatever `..` and capitals a URL may hold. */
export function leadsBelow(url: string, address: string): boolean {
  if (!URL.canParse(url) || !URL.canParse(address)) return false;
  return new URL(url).href.startsWith(`${new URL(address).href.replace(/\/$/, '')}/`);
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
