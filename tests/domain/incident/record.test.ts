import { describe, expect, it } from 'vitest';
import { decide } from '../../../src/domain/incident/decide.ts';
import { nothing } from '../../../src/domain/incident/evolve.ts';
import { airb } from '../../../src/domain/people.ts';
import { bodiesOf, command, given, incident42, planWith, stranger } from '../../support/given.ts';
import {
  alertmanager,
  ana,
  at,
  ben,
  chloe,
  dev,
  evidence,
  indexChange,
  opening,
  promptChange,
  refusalAlert,
} from '../../support/worked-example.ts';

const cancelled = () => incident42().after(['14:20', ben, { type: 'cancel', reason: 'a load test' }]);
const trace = evidence({
  id: 'e9',
  item: 'trace',
  title: 'One trace',
  content: 'span 1: chat gpt, finish_reason content_filter\nspan 2: retriever, no documents',
  from: 'command',
});

describe('an incident is opened', () => {
  const {
    at: _at,
    by: _by,
    type: _type,
    ...facts
  } = opening() as Extract<ReturnType<typeof opening>, { type: 'incident.opened' }>;
  const open = { type: 'open' as const, ...facts, evidence: [trace] };

  it('keeps its plan and what airb collected in the first events', () => {
    const decision = decide(command('14:10', alertmanager, open), nothing);
    expect(decision).toMatchObject({
      events: [
        { type: 'incident.opened', number: 42, plan: facts.plan },
        { type: 'evidence.saved', evidence: trace },
      ],
    });
    if ('events' in decision) expect(decision.events[0]).not.toHaveProperty('evidence');
  });

  it('is opened once', () => {
    incident42().when('14:11', alertmanager, open).ignores('INC-42 is already open.');
  });

  it('is the only thing that can happen to none', () => {
    expect(decide(command('14:11', ana, { type: 'note', text: 'x' }), nothing)).toEqual({
      rejected: 'There is no such incident.',
      next: '`/airb status` lists the open ones.',
    });
  });

  it('opens its channel once', () => {
    const room = { type: 'room.opened' as const, room: 'slack:C0INC42', name: 'inc-42' };
    given(opening())
      .when('14:10', airb, room)
      .decides(room)
      .when('14:11', airb, { ...room, room: 'slack:C9' })
      .ignores();
  });
});

describe('alerts and changes reach an open incident', () => {
  const arrive = (change: Partial<typeof refusalAlert> = {}) => ({
    type: 'alert.arrive' as const,
    alert: { ...refusalAlert, ...change },
  });
  const other = { fingerprint: 'aa', title: 'Deflection falls' };
  const resolved = { status: 'resolved' as const };

  it('joins another problem of the same failure', () => {
    incident42()
      .when('14:12', alertmanager, arrive(other))
      .decides({ type: 'alert.joined', alert: { ...refusalAlert, ...other } })
      .when('14:13', alertmanager, arrive(other))
      .ignores();
  });

  it('notes that it resolved, once, and leaves the incident open', () => {
    const story = incident42()
      .when('14:30', alertmanager, arrive(resolved))
      .decides({ type: 'alert.resolved', alert: { ...refusalAlert, ...resolved } })
      .when('14:31', alertmanager, arrive(resolved))
      .ignores();
    expect(story.incident.phase).toBe('triage');
  });

  it('calls one that fires anew after it resolved flapping, and counts', () => {
    const again = { startsAt: at('14:40') };
    incident42()
      .after(['14:30', alertmanager, arrive(resolved)])
      .when('14:40', alertmanager, arrive(again))
      .decides({ type: 'alert.flapped', alert: { ...refusalAlert, ...again }, times: 2 })
      .when('14:41', alertmanager, arrive(again))
      .ignores()
      .when('14:42', alertmanager, arrive(resolved))
      .ignores();
  });

  it('knows nothing of a resolution whose alert never fired here', () => {
    incident42()
      .when('14:12', alertmanager, arrive({ ...other, ...resolved }))
      .ignores();
  });

  it('tells a storm by one message that counts, and by the card', () => {
    const story = Array.from({ length: 8 }, (_, n) => n).reduce(
      (before, n) => before.after(['14:12', alertmanager, arrive({ fingerprint: `f${n}` })]),
      incident42(),
    );
    expect(bodiesOf(story.asked(), 'say')).toEqual([]);
    expect(bodiesOf(story.asked(), 'draw').map(({ slot }) => slot)).toEqual(['card', 'joined:1']);
  });

  it('notes a change once and knows the version that is live by it', () => {
    const news = { ...promptChange, id: 'p8', from: 'prompt-v7', to: 'prompt-v8', at: at('14:20') };
    const story = incident42()
      .when('14:20', alertmanager, { type: 'change.note', change: news })
      .decides({ type: 'change.noted', change: news })
      .when('14:21', alertmanager, { type: 'change.note', change: news })
      .ignores();
    expect(story.incident.versions.prompt).toBe('prompt-v8');
    story.when('14:21', alertmanager, { type: 'change.note', change: indexChange }).ignores();
  });
});

