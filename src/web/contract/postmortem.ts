import * as z from 'zod';
import { categories } from '../../domain/runbooks/runbook.ts';

/** One line of a document. */
export const text = z
  .array(
    z.union([
      z.string(),
      z.object({ strong: z.string() }),
      z.object({ code: z.string() }),
      z.object({ link: z.string(), text: z.string() }),
      z.object({ here: z.string(), text: z.string() }),
    ]),
  )
  .describe('Pieces of one line. A string is literal text; whoever shows it escapes it.');

const instant = z.int().describe('Milliseconds since 1970, UTC.');

const chart = z.object({
  title: z.string(),
  description: z.string(),
  panels: z.array(
    z.object({
      title: z.string(),
      unit: z.enum(['ratio', 'seconds', 'usd', 'tokens', 'count', 'per_second']),
      baseline: z.number().optional(),
      inRange: z.object({ from: z.number().optional(), to: z.number().optional() }).optional(),
      points: z.array(z.object({ at: instant, value: z.number() })),
      gaps: z.array(z.object({ from: instant, to: instant })).optional(),
    }),
  ),
  markers: z.array(
    z.object({ at: instant, label: z.string(), kind: z.enum(['opened', 'change', 'rollback', 'recovered']) }),
  ),
  moments: z
    .array(z.object({ label: z.string(), values: z.array(z.number().optional()) }))
    .optional()
    .describe('What each panel read at the moments that tell.'),
  whole: z.string().optional(),
});

const cause = z.object({
  kind: z.literal('cause'),
  id: z.string(),
  mark: z.string(),
  title: z.string(),
  category: z.enum(categories),
  means: z.string(),
  remedy: z.object({ short: z.string(), text: z.string(), step: z.string().optional() }),
  otherwise: z.string().optional(),
  again: z.boolean().describe('It was drawn before, under another answer.'),
});

/** A question of a decision tree, with everything below it. */
export const check = z.object({
  kind: z.literal('check'),
  id: z.string(),
  mark: z.string(),
  ask: z.string(),
  look: z.string(),
  query: z.string().optional(),
  link: z.string().optional(),
  get branches() {
    return z.array(
      z.object({
        label: z.string(),
        because: z.string(),
        to: z.union([
          check,
          cause,
          z.object({ kind: z.literal('seen'), id: z.string(), mark: z.string(), ask: z.string() }),
          z.object({ kind: z.literal('lost'), id: z.string() }),
        ]),
      }),
    );
  },
});

/** One block of a document. */
export const block = z.union([
  z.object({
    type: z.literal('heading'),
    level: z.union([z.literal(2), z.literal(3)]),
    text: z.string(),
    page: z.literal(true).optional().describe('It begins a new page on paper.'),
  }),
  z.object({ type: z.literal('paragraph'), text }),
  z.object({ type: z.literal('list'), items: z.array(text), ordered: z.boolean().optional() }),
  z.object({
    type: z.literal('table'),
    caption: z.string(),
    head: z.array(z.string()),
    rows: z.array(z.array(text)),
    dense: z.boolean().optional(),
    stacked: z.boolean().optional(),
    folded: z.string().optional().describe('The sentence that the table is folded behind.'),
  }),
  z.object({
    type: z.literal('steps'),
    items: z.array(
      z.object({
        anchor: z.string(),
        title: z.string(),
        who: z.string().optional(),
        lines: z.array(z.object({ label: z.string(), text })),
      }),
    ),
  }),
  z.object({ type: z.literal('decision'), title: z.string(), root: check }),
  z.object({ type: z.literal('quote'), text: z.string(), by: z.string() }),
  z.object({ type: z.literal('pre'), text: z.string() }).describe('Literal text with its line breaks.'),
  z.object({ type: z.literal('figure'), chart }),
  z.object({
    type: z.literal('bars'),
    title: z.string(),
    bars: z.array(z.object({ label: z.string(), value: z.number().optional(), shown: z.string() })),
  }),
  z.object({ type: z.literal('question'), text: z.string() }).describe('What only the author can answer.'),
]);

/** `GET /api/incidents/{number}/postmortem` as JSON: the blocks every other format is drawn from. */
export const postmortemAnswer = z.object({
  title: z.string(),
  kicker: z.string(),
  facts: z.array(z.object({ label: z.string(), value: text })),
  blocks: z.array(block),
});
export type PostmortemAnswer = z.infer<typeof postmortemAnswer>;
