import { stringify } from 'yaml';
import type * as z from 'zod';
import { policy, rotation } from '../files/oncall.ts';
import { organizationFile } from '../files/organization.ts';
import type { Draft, Imported } from './draft.ts';

/**
 * Leaves out what the organization file would refuse, with what refuses it, and what is named nowhere any more. So what
 * remains can be put into the file as it is.
 */
export function checkedImport({ draft, left }: Imported): Imported {
  const lost = [...left];
  const keep = <T>(name: string, all: Record<string, T>, shape: z.ZodType): Record<string, T> =>
    Object.fromEntries(
      Object.entries(all).filter(([id, value]) => {
        const read = shape.safeParse(value);
        if (!read.success) lost.push(`${name} \`${id}\`: ${issueWords(read.error)}`);
        return read.success;
      }),
    );
  const people = keep('person', draft.people, organizationFile.shape.people.valueType);
  const rotations = keep('rotation', draft.rotations, rotation);
  const isThere = (id: string) =>
    !(id in draft.rotations && !(id in rotations)) && !(id in draft.people && !(id in people));
  const policies = Object.fromEntries(
    Object.entries(draft.policies).map(([id, { steps }]) => [
      id,
      { steps: steps.map((one) => ({ ...one, people: one.people.filter(isThere) })) },
    ]),
  );
  return { draft: { people, rotations, policies: keep('policy', policies, policy) }, left: lost };
}

function issueWords(error: z.ZodError): string {
  const [issue] = error.issues;
  return `${issue?.path.join('.') ?? ''} is not ${issue?.message ?? 'as expected'}`;
}

/** The section as text, with what could not be carried over as remarks at its end. */
export function sectionText({ people, rotations, policies }: Draft, left: string[], from: string): string {
  const filled = Object.entries({ people, rotations, policies }).filter(
    ([, all]) => Object.keys(all).length > 0,
  );
  const body = filled.map(([name, all]) =>
    stringify({ [name]: all }, { lineWidth: 120, defaultStringType: 'PLAIN' }),
  );
  const remarks = left.map((one) => `#   - ${one.replace(/\s+/g, ' ')}`);
  return [
    `# From ${from}. Put each part below the one of the same name in organization.yaml, then run \`airb runbooks lint\`.`,
    ...body,
    ...(left.length > 0 ? ['# Not carried over:', ...remarks] : ['# All of it was carried over.']),
    '',
  ].join('\n');
}
