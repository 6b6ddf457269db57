import { type Block, heading, paragraph, question, type Text } from '../../documents/document.ts';
import type { Person, Role } from '../../domain/people.ts';
import { cut, inSeries } from '../../domain/plain.ts';
import { limitOf } from '../../domain/response/verdict.ts';
import type { RecoveryCheck } from '../../domain/runbooks/runbook.ts';
import { show } from '../../domain/signals/reading.ts';
import { inWords } from '../../domain/time.ts';
import { eventsOf } from '../events/lexicon.ts';
import { applied, type Story } from './story.ts';

export interface ActionItem {
  kind: 'monitor' | 'eval' | 'guardrail' | 'release' | 'rollback' | 'communication' | 'evidence';
  what: string;
  owner: Person | undefined;
}

/** Proposed work. The wording suits systems that answer differently each time: thresholds, shares and repeated runs. */
export function actions(story: Story): Block[] {
  const items = actionItems(story);
  const due = new Date(story.postmortemDue).toISOString().slice(0, 10);
  const rows = items.map((it, i): Text[] => [
    [`A${i + 1}`],
    [{ strong: `${names[it.kind]}. ` }, it.what],
    [it.owner?.name ?? 'nobody yet'],
    [due],
  ]);
  const head = ['No.', 'Proposed action', 'Owner', 'Due'];
  const ownerless = items.some((it) => it.owner === undefined);
  return [
    heading('Action items'),
    paragraph(
      'Proposals drawn from the log. Strike what does not help, and set real dates: all are due with the postmortem until then.',
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
export function actionItems(story: Story): ActionItem[] {
  return [
    ...monitors(story),
    ...evals(story),
    ...guardrails(story),
    ...releases(story),
    ...ways(story),
    ...duties(story),
  ];
}

function holder(story: Story, role: Role): Person | undefined {
  return story.incident.roles[role];
}

function monitors(story: Story): ActionItem[] {
  const { key, hold } = story.incident.plan.recovery;
  return key.flatMap((check) => {
    const bound = boundOf(story, check);
    if (bound === undefined) return [];
    const side = check.compare === 'at-most' ? 'above' : 'below';
    const what = `Alert when “${bound.title}” is ${side} ${bound.limit} over a rolling ${inWords(hold)}, per customer segment as well as in total, with a minimum number of responses so that one bad answer pages nobody.`;
    return [{ kind: 'monitor' as const, what, owner: holder(story, 'owner') }];
  });
}

function evals(story: Story): ActionItem[] {
  const saved = story.incident.evidence
    .filter((it) => it.from !== 'automatic')
    .map((it) => `“${cut(it.title, 90)}”`);
  const source =
    saved.length === 0
      ? 'the failing inputs (none were saved: collect them first)'
      : `the saved samples ${inSeries(saved)}`;
  const parts = [...new Set(applied(story.incident).map((it) => it.part))];
  const release = parts.length === 0 ? 'release' : `new ${parts.join(' or ')} version`;
  const bound = story.incident.plan.recovery.key
    .map((check) => boundOf(story, check))
    .find((it) => it !== undefined);
  const mark =
    bound === undefined
      ? 'the failure share stays under an agreed mark'
      : `“${bound.title}” over all runs is ${bound.words}`;
  const what = `Add ${source} to the eval set. Run each several times against every ${release}, because one pass proves little, and stop the release unless ${mark}.`;
  return [{ kind: 'eval', what, owner: holder(story, 'owner') }];
}

function guardrails(story: Story): ActionItem[] {
  return story.incident.plan.recovery.safety.flatMap((check) => {
    const bound = boundOf(story, check);
    if (bound === undefined) return [];
    const what = `Hold “${bound.title}” ${bound.words} as a condition of any change or rollback, so that a fix for one failure does not open another.`;
    return [{ kind: 'guardrail' as const, what, owner: holder(story, 'owner') }];
  });
}

/** Proposes gradual releases for parts whose change had to be rolled back. */
function releases(story: Story): ActionItem[] {
  const parts = [...new Set(applied(story.incident).map((it) => it.part))];
  if (parts.length === 0) return [];
  const business = story.incident.plan.recovery.business
    .map((check) => boundOf(story, check))
    .find((it) => it !== undefined);
  const also = business === undefined ? '' : ` and “${business.title}” stays ${business.words}`;
  const what = `Send a small share of traffic to a new ${parts.join(' or ')} version first, compare it with the version before, and widen only while the key metric is in range${also}.`;
  return [{ kind: 'release', what, owner: holder(story, 'owner') }];
}

function ways(story: Story): ActionItem[] {
  const owner = holder(story, 'owner');
  return story.incident.plan.parts.flatMap((part): ActionItem[] => {
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

function duties(story: Story): ActionItem[] {
  const items: ActionItem[] = [];
  if (eventsOf(story.events, 'update.missed').length > 0) {
    items.push({
      kind: 'communication',
      what: 'Name a second person who sends updates when the first is busy with the fix.',
      owner: holder(story, 'communications') ?? holder(story, 'commander'),
    });
  }
  const got = new Set(story.incident.evidence.map((it) => it.item));
  const missing = story.incident.plan.evidence.filter((it) => !got.has(it.id)).map((it) => `“${it.title}”`);
  if (missing.length > 0) {
    items.push({
      kind: 'evidence',
      what: `Make ${inSeries(missing)} something airb collects at opening, or drop it from the runbook.`,
      owner: holder(story, 'owner'),
    });
  }
  return items;
}

function boundOf(
  story: Story,
  check: RecoveryCheck,
): { title: string; limit: string; words: string } | undefined {
  const spec = story.words.signal(check.signal);
  const limit = limitOf(check, spec);
  if (spec === undefined || limit === undefined) return undefined;
  const shown = show(limit, spec.unit);
  return {
    title: spec.title,
    limit: shown,
    words: `${check.compare === 'at-most' ? 'at most' : 'at least'} ${shown}`,
  };
}
