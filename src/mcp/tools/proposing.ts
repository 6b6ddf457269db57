import * as z from 'zod';
import type { AgentPuts } from '../../domain/incident/events.ts';
import { answered, noSuchIncident, refused, type ToolAnswer } from '../answer.ts';
import { incident } from './incidents.ts';
import { type Asking, tool, visible } from './tool.ts';

/** As many characters as somebody reads in a room at night. */
const longestReason = 1000;
/** What is longer is kept where it is, and pointed at. */
const longestEvidence = 100_000;

/** What an agent puts before people. Neither is a deed: somebody in the channel decides on it. */
export const proposingTools = [
  tool({
    name: 'propose_containment',
    title: 'Propose a containment',
    description:
      'Puts a change before the people in the incident’s channel: putting a part back, or a containment of the system file. Nothing is changed by it. A person asks for it in their own name or declines it, approvals are as always, and airb measures what it did. `incident` shows what became of it.',
    scope: 'propose',
    input: {
      incident,
      part: z.string().min(1).max(100).describe('Id of a part, as `suspects` lists it.'),
      to: z
        .string()
        .min(1)
        .max(200)
        .optional()
        .describe('The version to go to; the last known good one when left out.'),
      reason: z.string().min(1).max(longestReason).describe('Why, with the evidence it rests on.'),
    },
    run: async (asking, { incident: number, part, to, reason }) => {
      if ((await visible(asking, number)) === undefined) return noSuchIncident(number);
      const told = await asking.desk.handle(
        number,
        { type: 'propose', part, reason, ...(to !== undefined && { to }) },
        asking.by,
      );
      if (!told.ok) return refusedHere(asking, number, { what: 'proposal', ...told });
      const made = told.events.find((event) => event.type === 'containment.proposed');
      if (made === undefined) return answered({ proposed: false, because: told.note ?? 'nothing is new' });
      return answered({
        ...{ proposed: true, incident: number, proposal: made.proposal },
        status: 'waits for a person in the channel; nothing was changed',
      });
    },
  }),
  tool({
    name: 'add_evidence',
    title: 'Hand over evidence',
    description:
      'Keeps a text as evidence of an incident: a trace, a prompt with its answer, a query with its result. It counts once a person has looked at it. The same text is kept once.',
    scope: 'propose',
    input: {
      incident,
      content: z.string().min(1).max(longestEvidence).describe('The thing itself, not where it is.'),
      title: z.string().max(200).optional().describe('The first words of the content when left out.'),
      item: z
        .string()
        .max(100)
        .optional()
        .describe('Item of the runbook it answers; `incident` lists those missing.'),
    },
    run: async (asking, { incident: number, content, title, item }) => {
      const known = await visible(asking, number);
      if (known === undefined) return noSuchIncident(number);
      const items = known.plan.evidence.map(({ id }) => id);
      if (item !== undefined && !items.includes(item))
        return refusedHere(asking, number, {
          ...{ what: 'evidence', rejected: 'The runbook has no such item.' },
          next: `Its items: ${items.join(', ') || 'none'}.`,
        });
      const given = { content, ...(title !== undefined && { title }), ...(item !== undefined && { item }) };
      const kept = await asking.desk.addEvidence(number, given, asking.by);
      if ('refused' in kept) return refusedHere(asking, number, { what: 'evidence', rejected: kept.refused });
      return answered({
        ...kept,
        status: kept.repeated ? 'kept before' : 'waits for a person to look at it',
      });
    },
  }),
];

/** Says why not, and leaves it on the incident's timeline: people see what an agent tries. */
async function refusedHere(
  { desk, by }: Asking,
  incident: number,
  { what, rejected, next }: { what: AgentPuts; rejected: string; next?: string },
): Promise<ToolAnswer> {
  await desk.handle(incident, { type: 'agent.refused', what, why: rejected }, by);
  return refused(rejected, next);
}
