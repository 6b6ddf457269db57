import type { Card, Node, Spans } from '../../domain/chat/card.ts';
import { type Duty, rosterOf } from '../../domain/oncall/roster.ts';
import { peopleIn } from '../../domain/oncall/rotation.ts';
import { everybodyOn, type Rung } from '../../domain/oncall/rungs.ts';
import { inSeries } from '../../domain/plain.ts';
import type { Organization, SystemSpec } from '../../domain/runbooks/runbook.ts';
import { type Instant, inWords } from '../../domain/time.ts';
import { keptWords } from '../oncall-words.ts';
import { asText, clip } from './spans.ts';

/** More systems than this are not shown in one message. */
const mostSystems = 8;
/** Later holes are counted. */
const mostGaps = 3;

/** Who is on call for some systems: now, next, and when nobody is. To the asker alone. */
export function onCallCard(systems: SystemSpec[], organization: Organization, now: Instant): Card {
  const shown = systems.slice(0, mostSystems);
  const more = systems.length - shown.length;
  const nodes = shown.flatMap((system) => systemNodes(system, organization, now));
  const names = shown.map(({ title }) => title);
  return {
    text: `Who is on call for ${inSeries(names)}.`,
    nodes: [
      ...nodes,
      ...(more > 0
        ? [
            {
              type: 'context',
              spans: [`And ${more} more systems: \`/airb oncall <system>\` shows one.`],
            } satisfies Node,
          ]
        : []),
    ],
  };
}

function systemNodes({ title, onCall }: SystemSpec, organization: Organization, now: Instant): Node[] {
  const { rotations = [] } = organization;
  const duties = rosterOf(onCall, rotations, now);
  return [
    { type: 'heading', text: clip(title, 100) },
    {
      type: 'list',
      ordered: true,
      items: onCall.map((rung) => rungSpans(rung, { duties, organization })),
    },
    ...duties.flatMap((duty) => [...sourceNodes(duty), ...gapNodes(duty)]),
  ];
}

interface Around {
  duties: Duty[];
  organization: Organization;
}

/** `Ana Lima until Mon 9 Mar 09:00, then Dev Patel (First line) · 10 min to acknowledge`. */
function rungSpans({ people, after, acknowledge }: Rung, around: Around): Spans {
  const called = people.map((name) => calledSpans(name, around));
  const all = acknowledge === 'all' ? ', all must acknowledge' : '';
  return [
    ...called.flatMap((spans, n) => (n === 0 ? spans : ['; ', ...spans])),
    ` · ${inWords(after)} to acknowledge${all}`,
  ];
}

function calledSpans(name: string, { duties, organization }: Around): Spans {
  const duty = duties.find(({ rotation }) => rotation === name);
  if (duty === undefined) return [{ bold: nameOf(name, organization) }];
  const { now, next, title, open, source } = duty;
  if (source && !source.answered) return [{ bold: 'not known' }, ` (${clip(title, 60)})`];
  const namesOf = (ids: string[]) => inSeries(ids.map((id) => nameOf(id, organization)));
  const who = now.person === undefined ? 'nobody' : namesOf(peopleIn(now));
  const until: Spans = open ? [] : [' until ', { at: now.to, style: 'date-time' }];
  const then: Spans = next?.person ? [`, then ${namesOf(peopleIn(next))}`] : [];
  // After a hole the next one begins later than the present one ends.
  const from: Spans = next && next.from > now.to ? [' from ', { at: next.from, style: 'date-time' }] : [];
  const covers = now.override ? ', standing in' : '';
  return [{ bold: who }, ` (${clip(title, 60)}${covers})`, ...until, ...then, ...from];
}

/** How old the answer is that this stands on, where there is no newer one; and whom it names that nobody knows. */
function sourceNodes({ title, source }: Duty): Node[] {
  if (source === undefined) return [];
  const { kept, answered, failing } = source;
  const name = clip(title, 60);
  const strangers = answered?.strangers ?? [];
  const old: Spans = answered
    ? [{ bold: name }, ': as of ', { at: answered.at, style: 'date-time' }, `; ${clip(failing ?? '', 200)}.`]
    : [
        { bold: `Who is on call in ${name} is not known` },
        `: ${clip(failing ?? `${keptWords[kept]} has not been asked yet`, 200)}.`,
      ];
  const unknown = `${keptWords[kept]} names ${inSeries(strangers.slice(0, 3).map((one) => clip(one, 60)))}${strangers.length > 3 ? ` and ${strangers.length - 3} more` : ''} for ${name}, whom nobody in organization.yaml matches.`;
  return [
    ...(failing !== undefined || !answered ? [{ type: 'text', spans: old } satisfies Node] : []),
    ...(strangers.length > 0 ? [{ type: 'text', spans: [unknown] } satisfies Node] : []),
  ];
}

function gapNodes({ title, gaps, source }: Duty): Node[] {
  if (gaps.length === 0 || (source && !source.answered)) return [];
  const shown = gaps
    .slice(0, mostGaps)
    .flatMap(
      ({ from, to }, n): Spans => [
        n === 0 ? '' : '; ',
        { at: from, style: 'date-time' },
        ' to ',
        { at: to, style: 'date-time' },
      ],
    );
  const more = gaps.length > mostGaps ? `; and ${gaps.length - mostGaps} more` : '';
  return [
    {
      type: 'text',
      spans: [{ bold: `Nobody is on call in ${clip(title, 60)}` }, ': ', ...shown, `${more}.`],
    },
  ];
}

function nameOf(id: string, { people }: Organization): string {
  return people.find((person) => person.id === id)?.name ?? id;
}

/** The same for a terminal, line by line. */
export function onCallLines(systems: SystemSpec[], organization: Organization, now: Instant): string[] {
  return systems.flatMap((system, n) => [
    ...(n === 0 ? [] : ['']),
    ...systemNodes(system, organization, now).flatMap((node) => {
      if (node.type === 'heading') return [node.text];
      if (node.type === 'list') return node.items.map((item, step) => `  ${step + 1}. ${asText(item)}`);
      return node.type === 'text' ? [`  ${asText(node.spans)}`] : [];
    }),
    ...phoneLines(system, organization),
  ]);
}

/** For a night in which nothing else works. In chat an incident shows them, and only while nobody answers. */
function phoneLines({ onCall }: SystemSpec, { people, rotations = [] }: Organization): string[] {
  const called = new Set(onCall.flatMap((rung) => everybodyOn(rung, rotations)));
  const phones = people.flatMap(({ id, name, phone }) =>
    phone !== undefined && called.has(id) ? [`${name} ${phone}`] : [],
  );
  return phones.length === 0 ? [] : [`  By telephone: ${phones.join(', ')}`];
}
