import { stringify } from 'yaml';
import type { NewPerson } from './import/draft.ts';
import { schemaFileName } from './schema.ts';

/** Somebody as the first organization file has them. */
export interface FirstPerson extends NewPerson {
  title?: string;
  pagerduty?: string;
  tz?: string;
}

export interface FirstRotation {
  title: string;
  zone: string;
  source: { pagerduty: string };
}

export interface FirstPolicy {
  steps: { people: string[]; after: string }[];
}

/** What the first files are made of. */
export interface Beginning {
  organization: string;
  people: Record<string, FirstPerson>;
  rotations: Record<string, FirstRotation>;
  policies: Record<string, FirstPolicy>;
  /** Who commands, writes, approves and is paged until somebody else is named. */
  me: string;
  /** Where incidents are announced; the chat's own name without #. */
  channel: string;
  system: { id: string; title: string; kind: string };
  /** An escalation policy that pages for the system, in place of `me`. */
  policy?: string;
}

/** The text of the first organization file. */
export function organizationText(first: Beginning): string {
  const { organization, people, rotations, policies, me, channel } = first;
  return [
    `# yaml-language-server: $schema=./schema/${schemaFileName('organization')}`,
    '# Written by airb init. Each field is explained in docs/reference/organization-file.md, and by an editor that knows the schema.',
    yaml({ schema: 1, name: organization }),
    yaml({ people }),
    ...part({ rotations }),
    ...part({ policies }),
    '# Until others are named, one person commands, writes the updates and approves.',
    yaml({ commanders: [me], communications: [me], approvers: [me], incidentsChannel: channel }),
  ].join('\n');
}

/** The text of the file of the first system. What nobody has said yet is left out, and the linter names it. */
export function systemText({ system, me, policy }: Beginning): string {
  const { title, kind } = system;
  return [
    `# yaml-language-server: $schema=../schema/${schemaFileName('system')}`,
    '# Written by airb init. Describe its parts and signals next: docs/first-runbook.md.',
    yaml({
      schema: 1,
      title,
      kind,
      riskTier: 'medium',
      businessOwner: me,
      technicalOwner: me,
      ...(policy === undefined ? { onCall: [{ people: [me], after: '5m' }] } : { policy }),
      fallback: 'Nobody has written yet how users are served while it is off.',
      ...(kind === 'agent' && {
        safeStop: 'Nobody has written yet how it is stopped without leaving work half done.',
      }),
    }),
  ].join('\n');
}

function part(fields: Record<string, object>): string[] {
  const [[, all] = ['', {}]] = Object.entries(fields);
  return Object.keys(all).length === 0 ? [] : [yaml(fields)];
}

function yaml(fields: object): string {
  return stringify(fields, { lineWidth: 120 });
}
