import { expect, it } from 'vitest';
import { incidentLines } from '../../../src/cli/incidents/lines.ts';
import { markdown } from '../../../src/documents/markdown.ts';
import { timeOf } from '../../../src/domain/incident/milestones.ts';
import { airb } from '../../../src/domain/people.ts';
import { periodSince } from '../../../src/domain/report/period.ts';
import { minute } from '../../../src/domain/time.ts';
import { authoredPostmortem } from '../../../src/views/authored/authored.ts';
import { resolvedNotice } from '../../../src/views/chat/resolved.ts';
import { eventsOf } from '../../../src/views/events/lexicon.ts';
import { words as recordWords } from '../../../src/views/events/record.ts';
import { words } from '../../../src/views/events/recovery.ts';
import { placesOf } from '../../../src/views/postmortem/places.ts';
import { lengthWords } from '../../../src/views/report/words.ts';
import { incidentPage } from '../../../src/web/pages/incident.ts';
import { given } from '../../support/given.ts';
import { ana, at, workedExample } from '../../support/worked-example.ts';

const over = () => given(...workedExample());

it('after an answer and corrected times, every place gives one and the same answer', () => {
  const story = over();
  const draft = authoredPostmortem(story.log);
  const [question] = placesOf(draft).filter(({ kind }) => kind === 'question');
  const told = story.after(
    [
      '15:00',
      ana,
      { type: 'milestone.correct', milestone: 'acknowledged', to: at('14:14'), why: 'by phone' },
    ],
    [
      '15:01',
      ana,
      { type: 'milestone.correct', milestone: 'felt', to: at('14:02'), why: 'a customer wrote' },
    ],
    [
      '15:05',
      ana,
      {
        type: 'postmortem.write',
        edit: 'e1',
        place: question?.id ?? '',
        title: question?.title ?? '',
        text: 'Nobody acted on it.',
      },
    ],
  );
  const paper = markdown(authoredPostmortem(told.log));
  const open = /\*\*(\d+) questions to the author\*\*/.exec(paper)?.[1];
  expect(paper).toContain(`${open} questions to the author, below`);
  expect(paper).toContain('Ana Lima acknowledged 4 min after the opening.');
  expect(paper).toContain('felt for 29 min, until it was measured normal; resolved after 42 min');
  expect(paper).toMatch(/\| Measured normal \| 14:31 \| 29 min \|/);
  const page = incidentPage(told.incident, told.log, { now: at('15:10'), listed: false, at: { limit: 50 } });
  expect(page).toContain('Ana Lima, 14:14 (corrected)');
  expect(page).not.toContain('which the incident page lists');
  expect(incidentLines(told.incident)).toMatch(/Started +2025-02-17 14:02 UTC/);
});

it('chat, stakeholders and the draft tell one length, and the draft counts updates apart from notices', () => {
  const { log, incident } = over();
  const [end] = eventsOf(log, 'resolved');
  if (end === undefined) throw new Error('the story has no end');
  const said = words.resolved.chat?.(end, incident)?.text;
  expect(said).toMatch(/Felt for 21 min, from .*, when it was measured normal; resolved after 34 min\./);
  expect(resolvedNotice(end, incident, 'customer').text).toContain('it was felt for 21 min.');
  expect(markdown(authoredPostmortem(log))).toContain(
    'Besides, airb sent stakeholders 3 notices: the opening, a change of severity and the end.',
  );
});

it('a person acknowledged before saying what it was: the other order is refused, with the one to correct first', () => {
  const { incident } = over();
  const diagnosed = timeOf(incident, 'diagnosed') ?? 0;
  over()
    .when('15:00', ana, {
      type: 'milestone.correct',
      milestone: 'acknowledged',
      to: diagnosed + minute,
      why: 'by phone',
    })
    .refuses(/would be after diagnosed/, /time diagnosed/);
});

it('a period of 30 days is beside the 30 days before, at any hour', () => {
  for (const clock of ['00:10', '11:00', '23:50']) {
    const period = periodSince('30d', at(clock));
    expect(period && lengthWords(period)).toBe('30 days');
  }
});

it('the message with the draft says how to write in it and publish it, and where it stands', () => {
  const { incident } = over();
  const plan = { ...incident.plan, links: { ...incident.plan.links, page: 'http://airb.test/incidents/42' } };
  const told = (file: string) =>
    JSON.stringify(
      recordWords['postmortem.drafted'].chat?.(
        { at: at('14:45'), by: airb, type: 'postmortem.drafted', file },
        { ...incident, plan },
      ),
    );
  expect(told('inc-42.md')).toMatch(/#42 postmortem edit.*#42 postmortem publish/);
  expect(told('inc-42.html')).toContain('http://airb.test/incidents/42/postmortem');
});
