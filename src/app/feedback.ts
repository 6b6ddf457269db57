import { feedback } from '../alerts/feedback.ts';
import type { Intake } from '../flow/intake.ts';
import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';
import { masking } from '../redaction/masking.ts';
import type { FeedbackForm } from '../web/options.ts';
import { readAlerts } from '../webhooks/alert-source.ts';
import type { Settings } from './settings.ts';

/** Takes reports from the form as `POST /alerts/feedback` takes them from tools. */
export function feedbackForm(
  { sourceSecrets }: Pick<Settings, 'sourceSecrets'>,
  { intake, store, clock }: { intake: Intake; store: Pick<Store, 'head'>; clock: Clock },
): FeedbackForm {
  return {
    secrets: sourceSecrets.feedback ?? [],
    async take(report) {
      const beside = { headers: {}, query: new URLSearchParams() };
      const { items, rejected } = readAlerts(feedback, masking.within(report), { now: clock.now(), beside });
      // The form has judged it by the same measures, so this is a fault of airb.
      if (items.length === 0) throw new Error(`a report of the form can't be read: ${rejected[0]?.problem}`);
      const [taken] = await intake.alerts(items);
      const head = taken?.incident ? await store.head(taken.incident) : undefined;
      return { incident: head?.private === false ? head.number : undefined };
    },
  };
}