describe('people write things down', () => {
  it('keeps notes as they are, but not empty ones', () => {
    incident42()
      .when('14:20', ana, { type: 'note', text: ' free tier is fine ' })
      .decides({ type: 'note.written', text: 'free tier is fine' });
    incident42().when('14:20', ana, { type: 'note', text: '\n' }).refuses('The note is empty.');
  });

  it('keeps what is said in the channel and what was marked in it', () => {
    const message = { message: 'slack:C0INC42/1.1', text: 'paid only' };
    incident42()
      .when('14:20', ana, { type: 'message', ...message, files: [] })
      .decides({ type: 'message.said', ...message, files: [] })
      .when('14:21', ben, { type: 'message.mark', ...message, marked: true })
      .decides({ type: 'message.marked', ...message, marked: true })
      .when('14:21', dev, { type: 'message.mark', ...message, marked: true })
      .ignores()
      .when('14:22', ben, { type: 'message.mark', ...message, marked: false })
      .decides({ type: 'message.marked', ...message, marked: false });
  });

  it('keeps the same evidence once and says who had it', () => {
    incident42()
      .when('14:20', ana, { type: 'evidence', evidence: trace })
      .decides({ type: 'evidence.saved', evidence: trace })
      .when('14:21', dev, { type: 'evidence', evidence: { ...trace, title: 'again' } })
      .ignores('Ana Lima saved exactly this already, as "One trace".')
      .when('14:22', dev, { type: 'evidence', evidence: { ...trace, item: 'prompt' } })
      .ignores('Ana Lima saved exactly this already, as "One trace". The same text counts once.');
    incident42()
      .when('14:20', ana, { type: 'evidence', evidence: { ...trace, content: ' ' } })
      .refuses('There is nothing in it to keep.');
  });

  it('says a trouble once per cause', () => {
    const trouble = { type: 'trouble' as const, code: 'missing_scope:pins:write', text: 'Pins.' };
    incident42()
      .when('14:11', airb, trouble)
      .decides({ type: 'trouble.noted', code: trouble.code, text: 'Pins.' })
      .when('14:12', airb, trouble)
      .ignores();
  });
});

describe('an incident was none', () => {
  it('is cancelled with a reason; pagers and messages are called off', () => {
    incident42()
      .when('14:20', ben, { type: 'cancel', reason: '' })
      .refuses(/Say why INC-42 is not an incident/);
    const sent = { type: 'page.sent' as const, level: 0, people: [ana], summary: 's' };
    const story = incident42()
      .after(['14:10', airb, { ...sent, route: 'pagerduty' }], ['14:10', airb, { ...sent, route: 'chat' }])
      .when('14:20', ben, { type: 'cancel', reason: ' a load test ' })
      .decides({ type: 'cancelled', reason: 'a load test', red: ['refusal_rate'] });
    expect(bodiesOf(story.asked(), 'page')).toMatchObject([{ action: 'resolve', route: 'pagerduty' }]);
    expect(bodiesOf(story.asked(), 'draw').map(({ slot }) => slot)).toEqual([
      'page:0:ana',
      'card',
      'announcement',
      'announcement:support-leadership',
      'checklist',
      'now',
      'told',
    ]);
  });
});

