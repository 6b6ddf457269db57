import { type Block, heading, paragraph, question, type Text } from '../../documents/document.ts';
import type { Person, Role } from '../../domain/people.ts';
import { count, cut, inSeries } from '../../domain/plain.ts';
import { completeness } from '../../domain/response/evidence.ts';
import { limitOf } from '../../domain/response/verdict.ts';
import type { RecoveryCheck } from '../../domain/runbooks/runbook.ts';
import { show } from '../../domain/signals/reading.ts';
import { inWords } from '../../domain/time.ts';
import { eventsOf } from '../events/lexicon.ts';
import { isTakenUp } from '../follow-up/taken-up.ts';
import { type Account, applied } from './account.ts';
import { followUp } from './follow-up.ts';

export interface ActionItem {
  kind: 'monitor' | 'eval' | 'guardrail' | 'release' | 'rollback' | 'communication' | 'evidence';
  what: string;
  owner: Person | undefined;
}

/** Proposed work. The wording suits systems that answer differently each time: thresholds, shares and repeated runs. */
export function actions(account: Account): Block[] {
  const all = actionItems(account);
  const items = all.filter((one) => !isTakenUp(one, account.incident.actionItems ?? []));
  if (items.length === 0) return followUp(account);
  const due = new Date(account.postmortemDue).toISOString().slice(0, 10);
  const rows = items.map((it): Text[] => [
    [`A${all.indexOf(it) + 1}`],
    [{ strong: `${names[it.kind]}. ` }, it.what],
    [it.owner?.name ?? 'nobody yet'],
    [due],
  ]);
  const head = ['No.', 'Proposed action', 'Owner', 'Due'];
  const ownerless = items.some((it) => it.owner === undefined);
  return [
    ...followUp(account),
    heading(account.incident.actionItems === undefined ? 'Action items' : 'Proposed besides'),
    paragraph(
      'Proposals drawn from the log. Strike what does not help; ',
      { code: '/airb action A1 @owner in 2 weeks' },
      ' takes one up and sets a real date: all are due with the postmortem until then.',
    ),
    { type: 'table', caption: 'Action items', head, rows },
    ...(ownerless ? [question('Who owns the items without an owner?')] : []),
    question(
      'Which of these would have prevented it, which would have shortened it, and which are only tidy?',
    ),
  ];
}

const names: Record<ActionItem['kind'], string> = {
  monitor: 'Monitor',
  eval: 'Eval in CI',
  guardrail: 'Guardrail',
  release: 'Release gate',
  rollback: 'Rollback',
  communication: 'Communication',
  evidence: 'Evidence',
};

/** The proposals themselves, most preventive first. */
export function actionItems(account: Account): ActionItem[] {
  return [
    ...monitors(account),
    ...evals(account),
    ...guardrails(account),
    ...releases(account),
    ...ways(account),
    ...duties(account),
  ];
}

function holder(account: Account, role: Role): Person | undefined {
  return account.incident.roles[role];
}

function monitors(account: Account): ActionItem[] {
  const { key, hold } = account.incident.plan.recovery;
  return key.flatMap((check) => {
    const bound = boundOf(account, check);
    if (bound === undefined) return [];
    const side = check.compare === 'at-most' ? 'above' : 'below';
    const what = `Alert when “${bound.title}” is ${side} ${bound.limit} over a rolling ${inWords(hold)}, per customer segment as well as in total, with a minimum number of responses so that one bad answer pages nobody.`;
    return [{ kind: 'monitor' as const, what, owner: holder(account, 'owner') }];
  });
}

function evals(account: Account): ActionItem[] {
  const { evidence, examples } = account.incident;
  const blocking = examples.filter(({ set }) => set === 'blocking').length;
  const saved = evidence
    .filter((it) => it.from !== 'automatic' && it.nature === undefined)
    .map((it) => `“${cut(it.title, 90)}”`);
  const source =
    blocking > 0
      ? `the ${count(blocking, 'failed example')} sorted as blocking (airb examples export --set blocking)`
      : saved.length === 0
        ? 'the failing inputs (none were saved: collect them first)'
        : `the saved samples ${inSeries(saved)}`;
  const parts = [...new Set(applied(account.incident).map((it) => it.part))];
  const release = parts.length === 0 ? 'release' : `new ${parts.join(' or ')} version`;
  const bound = account.incident.plan.recovery.key
    .map((check) => boundOf(account, check))
    .find((it) => it !== undefined);
  const mark =
    bound === undefined
      ? 'the failure share stays under an agreed mark'
      : `“${bound.title}” over all runs is ${bound.words}`;
  const what = `Add ${source} to the eval set. Run each several times against every ${release}, because one pass proves little, and stop the release unless ${mark}.`;
  return [{ kind: 'eval', what, owner: holder(account, 'owner') }];
}

function guardrails(account: Account): ActionItem[] {
  return account.incident.plan.recovery.safety.flatMap((check) => {
    const bound = boundOf(account, check);
    if (bound === undefined) return [];
    const what = `Hold “${bound.title}” ${bound.words} as a condition of any change or rollback, so that a fix for one failure does not open another.`;
    return [{ kind: 'guardrail' as const, what, owner: holder(account, 'owner') }];
  });
}

/** Proposes gradual releases for parts whose change had to be rolled back. */
function releases(account: Account): ActionItem[] {
  const parts = [...new Set(applied(account.incident).map((it) => it.part))];
  if (parts.length === 0) return [];
  const business = account.incident.plan.recovery.business
    .map((check) => boundOf(account, check))
    .find((it) => it !== undefined);
  const also = business === undefined ? '' : ` and “${business.title}” stays ${business.words}`;
  const what = `Send a small share of traffic to a new ${parts.join(' or ')} version first, compare it with the version before, and widen only while the key metric is in range${also}.`;
  return [{ kind: 'release', what, owner: holder(account, 'owner') }];
}

function ways(account: Account): ActionItem[] {
  const owner = holder(account, 'owner');
  return account.incident.plan.parts.flatMap((part): ActionItem[] => {
    const items: ActionItem[] = [];
    if (part.action === undefined) {
      items.push({
        kind: 'rollback',
        what: `Give “${part.title}” an automatic rollback with a dry run, and rehearse it; today it is done by hand.`,
        owner,
      });
    }
    if (part.lastKnownGood === undefined) {
      items.push({
        kind: 'rollback',
        what: `Record a known good version of “${part.title}”, so that there is something to go back to.`,
        owner,
      });
    }
    return items;
  });
}

function duties(account: Account): ActionItem[] {
  const items: ActionItem[] = [];
  if (eventsOf(account.events, 'update.missed').length > 0) {
    items.push({
      kind: 'communication',
      what: 'Name a second person who sends updates when the first is busy with the fix.',
      owner: holder(account, 'communications') ?? holder(account, 'commander'),
    });
  }
  const missing = completeness(account.incident).missing.map((it) => `“${it.title}”`);
  if (missing.length > 0) {
    items.push({
      kind: 'evidence',
      what: `Make ${inSeries(missing)} something airb collects at opening, or drop it from the runbook.`,
      owner: holder(account, 'owner'),
    });
  }
  return items;
}

function boundOf(
  account: Account,
  check: RecoveryCheck,
): { title: string; limit: string; words: string } | undefined {
  const spec = account.words.signal(check.signal);
  const limit = limitOf(check, spec);
  if (spec === undefined || limit === undefined) return undefined;
  const shown = show(limit, spec.unit);
  return {
    title: spec.title,
    limit: shown,
    words: `${check.compare === 'at-most' ? 'at most' : 'at least'} ${shown}`,
  };
}
