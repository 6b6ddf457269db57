import * as z from 'zod';
import { systemNamed } from '../../domain/runbooks/system-name.ts';
import { onlySystem } from '../../readiness/assess.ts';
import { readinessJson } from '../../readiness/json.ts';
import { onCallLines } from '../../views/chat/oncall.ts';
import { answered, refused, type ToolAnswer } from '../answer.ts';
import type { Desk } from '../desk.ts';
import { tool } from './tool.ts';

const system = z.string().max(100).optional().describe('Id of a system; all of them when left out.');

/** What stands whether or not something is wrong: the systems, who is on call, how ready they are. */
export const standingTools = [
  tool({
    name: 'systems',
    title: 'List the systems',
    description: 'Every AI system airb knows, with its parts, signals and containments, as its file says.',
    scope: 'read',
    input: {},
    run: async ({ desk }) =>
      answered({
        systems: desk.library().systems.map((one) => ({
          ...{ id: one.id, title: one.title, kind: one.kind, riskTier: one.riskTier },
          parts: one.parts.map(({ id, kind, title }) => ({ id, kind, title })),
          signals: one.signals.map(({ name, title, unit }) => ({ name, title, unit })),
          containments: (one.containment ?? []).map(({ id, title, part, to }) => ({ id, title, part, to })),
        })),
      }),
  }),
  tool({
    name: 'on_call',
    title: 'Who is on call',
    description: 'Who is on call for a system now, who is next, and when nobody is. Times are in UTC.',
    scope: 'read',
    input: { system },
    run: async ({ desk }, { system: asked }) => {
      const { systems, organization } = desk.library();
      const found =
        asked === undefined ? systems : systems.filter((one) => one === systemNamed(asked, systems));
      return found.length === 0
        ? noSystem(desk)
        : answered({ onCall: onCallLines(found, organization, desk.now()) });
    },
  }),
  tool({
    name: 'readiness',
    title: 'How ready a system is',
    description: 'The score of each system and what is missing, most costly first.',
    scope: 'read',
    input: { system },
    run: async ({ desk }, { system: asked }) => {
      const all = await desk.readiness();
      if (asked === undefined) return answered({ readiness: readinessJson(all) });
      const found = systemNamed(asked, desk.library().systems);
      return found === undefined
        ? noSystem(desk)
        : answered({ readiness: readinessJson(onlySystem(all, found.id)) });
    },
  }),
];

function noSystem(desk: Desk): ToolAnswer {
  const ids = desk.library().systems.map(({ id }) => id);
  return refused('There is no such system.', `There are: ${ids.join(', ')}.`);
}
