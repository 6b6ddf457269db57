import type { Expected } from './promtool.ts';

/** Exactly these triggers fire at that time, on whatever system; silence about the rest is part of it. */
export const firing = (at: string, ...triggers: string[]): Expected => ({
  eval_time: at,
  expr: 'count by (airb_runbook, airb_trigger) (ALERTS{alertstate="firing"})',
  exp_samples: triggers.map((name) => {
    const [runbook, id] = name.split('/');
    return { labels: `{airb_runbook="${runbook}", airb_trigger="${id}"}`, value: 1 };
  }),
});
