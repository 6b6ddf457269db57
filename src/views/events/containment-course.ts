import type { Node } from '../../domain/chat/card.ts';
import type { EventOf } from '../../domain/incident/events.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { versionSeen } from '../../domain/incident/target-answer.ts';
import { actorName } from '../../domain/people.ts';
import { cut, inSentence, inSeries, sentenceEnd } from '../../domain/plain.ts';
import { dryRunWords } from '../chat/dry-run.ts';
import { callActor } from '../chat/naming.ts';
import { clip, phrase, sentence } from '../chat/spans.ts';
import { actionName, requestName, rolled } from './containment-words.ts';
import type { EventWords } from './event-words.ts';
import type { Lexicon } from './lexicon.ts';

/** The words for the course of a rollback: what was tried, what was answered, and what that is worth. */
export const words: EventWords<
  | 'rollback.attempted'
  | 'rollback.delayed'
  | 'rollback.dropped'
  | 'rollback.stopped'
  | 'rollback.responded'
  | 'rollback.unconfirmed'
  | 'rollback.looked'
  | 'rollback.look-asked'
  | 'rollback.previewed'
  | 'versions.seen'
> = {
  'rollback.attempted': {
    kind: 'rollback',
    weight: 'detail',
    line: ({ action, unread }, words) => {
      const blind =
        unread === undefined ? '' : `; the live version could not be read first (${cut(unread, 120)})`;
      return `Target called for the rollback of ${rolled(action, words)}${blind}`;
    },
  },
  'rollback.delayed': {
    kind: 'rollback',
    weight: 'detail',
    line: ({ action, why }, words) =>
      `${requestName(action, words)} put off, nothing was sent: ${cut(why, 160)}`,
  },
  'rollback.dropped': {
    kind: 'rollback',
    weight: 'important',
    line: ({ action, because }, words) =>
      `${requestName(action, words)} not run, because ${cut(because, 200)}`,
    chat: ({ action, because }, incident) =>
      sentence([
        { bold: `The rollback of ${actionName(incident, action)} was not run` },
        `, because ${phrase(because, 240)}. The target was not called.`,
      ]),
  },
  'rollback.stopped': {
    kind: 'rollback',
    weight: 'important',
    line: ({ action, reason, by }, words) =>
      `${requestName(action, words)} called off by ${actorName(by)}: ${reason}`,
    chat: ({ action, reason, by }, incident) => {
      const open = incident.containments.find(({ id }) => id === action)?.status === 'unconfirmed';
      const after = open
        ? 'The target had been called already, so nobody knows yet whether it took effect.'
        : 'The target was not called.';
      return sentence([
        `${callActor(by, incident)} called off the rollback of ${actionName(incident, action)}: ${phrase(reason, 240)}. ${after}`,
      ]);
    },
  },
  'rollback.responded': { kind: 'rollback', weight: 'important', line: responded, chat: failed },
  'rollback.unconfirmed': {
    kind: 'rollback',
    weight: 'important',
    line: ({ action, because }, words) => `${requestName(action, words)} not confirmed: ${cut(because, 200)}`,
    chat: (event, incident) => {
      const { action, heard, because, response } = event;
      const head = heard === 'doubt' ? 'Nobody knows whether' : 'Not confirmed yet whether';
      return sentence(
        [
          { bold: `${head} the rollback of ${actionName(incident, action)} took effect` },
          `: ${phrase(because, 240)}. ${next(incident, action)}`,
        ],
        answerText(response),
      );
    },
  },
  'rollback.looked': {
    kind: 'rollback',
    weight: 'detail',
    line: ({ action, seen }, words) => {
      const version = versionSeen(seen);
      const found = version === undefined ? 'the live version could not be read' : `${version} is live`;
      return `Looked at the rollback of ${rolled(action, words)}: ${found}`;
    },
    chat: ({ action, seen }, incident) => {
      const found = 'version' in seen ? `${clip(seen.version, 80)} is live` : phrase(seen.problem, 200);
      return sentence([
        `The rollback of ${actionName(incident, action)} is still not confirmed: ${found}. Somebody must look: “It is done”, “It is not” or “Look again” on its message.`,
      ]);
    },
  },
  'rollback.look-asked': {
    kind: 'rollback',
    weight: 'detail',
    line: ({ action, by }, words) =>
      `${actorName(by)} asked which version is live after ${rolled(action, words)}`,
  },
  'rollback.previewed': {
    kind: 'rollback',
    weight: 'detail',
    line: (event, words) =>
      `Dry run for ${rolled(event.action, words)} ${event.ok ? 'passed' : 'failed'}: ${answered(event)}`,
    chat: ({ action, ok, status, response, because }, incident) =>
      sentence(
        [
          `Dry run of ${actionName(incident, action)}: `,
          dryRunWords({ ok, status, because }),
          ' A dry run changes nothing.',
        ],
        answerText(response),
      ),
  },
  'versions.seen': {
    kind: 'evidence',
    weight: 'detail',
    line: versionsLine,
    chat: (event, incident) => sentence([versionsText(event, incident)]),
  },
};

