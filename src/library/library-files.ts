import type { FailureGroup } from '../domain/runbooks/runbook.ts';
import type { OrganizationFile } from './files/organization.ts';
import type { RunbookFile } from './files/runbook.ts';
import type { SystemFile } from './files/system.ts';
import type { Source } from './source.ts';

export interface ReadRunbook {
  id: string;
  group: FailureGroup;
  value: RunbookFile;
  source: Source;
  /** sha-256 of the bytes, hex. */
  hash: string;
  /** The same bytes as text. */
  text: string;
}

export interface ReadSystem {
  id: string;
  value: SystemFile;
  source: Source;
}

/** All files, each read and valid alone, before they are checked together. */
export interface LibraryFiles {
  organization: { value: OrganizationFile; source: Source };
  systems: ReadSystem[];
  runbooks: ReadRunbook[];
}