describe('after the end', () => {
  it('lets nobody decide any more', () => {
    const over = cancelled();
    for (const body of [
      { type: 'severity', to: 'sev1', reason: 'x' },
      { type: 'acknowledge', via: 'chat' },
      { type: 'update', form: 'internal', text: { users: 'x', since: '', scope: '', mitigation: 'x' } },
      { type: 'rollback.request', part: 'prompt', reason: 'x' },
      { type: 'verify' },
      { type: 'resolve', override: 'x', category: 'prompt' },
      { type: 'cancel', reason: 'x' },
      { type: 'role', role: 'scribe', person: dev },
    ] as const) {
      over.when('14:30', ana, body).refuses('INC-42 is already cancelled.', /`\/airb reopen/);
    }
  });

  it('lets timers and outcomes pass without a word', () => {
    const over = cancelled();
    over.when('14:30', airb, { type: 'page.timeout', level: 0 }).ignores();
    over.when('15:10', airb, { type: 'update.deadline', dueAt: at('15:10') }).ignores();
    over.when('15:00', airb, { type: 'update.nudge', dueAt: at('15:10') }).ignores();
    over.when('15:10', airb, { type: 'update.escalate', dueAt: at('15:10'), rung: 0 }).ignores();
  });

  it('goes on with the record', () => {
    cancelled()
      .when('14:30', ana, { type: 'note', text: 'the test ran too hot' })
      .decides({ type: 'note.written', text: 'the test ran too hot' })
      .when('14:31', ana, { type: 'evidence', evidence: trace })
      .decides({ type: 'evidence.saved', evidence: trace })
      .when('14:32', chloe, { type: 'step.do', step: 'postmortem.draft' })
      .decides({ type: 'step.done', step: 'postmortem.draft', note: undefined })
      .when('14:33', ana, { type: 'postmortem' })
      .decides({ type: 'postmortem.requested' })
      .when('14:34', airb, { type: 'postmortem.drafted', file: 'inc-42-postmortem.md' })
      .decides({ type: 'postmortem.drafted', file: 'inc-42-postmortem.md' });
  });
});

describe('somebody airb does not know', () => {
  it('may talk, mark and hand over what they have', () => {
    const story = incident42();
    const said = { message: 'slack:C0INC42/1.1', text: 'me too' };
    story
      .when('14:20', stranger, { type: 'note', text: 'me too' })
      .decides({ type: 'note.written', text: 'me too' });
    story
      .when('14:20', stranger, { type: 'message', ...said, files: [] })
      .decides({ type: 'message.said', ...said, files: [] });
    story
      .when('14:20', stranger, { type: 'evidence', evidence: trace })
      .decides({ type: 'evidence.saved', evidence: trace });
  });

  it('decides nothing, and hears whom to ask', () => {
    const story = incident42({ plan: { ...planWith(), evidence: [] } });
    for (const body of [
      { type: 'acknowledge', via: 'chat' },
      { type: 'severity', to: 'sev1', reason: 'x' },
      { type: 'role', role: 'commander', person: { id: 'slack:U0XYZ', name: 'Zed' } },
      { type: 'step.do', step: 'triage.changes' },
      { type: 'category', category: 'prompt', because: '' },
      { type: 'update', form: 'customer', text: { users: 'x', since: '', scope: '', mitigation: 'x' } },
      { type: 'rollback.request', part: 'prompt', reason: 'x' },
      { type: 'verify' },
      { type: 'read' },
      { type: 'resolve', override: 'x', category: 'prompt' },
      { type: 'cancel', reason: 'x' },
      { type: 'postmortem' },
      { type: 'page.decline', level: 0, why: 'x' },
    ] as const) {
      story
        .when('14:20', stranger, body)
        .refuses(/^Zed, airb does not know you yet/, /runbooks\/organization\.yaml/);
    }
  });
});