function responded(event: EventOf<'rollback.responded'>, words: Lexicon): string {
  const what = requestName(event.action, words);
  if (!event.ok) return `${what} failed: ${event.because ? cut(event.because, 200) : answered(event)}`;
  const odd = event.because ? `, although ${cut(event.because, 160)}` : '';
  switch (event.took) {
    case 'confirmed':
      return `${what} took effect, confirmed${odd}`;
    case 'accepted':
      return `${what} accepted by the target, not confirmed: ${answered(event)}`;
    case 'said':
      return `${what} done, says ${actorName(event.by)}${event.response ? `: ${cut(event.response, 160)}` : ''}`;
    case undefined:
      return `${what} done: ${answered(event)}`;
  }
}

/** A success stands on the rollback's own message, so only a failure is told. */
function failed(
  { action, status, response, because, live }: EventOf<'rollback.responded'>,
  incident: Opened,
) {
  const code = status === 0 || because?.includes(String(status)) ? '' : ` (HTTP ${status})`;
  const why = because === undefined ? '' : `: ${phrase(because, 240)}`;
  const known = live === undefined ? 'Nothing is known to have changed.' : `${clip(live, 80)} is live.`;
  return sentence(
    [
      { bold: `The rollback of ${actionName(incident, action)} failed` },
      `${code}${why}. ${known} Next: roll back again, another part, or by hand.`,
    ],
    answerText(response),
  );
}

function next(incident: Opened, action: string): string {
  const known = incident.containments.find(({ id }) => id === action);
  const current = incident.plan.parts.find(({ id }) => id === known?.part)?.current;
  return current
    ? 'airb looks at the live version again and says what it finds. It does not repeat the call.'
    : 'airb can’t see the live version: somebody must look, and say so on its message. It does not repeat the call.';
}

function answerText(response: string): Node[] {
  return response ? [{ type: 'pre', text: clip(response, 600) }] : [];
}

function answered(event: { ok: boolean; status: number; response: string }): string {
  const text = event.ok || event.response.trim() === '' ? '' : `, ${cut(event.response, 160)}`;
  return event.status === 0
    ? cut(event.response, 160) || 'no answer'
    : `target answered ${event.status}${text}`;
}

function versionsLine({ seen }: EventOf<'versions.seen'>, words: Lexicon): string {
  const title = (id: string) => inSentence(words.part(id)?.title ?? id);
  const read = seen.flatMap((one) => ('version' in one ? [`${title(one.part)} ${one.version}`] : []));
  const blind = seen.flatMap((one) =>
    'problem' in one ? [`${title(one.part)} (${cut(one.problem, 100)})`] : [],
  );
  return [
    read.length > 0 ? `Live as their systems tell: ${read.join(', ')}` : '',
    blind.length > 0 ? `could not be read: ${blind.join(', ')}` : '',
  ]
    .filter(Boolean)
    .join('; ');
}

/** Only what differs from the files and the change feed, and what could not be read. */
function versionsText({ seen }: EventOf<'versions.seen'>, incident: Opened): string {
  const other = seen.flatMap((one) => {
    const known = incident.plan.parts.find(({ id }) => id === one.part)?.live;
    if (!('version' in one) || known === undefined || known === one.version) return [];
    return [`${clip(one.part, 40)} is ${clip(one.version, 60)}, not ${clip(known, 60)}`];
  });
  const blind = seen.flatMap((one) => ('problem' in one ? [clip(one.part, 40)] : []));
  const told = [
    other.length > 0
      ? `Other versions are live than the files and the change feed say: ${other.slice(0, 8).join('; ')}.`
      : '',
    blind.length > 0
      ? `The live version of ${inSeries(blind.slice(0, 8))} could not be read; airb goes by the files and the change feed.`
      : '',
  ];
  return told.filter(Boolean).map(sentenceEnd).join(' ');
}
