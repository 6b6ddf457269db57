import type { Library, PartSpec, SystemSpec } from '../domain/runbooks/runbook.ts';
import type { Finding } from './finding.ts';
import type { LibraryFiles, ReadSystem } from './library-files.ts';
import type { FindingFacts, Path } from './source.ts';

/** An address that the files have airb call, as far as it is known, and where it stands. */
export interface Outgoing {
  method: string;
  url: URL;
  /** True where a look of its own tells where it leads. */
  isAsked: boolean;
  at(facts: FindingFacts): Finding;
}

/** Whatever the files have airb call: rollback targets, traces, calendars, and audiences behind a webhook. */
export function outgoingIn(
  { systems }: Pick<Library, 'systems'>,
  { systems: reads, organization }: LibraryFiles,
): Outgoing[] {
  return [
    ...calendarsOf(organization),
    ...hooksOf(organization),
    ...systems.flatMap((system) => {
      const read = reads.find(({ id }) => id === system.id);
      return read ? [...callsOf(system, read), ...tracesOf(system, read)] : [];
    }),
  ];
}

/** Every call of a system's rollback targets. */
export function callsOf({ parts }: SystemSpec, read: ReadSystem): Outgoing[] {
  return parts.flatMap((part) =>
    callsIn(part).flatMap(({ method, url, call }) => {
      const target = read.value.parts[part.id]?.target !== undefined && call !== 'current';
      const path = ['parts', part.id, ...(target ? ['target'] : [call, 'url'])];
      // A version is one segment whatever it is called.
      const address = url.replaceAll(/\{\{\w+\}\}/g, 'x');
      return outgoing(address, { source: read.source, path, method, isAsked: call === 'current' });
    }),
  );
}

function callsIn({ action, current }: PartSpec): { method: string; url: string; call: string }[] {
  return [
    ...(action ? [{ method: action.method, url: action.url, call: 'action' }] : []),
    ...(action?.lookUp ? [{ method: 'GET', url: action.lookUp.url, call: 'action' }] : []),
    ...(current ? [{ method: 'GET', url: current.url, call: 'current' }] : []),
  ];
}

function tracesOf({ traces }: SystemSpec, { value, source }: ReadSystem): Outgoing[] {
  const url = traces?.samples?.url ?? '';
  // Where the file names none, it is that of the tool whose link it names.
  const own = value.traces?.samples?.url !== undefined;
  const path = ['traces', ...(own ? ['samples'] : []), 'url'];
  return outgoing(url, { source, path });
}

function hooksOf({ value, source }: LibraryFiles['organization']): Outgoing[] {
  return Object.entries(value.audiences).flatMap(([id, { webhook }]) =>
    outgoing(webhook?.url ?? '', {
      ...{ source, path: ['audiences', id, 'webhook', 'url'], method: 'POST' },
      isAsked: true,
    }),
  );
}

/** Those whose address is in the environment are not known here; whoever asks them says where they lead. */
function calendarsOf({ value, source }: LibraryFiles['organization']): Outgoing[] {
  return Object.entries(value.rotations ?? {}).flatMap(([id, rotation]) =>
    outgoing(rotation.source?.calendar ?? '', {
      ...{ source, path: ['rotations', id, 'source', 'calendar'] },
      isAsked: true,
    }),
  );
}

function outgoing(
  url: string,
  about: { source: ReadSystem['source']; path: Path; method?: string; isAsked?: boolean },
): Outgoing[] {
  const { source, path, method = 'GET', isAsked = false } = about;
  if (!/^https?:/.test(url) || !URL.canParse(url)) return [];
  return [{ method, url: new URL(url), isAsked, at: (facts) => source.at(path, facts) }];
}
