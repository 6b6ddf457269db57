import { parse } from 'yaml';
import * as z from 'zod';
import { milliseconds } from './duration.ts';

/** A written duration, read to milliseconds. */
const duration = z.string().transform((text, ctx) => {
  try {
    return milliseconds(text);
  } catch (error) {
    ctx.addIssue({ code: 'custom', message: String(error instanceof Error ? error.message : error) });
    return z.NEVER;
  }
});

const part = z.strictObject({
  live: z.string(),
  /** When the live version arrived, counted from the alert. */
  since: duration,
  previous: z.string(),
  /** Versions that can be asked for besides live and previous. */
  others: z.array(z.string()).default([]),
});

const metricName = z.string().regex(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/, 'a Prometheus metric name');

const signal = z.strictObject({
  title: z.string(),
  metric: metricName,
  show: z.enum(['percent', 'seconds', 'usd', 'tokens', 'count']),
  normal: z.number(),
  /** Measured, but not shown on the page. */
  quiet: z.boolean().default(false),
});

/** A counter of requests with a label that names the live version of a part. */
const traffic = z.strictObject({
  metric: metricName,
  label: z.string().regex(/^[a-zA-Z_]\w*$/, 'a label name'),
  part: z.string(),
  /** What answers a share of the requests although the part stays as it is: nobody announced it. */
  silent: z
    .array(
      z.strictObject({
        /** The version the part has all the while; under another one there is none of it. */
        under: z.string(),
        version: z.string(),
        /** Counted from the alert. */
        since: duration,
        share: z.number().min(0).max(1),
      }),
    )
    .default([]),
});

const row = z.strictObject({
  /** part → version; all must be live. */
  when: z.record(z.string(), z.string()).default({}),
  /** signal → value; what is not named stays normal. */
  values: z.record(z.string(), z.number()),
});

const done = z.union([
  z.strictObject({ said: z.string() }),
  z.strictObject({ pressed: z.string() }),
  z.strictObject({ command: z.string() }),
  z.strictObject({ opened: z.string() }),
  z.strictObject({ version: z.record(z.string(), z.string()) }),
  z.strictObject({ fired: z.literal(true) }),
]);

const step = z.strictObject({
  id: z.string(),
  title: z.string(),
  as: z.string(),
  do: z.string(),
  why: z.string(),
  /** The step needs time to pass: the guide offers the clock beside it. */
  clock: z.boolean().default(false),
  /** Any one of these ticks the step. */
  done: z.union([done.transform((one) => [one]), z.array(done).min(1)]),
});

/** What scripted responders type and write, where the story calls for words of its own. */
const script = z.strictObject({
  /** Severities they set one after the other, each with its reason: `sev2 people can answer meanwhile`. */
  severities: z.array(z.string()).default([]),
  /** Answers that lead through the diagnosis. */
  answers: z.array(z.string()).default([]),
  /** What an engineer writes down as evidence. */
  seen: z.string().default('Three of the failing requests, with their traces, are in the shared folder.'),
  /** What users hear once it is over. */
  mended: z.string().default('everything works as usual again'),
});

const schema = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9-]+$/),
    title: z.string(),
    system: z.string(),
    /** When the symptom began, counted from the alert; before it every signal is normal. */
    onset: duration,
    /** How long readings move after a change, in a straight line. */
    settle: duration,
    parts: z.record(z.string(), part),
    signals: z.record(z.string(), signal),
    /** metric → value of what else the system measures; it stays as it is all through the story. */
    steady: z.record(metricName, z.number()).default({}),
    traffic: z.array(traffic).default([]),
    /** The first row whose versions are live gives the readings. */
    readings: z.array(row).min(1),
    /** Every row whose versions are live then changes what it names: the price of a wrong rollback. */
    overrides: z.array(row).default([]),
    /** Body for `POST /alerts/alertmanager`; `{{now}}` and `{{now-8m}}` become times. */
    alert: z.looseObject({ alerts: z.array(z.looseObject({})).min(1) }),
    /** Bodies for `POST /changes/generic`, sent before the alert. */
    changes: z.array(z.looseObject({})).default([]),
    guide: z.array(step).default([]),
    script: script.prefault({}),
  })
  .superRefine((scenario, ctx) => {
    const complain = (path: PropertyKey[], message: string) =>
      ctx.addIssue({ code: 'custom', path, message });
    for (const [i, { part }] of scenario.traffic.entries())
      if (!scenario.parts[part]) complain(['traffic', i, 'part'], `no part ${part}`);
    for (const key of ['readings', 'overrides'] as const) {
      for (const [i, { when, values }] of scenario[key].entries()) {
        for (const name of Object.keys(when))
          if (!scenario.parts[name]) complain([key, i, 'when'], `no part ${name}`);
        for (const name of Object.keys(values)) {
          if (!scenario.signals[name]) complain([key, i, 'values'], `no signal ${name}`);
        }
      }
    }
  });

export type Scenario = z.infer<typeof schema>;
export type Done = z.infer<typeof done>;

/**
 * Reads a scenario file.
 * @throws Error naming the key that is wrong.
 */
export function parseScenario(yaml: string): Scenario {
  const parsed = schema.safeParse(parse(yaml));
  if (!parsed.success) throw new Error(`scenario file: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
