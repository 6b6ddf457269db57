import type { AlertSource } from '../webhooks/alert-source.ts';
import { alertmanager } from './alertmanager.ts';
import { braintrust } from './braintrust.ts';
import { cloudevents } from './cloudevents.ts';
import { datadog } from './datadog.ts';
import { feedback } from './feedback.ts';
import { generic } from './generic.ts';
import { grafana } from './grafana.ts';
import { incidentIo } from './incident-io.ts';
import { langfuse } from './langfuse.ts';
import { langsmith } from './langsmith.ts';
import { litellm } from './litellm.ts';
import { opik } from './opik.ts';
import { opsgenie } from './opsgenie.ts';
import { pagerduty } from './pagerduty.ts';
import { pagerdutyEvents } from './pagerduty-events.ts';
import { sentry } from './sentry.ts';
import { slack } from './slack.ts';
import { standardWebhooks } from './standard-webhooks.ts';

/** Tools that may post to `/alerts/<name>`. */
export const alertSources: readonly AlertSource[] = [
  alertmanager,
  grafana,
  datadog,
  pagerduty,
  pagerdutyEvents,
  opsgenie,
  incidentIo,
  sentry,
  langfuse,
  langsmith,
  opik,
  braintrust,
  litellm,
  slack,
  cloudevents,
  standardWebhooks,
  feedback,
  generic,
];
