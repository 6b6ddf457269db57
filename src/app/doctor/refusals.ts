import { alertSources } from '../../alerts/sources.ts';
import { changeSources } from '../../changes/sources.ts';
import type { Config } from '../../config.ts';
import { count, oneLine, sentenceEnd } from '../../domain/plain.ts';
import { fullTime } from '../../domain/time.ts';
import { type Heard, lastHeard } from '../../webhooks/heard.ts';
import type { WebhookKind } from '../../webhooks/kind.ts';
import { lastRefusal, type Refusal } from '../../webhooks/refusals.ts';
import { pagingSources } from '../pagers.ts';
import type { Check, Means } from './check.ts';

const sources = [
  ...alertSources.map(({ name }) => ({ kind: 'alerts' as const, name })),
  ...changeSources.map(({ name }) => ({ kind: 'changes' as const, name })),
  ...pagingSources.map(({ name }) => ({ kind: 'paging' as const, name })),
];

/**
 * When was each tool heard, and is there one whose webhooks airb refuses? Who sends alerts seldom reads the answers, and does
 * not send them again; one that was set up and is never heard says nothing at all.
 */
export async function checkRefusals({
  openStore,
  config,
}: Pick<Means, 'openStore'> & { config?: Pick<Config, 'sourceSecrets'> }): Promise<Check[]> {
  // What is wrong with the records is said by those who look at them.
  const store = await openStore().catch(() => undefined);
  if (store === undefined) return [];
  try {
    const checks = sources.map(async ({ kind, name }) => {
      const [refusal, heard] = await Promise.all([
        lastRefusal(store, kind, name),
        lastHeard(store, kind, name),
      ]);
      const secret = kind === 'alerts' && config?.sourceSecrets[name] !== undefined;
      return [
        ...(refusal === undefined ? [] : [told(kind, name, refusal)]),
        ...(heard === undefined ? (secret && !refusal ? [never(name)] : []) : [lastWord(kind, name, heard)]),
      ];
    });
    return (await Promise.all(checks)).flat();
  } catch {
    // Likewise: records that can't be read are their own finding.
    return [];
  } finally {
    await store.close();
  }
}

function told(kind: WebhookKind, source: string, refusal: Refusal): Check {
  const { at, status, why, times, takenAt } = refusal;
  const often = times > 1 ? `, ${count(times, 'time')} since airb started` : '';
  const last = `${source} (/${kind}/${source}) was last refused ${fullTime(at)} with ${status}${often}: ${sentenceEnd(oneLine(why))}`;
  if (takenAt !== undefined)
    return { check: 'alerts', state: 'ok', what: `${last} Since ${fullTime(takenAt)} it is taken.` };
  return {
    check: 'alerts',
    state: 'broken',
    what: last,
    cost:
      kind === 'paging'
        ? 'what is acknowledged there does not count here'
        : `these ${kind} are not in the records, and senders seldom repeat what was refused`,
    fix:
      (kind === 'changes' && fixesOfChanges[status]) || (fixes[status] ?? 'See the log of airb at that time'),
  };
}

function lastWord(kind: WebhookKind, source: string, { at, passed }: Heard): Check {
  const nothing =
    passed === undefined
      ? ''
      : ` What it last sent that opens nothing, ${fullTime(passed.at)}${passed.times > 1 ? `, ${count(passed.times, 'time')} since airb started` : ''}: ${sentenceEnd(oneLine(passed.why))}`;
  const what = `${source} (/${kind}/${source}) was last heard ${fullTime(at)}.${nothing}`;
  return { check: 'alerts', state: 'ok', what };
}

/** No finding: an alert that has never fired is no fault. */
function never(source: string): Check {
  return { check: 'alerts', state: 'ok', what: `${source} (/alerts/${source}) was never heard.` };
}

const fixes: Readonly<Record<number, string>> = {
  401: 'Compare the secret set here with the one the tool sends',
  413: 'Let the tool send fewer items at once; in Alertmanager `max_alerts` of the webhook',
  415: 'Let the tool send JSON, uncompressed',
  422: 'Compare the body with docs and with `airb runbooks match`',
};

const fixesOfChanges: Readonly<Record<number, string>> = {
  422: 'Name what changed under `feeds` of the part it belongs to, or let the tool not send it; docs/changes.md',
};
