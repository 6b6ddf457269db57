import * as z from 'zod';
import { markdown } from '../../documents/markdown.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { rankSuspects, type Suspect } from '../../domain/response/suspects.ts';
import { iso } from '../../views/record/json.ts';
import { boundTo } from '../../views/runbook/bound.ts';
import { runbookDocument } from '../../views/runbook/runbook-document.ts';
import { answered, refused, type ToolAnswer } from '../answer.ts';
import type { Desk } from '../desk.ts';
import { incident } from './incidents.ts';
import { reading, tool } from './tool.ts';

/** What may have caused it, what the signals say, and what the organization wrote down for such a night. */
export const diagnosisTools = [
  tool({
    name: 'suspects',
    title: 'Rank the suspects',
    description:
      'What may have caused the incident, most suspect first, with the reasons; and what can be proposed: parts with their last known good version, and the containments of the system file.',
    scope: 'read',
    input: { incident },
    run: (asking, { incident: number }) =>
      reading(asking, { incident: number, what: 'suspects' }, (known) =>
        answered(
          { incident: number, proposable: proposable(known) },
          { suspects: rankSuspects(known).map(suspectJson), live: known.versions },
        ),
      ),
  }),
  tool({
    name: 'readings',
    title: 'Read the signals',
    description:
      'The newest value of each signal that airb has measured for an incident, and the normal one.',
    scope: 'read',
    input: { incident },
    run: (asking, { incident: number }) =>
      reading(asking, { incident: number, what: 'readings' }, (known) => {
        const set = known.readings.at(-1);
        const of = (name: string) => set?.readings.find(({ signal }) => signal === name);
        return answered(
          {
            incident: number,
            measuredAt: iso(set?.sampledAt),
            signals: known.plan.signals.map(({ name, title, unit, baseline }) => ({
              ...{ signal: name, title, unit, normal: baseline ?? null, value: of(name)?.value ?? null },
            })),
          },
          {
            problems: (set?.readings ?? []).flatMap(({ signal, problem }) =>
              problem === undefined ? [] : [{ signal, problem }],
            ),
          },
        );
      }),
  }),
  tool({
    name: 'runbook',
    title: 'Read a runbook',
    description: 'The runbook of an incident with the queries and versions of its system, or one by its id.',
    scope: 'read',
    input: {
      incident: incident.optional(),
      runbook: z.string().max(100).optional().describe('Id of a runbook, such as `refusal-spike`.'),
    },
    run: async (asking, { incident: number, runbook }) => {
      if (number === undefined) return runbookAnswer(asking.desk, { id: runbook });
      return reading(asking, { incident: number, what: 'runbook' }, ({ plan }) =>
        runbookAnswer(asking.desk, { id: plan.runbook.id, system: plan.system.id }),
      );
    },
  }),
];

/** What a proposal can name: all of it stands in the files of the organization. */
function proposable({ plan }: Opened) {
  return {
    parts: plan.parts.map(({ id, title, lastKnownGood }) => ({
      ...{ part: id, title, lastKnownGood: lastKnownGood ?? null },
    })),
    containments: (plan.containment ?? []).map(({ title, part, to, loses }) => ({ title, part, to, loses })),
  };
}

function suspectJson(suspect: Suspect) {
  const { because, reasons, unlikely = false } = suspect;
  const about = suspect.change
    ? { change: { ...suspect.change, at: iso(suspect.change.at) } }
    : suspect.seen
      ? { seenInTraffic: suspect.seen.value }
      : { notPinned: true };
  return { part: suspect.part?.id ?? null, ...about, because, reasons, unlikely };
}

function runbookAnswer(desk: Desk, wanted: { id: string | undefined; system?: string }): ToolAnswer {
  const { runbooks, systems, organization } = desk.library();
  const found = runbooks.find(({ id, failure }) => id === wanted.id || failure === wanted.id);
  const ids = runbooks.map(({ id }) => id).join(', ');
  if (found === undefined) return refused('There is no such runbook.', `There are: ${ids}.`);
  const system = systems.find(({ id }) => id === wanted.system);
  const bound = system && boundTo(found, system, organization);
  const text = markdown(runbookDocument({ runbook: found, now: desk.now(), ...(bound && { bound }) }));
  return answered({ runbook: found.id, text });
}
