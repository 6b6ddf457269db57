import type * as z from 'zod';
import type { Change } from '../domain/signals/change.ts';
import type { Instant } from '../domain/time.ts';
import { bearer } from '../webhooks/bearer.ts';
import { readLink, readWord } from '../webhooks/fields.ts';
import { changeShape, firstIssue, itemsOf } from '../webhooks/generic-shape.ts';
import { digestOf } from '../webhooks/identity.ts';
import type { Parsed, Source } from '../webhooks/source.ts';
import { line } from '../webhooks/text.ts';

/** What changed, as plain JSON from a pipeline or a prompt tool; the format is in generic.md. */
export const genericChanges: Source<Change> = {
  name: 'generic',
  authentication: bearer,
  parse: parseChanges,
};

/** Reads the documented JSON (generic.md): one change, a list, or `{"changes": […]}`; each is judged alone. */
export function parseChanges(body: unknown, now: Instant): Parsed<Change> {
  const items = itemsOf(body, 'changes');
  const parsed: Parsed<Change> = { items: [], rejected: [] };
  if (items.length === 0) parsed.rejected.push({ field: 'changes', problem: 'expected at least one change' });
  for (const { path, given } of items) {
    const shaped = changeShape.safeParse(given);
    if (shaped.success) parsed.items.push(build(shaped.data, now));
    else parsed.rejected.push(firstIssue(shaped.error, path));
  }
  return parsed;
}

function build(given: z.infer<typeof changeShape>, now: Instant): Change {
  const system = line(given.system, 200);
  const [part, from, to] = [readWord(given.part), readWord(given.from), readWord(given.to)];
  const at = given.at ?? now;
  const by = readWord(given.by);
  const link = readLink(given.link);
  return {
    id: readWord(given.id) ?? digestOf({ system, kind: given.kind, part, from, to, at }),
    system,
    kind: given.kind,
    ...(part !== undefined && { part }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    summary: readWord(given.summary, 500) ?? summaryOf(part ?? given.kind, from, to),
    ...(by !== undefined && { by }),
    at,
    ...(link !== undefined && { link }),
  };
}

function summaryOf(what: string, from: string | undefined, to: string | undefined): string {
  if (to === undefined) return from === undefined ? `${what} changed` : `${what} ${from} removed`;
  return from === undefined ? `${what} set to ${to}` : `${what} ${from} → ${to}`;
}
