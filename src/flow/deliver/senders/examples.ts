import { evalToolNames } from '../../../domain/response/eval-run.ts';
import { DeliveryError } from '../../../errors.ts';
import { byDataset, exportedOf } from '../../../views/evidence/exported.ts';
import type { BodyOf, DeliverDeps, Send } from '../sending.ts';

/**
 * Puts the failed examples of the incident into the data sets of an eval tool, as they are now: without what was redacted
 * meanwhile, and without secrets and personal data whatever the runbook says. Each has a name of its own there, so a
 * repeat adds nothing.
 */
export function examples({ store, evalSets, masking, hash }: DeliverDeps): Send {
  return async (effect, incident, lease) => {
    const { tool } = effect.body as BodyOf<'examples'>;
    const sets = evalSets.find(({ name }) => name === tool);
    if (sets === undefined)
      throw new DeliveryError(`airb has no key for ${evalToolNames[tool]}`, {
        retry: false,
        code: `evals:${tool}`,
      });
    const events = (await store.events(incident.number)).map(({ event }) => event);
    const found = await exportedOf(events, incident, {
      contentOf: (hash) => store.content(incident.number, hash),
      mask: (text) => masking.text(text, { masks: 'personal-data' }),
      hash,
    });
    const pushed: { dataset: string; count: number }[] = [];
    for (const [dataset, list] of byDataset(found)) {
      lease.check();
      await sets.put(dataset, list);
      pushed.push({ dataset, count: list.length });
    }
    return { command: { type: 'examples.pushed', tool, pushed } };
  };
}
