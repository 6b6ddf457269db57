import * as z from 'zod';
import { trackerNames } from '../../domain/runbooks/tracker.ts';
import { line } from '../fields/fields.ts';

const projects = {
  // A segment of dots alone would lead the path elsewhere.
  github: [/^(?!\.+\/)[\w.-]{1,100}\/(?!\.+$)[\w.-]{1,100}$/, 'owner/repository, as GitHub writes it'],
  jira: [/^[A-Z][A-Z0-9_]{1,29}$/, 'the key of a project: letters in upper case, such as OPS'],
  linear: [/^[A-Z0-9]{1,12}$/, 'the key of a team: letters in upper case, such as OPS'],
} as const;

/** Where action items become issues. The token stands in the environment, never here. */
export const tracker = z
  .strictObject({
    name: z.enum(trackerNames).describe('Which one; its token is a setting of airb.'),
    project: line.describe(
      '`owner/repository` of GitHub, the key of a project of Jira, the key of a team of Linear.',
    ),
    labels: z
      .array(z.string().regex(/^[^\s"]{1,50}$/, 'a label without blanks, up to 50 characters'))
      .max(10, 'at most ten labels')
      .optional()
      .describe('What every issue is labelled with; Linear takes none.'),
    always: z
      .boolean()
      .default(false)
      .describe('Opens an issue for each action item by itself; without it, `/airb action issue <n>` does.'),
  })
  .superRefine(({ name, project }, context) => {
    const [pattern, expected] = projects[name];
    if (!pattern.test(project))
      context.addIssue({ code: 'custom', path: ['project'], message: `expected ${expected}` });
  });
