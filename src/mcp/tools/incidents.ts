import * as z from 'zod';
import { isOpen } from '../../domain/incident/state.ts';
import { completeness } from '../../domain/response/evidence.ts';
import { headJson } from '../../views/record/head-json.ts';
import { incidentJson, iso } from '../../views/record/json.ts';
import { timeline } from '../../views/record/timeline.ts';
import { answered } from '../answer.ts';
import { reading, tool } from './tool.ts';

/** The number of an incident, as every tool takes it. */
export const incident = z.int().positive().describe('Its number: 42 for INC-42.');

const mostIncidents = 50;
const mostEntries = 200;

/** What is going on, and what was done about it. */
export const incidentTools = [
  tool({
    name: 'incidents',
    title: 'List incidents',
    description:
      'Incidents, newest first; the open ones unless you ask for all. Private ones are not listed.',
    scope: 'read',
    input: {
      open: z.boolean().optional().describe('false lists those that are over as well.'),
      system: z.string().max(100).optional().describe('Id of a system, as `systems` lists it.'),
      before: z.int().positive().optional().describe('Only numbers below this one.'),
    },
    run: async ({ desk }, { open = true, system, before }) => {
      const filter = { private: false, ...(open && { open }), ...(system && { system }) };
      const heads = await desk.store.heads({
        ...filter,
        ...(before !== undefined && { before }),
        limit: mostIncidents,
      });
      const known = new Set(desk.library().systems.map(({ id }) => id));
      const rows = heads.map(headJson);
      const facts = rows.map(({ title: _, failure: __, system: named, private: ___, ...row }) => ({
        ...row,
        system: known.has(named) ? named : null,
      }));
      const titles = rows.map(({ number, title, failure }) => ({ number, title, failure }));
      return answered({ incidents: facts }, { incidents: titles });
    },
  }),
  tool({
    name: 'incident',
    title: 'Read an incident',
    description:
      'Phase, severity, milestones, evidence that is missing, what was proposed and what was done; all it holds under `untrusted`.',
    scope: 'read',
    input: { incident },
    run: (asking, { incident: number }) =>
      reading(asking, { incident: number, what: 'incident' }, (known) => {
        const { have, of, missing } = completeness(known);
        return answered(
          {
            incident: known.number,
            phase: known.phase,
            open: isOpen(known),
            severity: known.severity,
            openedAt: iso(known.openedAt),
            milestones: Object.fromEntries(
              Object.entries(known.milestones).map(([name, at]) => [name, iso(at)]),
            ),
            evidence: { have, of, missing: missing.map(({ id, title }) => ({ item: id, title })) },
            proposals: (known.proposals ?? []).map(({ id, part, ended }) => ({
              ...{ proposal: id, part, status: ended?.how ?? 'waits for a person' },
              ...(ended?.action !== undefined && { request: ended.action }),
            })),
            requests: known.containments.map(({ id, part, status, verdict }) => ({
              ...{ request: id, part, status, verdict: verdict ?? null },
            })),
          },
          { record: incidentJson(known) },
        );
      }),
  }),
  tool({
    name: 'timeline',
    title: 'Read the timeline',
    description: `What happened in an incident, oldest first, ${mostEntries} entries at a time.`,
    scope: 'read',
    input: {
      incident,
      after: z.int().min(0).optional().describe('Number of the last entry you have.'),
      important: z.boolean().optional().describe('true leaves the details out.'),
    },
    run: (asking, { incident: number, after = 0, important = false }) =>
      reading(asking, { incident: number, what: 'timeline' }, async () => {
        const events = (await asking.desk.store.events(number)).map(({ event }) => event);
        const all = timeline(events, { short: important }).filter(({ seq }) => seq > after);
        const entries = all.slice(0, mostEntries).map((entry) => ({ ...entry, at: iso(entry.at) }));
        const next = all.length > entries.length ? (entries.at(-1)?.seq ?? null) : null;
        return answered({ incident: number, entries: entries.length, after: next }, { entries });
      }),
  }),
];
