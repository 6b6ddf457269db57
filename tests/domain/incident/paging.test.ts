import { describe, expect, it } from 'vitest';
import { begun } from '../../../src/domain/incident/next-step.ts';
import { airb } from '../../../src/domain/people.ts';
import { bodiesOf, eva, finn, given, incident42, readyToRollBack, timersOf } from '../../support/given.ts';
import { ana, at, ben, dev, event } from '../../support/worked-example.ts';

const timeout = (level: number) => ({ type: 'page.timeout' as const, level });
const anew = (level: number) => ({ ...timeout(level), again: true as const });
const routes = { pagers: ['chat', 'pagerduty'] };
const pagedBy = (route: string, level = 0, people = [ana]) => ({
  type: 'page.sent' as const,
  level,
  route,
  people,
  summary: 'SEV3 support-bot',
});

describe('an incident opens', () => {
  it('pages the first level by every route and gives it its five minutes', () => {
    const effects = given(...incident42({ plan: routes }).log.slice(0, 1)).asked();
    expect(bodiesOf(effects, 'page')).toMatchObject([
      { route: 'pagerduty', action: 'trigger', level: 0, people: ['ana'] },
    ]);
    const pages = bodiesOf(effects, 'draw').filter(({ slot }) => slot.startsWith('page:'));
    expect(pages).toMatchObject([{ slot: 'page:0:ana', place: { person: 'ana' } }]);
    expect(timersOf(effects)).toContain('page.timeout 14:15');
  });

  it('lets no page wait for the channel', () => {
    const effects = given(...incident42({ plan: routes }).log.slice(0, 1)).asked();
    const pages = effects.filter(({ lane }) => lane.startsWith('page:') || lane.startsWith('slot:page:'));
    expect(pages).toHaveLength(2);
    for (const page of pages) {
      expect(page.waitsFor).toBeUndefined();
      expect(page.priority).toBe(2);
    }
  });

  it('pages nobody at SEV4, promises nothing and waits for nobody', () => {
    const story = given(...incident42({ severity: 'sev4', plan: routes }).log.slice(0, 1));
    const effects = story.asked();
    expect(timersOf(effects)).toEqual([]);
    expect(bodiesOf(effects, 'page')).toEqual([]);
    expect(bodiesOf(effects, 'draw').filter(({ slot }) => slot.startsWith('page:'))).toEqual([]);
    expect(begun(story.incident)).toBe(true);
  });
});

describe('nobody acknowledges', () => {
  it('climbs to the next level at each timeout, and says so when nobody is left', () => {
    const climbed = incident42()
      .when('14:15', airb, timeout(0))
      .decides({ type: 'page.climbed', level: 1, people: [dev], unanswered: [ana] });
    expect(timersOf(climbed.asked())).toEqual(['page.timeout 14:20']);
    expect(bodiesOf(climbed.asked(), 'draw').map(({ slot }) => slot)).toContain('page:1:dev');
    expect(bodiesOf(climbed.asked(), 'room.invite')).toEqual([{ kind: 'room.invite', people: ['dev'] }]);

    const last = climbed
      .when('14:20', airb, timeout(1))
      .decides({ type: 'page.climbed', level: 2, people: [ben, finn], unanswered: [dev] });
    expect(timersOf(last.asked())).toEqual(['page.timeout 14:30']);

    const exhausted = last.when('14:30', airb, timeout(2)).decides({ type: 'page.exhausted', levels: 3 });
    exhausted.when('14:31', airb, timeout(2)).ignores();
  });

  it('climbs once when a timer fires twice', () => {
    incident42()
      .after(['14:15', airb, timeout(0)])
      .when('14:15:01', airb, timeout(0))
      .ignores();
  });
});

describe('somebody acknowledges', () => {
  const sent = incident42({ plan: routes }).after(
    ['14:10', airb, pagedBy('chat')],
    ['14:10', airb, pagedBy('pagerduty')],
  );

  it('stops the climb, whenever the timer comes', () => {
    sent
      .when('14:12', ana, { type: 'acknowledge', via: 'chat' })
      .decides({ type: 'acknowledged', via: 'chat' })
      .when('14:15', airb, timeout(0))
      .ignores();
  });

  it('stops it everywhere: the provider hears of it, the message in chat is redrawn', () => {
    const effects = sent.after(['14:12', ana, { type: 'acknowledge', via: 'chat' }]).asked();
    expect(bodiesOf(effects, 'page')).toMatchObject([
      { route: 'pagerduty', action: 'acknowledge', level: 0, people: ['ana'] },
    ]);
    expect(bodiesOf(effects, 'draw').map(({ slot }) => slot)).toContain('page:0:ana');
  });

  it('calls off a page that gets through only afterwards', () => {
    const late = incident42({ plan: routes }).after(
      ['14:12', ana, { type: 'acknowledge', via: 'chat' }],
      ['14:13', airb, pagedBy('pagerduty')],
    );
    expect(bodiesOf(late.asked(), 'page')).toMatchObject([
      { route: 'pagerduty', action: 'acknowledge', level: 0 },
    ]);
    const over = incident42({ plan: routes }).after(
      ['14:12', ben, { type: 'cancel', reason: 'a test' }],
      ['14:13', airb, pagedBy('pagerduty')],
    );
    expect(bodiesOf(over.asked(), 'page')).toMatchObject([{ route: 'pagerduty', action: 'resolve' }]);
  });

  it('tells the second one who was first', () => {
    sent
      .after(['14:12', ana, { type: 'acknowledge', via: 'chat' }])
      .when('14:13', dev, { type: 'acknowledge', via: 'command' })
      .ignores('Ana Lima acknowledged INC-42 at 14:12 UTC; paging has stopped.');
  });

  it('makes whoever answers after a climb the owner', () => {
    incident42()
      .after(['14:15', airb, timeout(0)])
      .when('14:16', dev, { type: 'acknowledge', via: 'chat' })
      .decides(
        { type: 'acknowledged', via: 'chat' },
        { type: 'role.assigned', role: 'owner', person: dev, before: ana },
      );
  });

  it('leaves the owner alone when a bystander presses the button', () => {
    incident42()
      .after(['14:15', airb, timeout(0)])
      .when('14:16', eva, { type: 'acknowledge', via: 'command' })
      .decides({ type: 'acknowledged', via: 'command' });
  });

  it('gives an incident without an owner to whoever answers', () => {
    incident42({ roles: {} })
      .when('14:12', eva, { type: 'acknowledge', via: 'command' })
      .decides(
        { type: 'acknowledged', via: 'command' },
        { type: 'role.assigned', role: 'owner', person: eva, before: undefined },
      );
  });
});

describe('somebody who is paged can’t take it', () => {
  const decline = { type: 'page.decline' as const, level: 0, why: 'on a train' };

  it('climbs at once', () => {
    incident42()
      .when('14:11', ana, decline)
      .decides(
        { type: 'page.declined', level: 0, why: 'on a train' },
        { type: 'page.climbed', level: 1, people: [dev], unanswered: [], declined: [ana] },
      )
      .when('14:15', airb, timeout(0))
      .ignores();
  });

  it('hears that the page has moved on, or that somebody has answered', () => {
    incident42()
      .after(['14:15', airb, timeout(0)])
      .when('14:16', ana, decline)
      .ignores(/already been paged/);
    incident42()
      .after(['14:12', ana, { type: 'acknowledge', via: 'chat' }])
      .when('14:13', ana, decline)
      .ignores(/Ana Lima acknowledged INC-42 at 14:12/);
  });

  it('is told aloud when nobody is left', () => {
    incident42()
      .after(['14:15', airb, timeout(0)], ['14:20', airb, timeout(1)])
      .when('14:21', ben, { ...decline, level: 2 })
      .decides({ type: 'page.declined', level: 2, why: 'on a train' })
      .when('14:22', finn, { ...decline, level: 2 })
      .decides({ type: 'page.declined', level: 2, why: 'on a train' }, { type: 'page.exhausted', levels: 3 });
  });

  it('is not passed on over the head of the other one who is paged', () => {
    incident42()
      .after(['14:15', airb, timeout(0)], ['14:20', airb, timeout(1)])
      .when('14:21', ben, { ...decline, level: 2 })
      .decides({ type: 'page.declined', level: 2, why: 'on a train' })
      .when('14:22', ben, { ...decline, level: 2 })
      .ignores(/passed it on already/);
  });
});

describe('a commander who is paged because the severity rose', () => {
  const raised = { type: 'page.sent' as const, level: 3, route: 'pagerduty', people: [ben], summary: 'SEV1' };

  it('answers that page although the incident was acknowledged before, and stays no owner by it', () => {
    incident42()
      .after(['14:12', ana, { type: 'acknowledge', via: 'chat' }], ['14:20', airb, raised])
      .when('14:21', ben, { type: 'acknowledge', via: 'chat' })
      .decides({ type: 'acknowledged', via: 'chat' })
      .when('14:22', ben, { type: 'acknowledge', via: 'chat' })
      .ignores(/Ana Lima acknowledged INC-42 at 14:12/);
  });
});

describe('a page’s outcome comes back', () => {
  it('is noted once', () => {
    incident42()
      .when('14:10', airb, pagedBy('chat'))
      .decides(pagedBy('chat'))
      .when('14:10:05', airb, pagedBy('chat'))
      .ignores();
  });

  it('is noted for each person and each route', () => {
    const story = incident42().after(
      ['14:10', airb, pagedBy('chat', 2, [ben])],
      ['14:10', airb, pagedBy('chat', 2, [finn])],
      ['14:10', airb, pagedBy('pagerduty', 2, [ben, finn])],
    );
    expect(story.incident.paging.sent).toHaveLength(3);
  });

  it('is told in the channel when it failed, with the way that is left', () => {
    const story = incident42({ plan: routes }).after([
      '14:10',
      airb,
      { type: 'page.failed', level: 0, route: 'pagerduty', people: [ana], why: 'the key is not known' },
    ]);
    const [said] = bodiesOf(story.asked(), 'say');
    expect(said?.place).toEqual({ to: 'room' });
    expect(said?.card.text).toMatch(/Ana.*pagerduty failed: the key is not known.*chat/);
  });
});

describe('the severity is raised', () => {
  it('pages the commander on a step of their own', () => {
    const story = incident42({ plan: routes }).after([
      '14:14',
      ana,
      { type: 'severity', to: 'sev2', reason: 'paid traffic' },
    ]);
    expect(bodiesOf(story.asked(), 'page')).toMatchObject([
      { route: 'pagerduty', action: 'trigger', level: 4, people: ['ben'] },
    ]);
    const atOne = story.after(['14:15', ana, { type: 'severity', to: 'sev1', reason: 'everybody' }]);
    expect(bodiesOf(atOne.asked(), 'page')).toMatchObject([{ level: 3, people: ['ben'] }]);
  });

  it('pages nobody when it is lowered', () => {
    const story = incident42({ severity: 'sev2', plan: routes }).after([
      '14:14',
      ben,
      { type: 'severity', to: 'sev3', reason: 'a workaround' },
    ]);
    expect(bodiesOf(story.asked(), 'page')).toEqual([]);
  });

  it('pages those whom SEV4 did without, and starts the climb', () => {
    const story = incident42({ severity: 'sev4', plan: routes }).after([
      '14:30',
      ben,
      { type: 'severity', to: 'sev3', reason: 'more users' },
    ]);
    expect(timersOf(story.asked())).toContain('page.timeout 14:35');
    expect(bodiesOf(story.asked(), 'page')).toMatchObject([{ action: 'trigger', level: 0, people: ['ana'] }]);
    story
      .when('14:35', airb, timeout(0))
      .decides({ type: 'page.climbed', level: 1, people: [dev], unanswered: [ana] });
  });

  it('from SEV4 by an alert pages nobody twice: the first step once, the commander on a step of their own', () => {
    const story = incident42({ severity: 'sev4', plan: routes });
    const log = [
      ...story.log,
      event('14:30', airb, { type: 'severity.changed', from: 'sev4', to: 'sev2', reason: 'worse' }),
    ];
    expect(bodiesOf(given(...log).asked(), 'page')).toMatchObject([
      { level: 4, people: ['ben'] },
      { level: 0, people: ['ana'] },
    ]);
    expect(JSON.stringify(bodiesOf(given(...log).asked(), 'say'))).toContain('Ana paged as first on call');
  });

  it('does not call off the commander’s page because the first page was answered', () => {
    const story = given(
      ...incident42({ plan: routes }).after(['14:12', ana, { type: 'acknowledge', via: 'chat' }]).log,
      event('14:14', airb, pagedBy('pagerduty', 4, [ben])),
    );
    expect(bodiesOf(story.asked(), 'page')).toEqual([]);
    expect(story.incident.paging.acknowledged?.at).toBe(at('14:12'));
  });
});

describe('somebody can’t be reached', () => {
  const failed = (route: string, more: { gone?: boolean } = {}, people = [ana]) => ({
    type: 'page.failed' as const,
    level: 0,
    route,
    people,
    why: 'That Slack account is deactivated.',
    ...more,
  });
  const climbed = (facts: object) => ({
    type: 'page.climbed' as const,
    level: 1,
    people: [dev],
    unanswered: [],
    ...facts,
  });

  it('whose account is gone: the next level is paged at once, and nobody is said to have kept silent', () => {
    const story = incident42({ plan: routes })
      .when('14:10:05', airb, failed('chat', { gone: true }))
      .decides(failed('chat', { gone: true }), climbed({ unreached: [ana] }));
    const said = JSON.stringify(bodiesOf(story.asked(), 'say'));
    expect(said).toContain('could not be reached');
    expect(said).not.toContain('did not acknowledge');
    expect(timersOf(story.asked())).toEqual(['page.timeout 14:15']);
    story.when('14:15', airb, timeout(0)).ignores();
  });

  it('by one of two routes: the other may still wake them', () => {
    const story = incident42({ plan: routes }).when('14:10:05', airb, failed('chat')).decides(failed('chat'));
    story
      .when('14:10:06', airb, failed('pagerduty'))
      .decides(failed('pagerduty'), climbed({ unreached: [ana] }));
  });

  it('by the only route there is', () => {
    incident42({ plan: { pagers: ['chat'] } })
      .when('14:10:05', airb, failed('chat'))
      .decides(failed('chat'), climbed({ unreached: [ana] }));
  });

  it('while somebody else of the level may still answer, or has answered', () => {
    const two = {
      ...routes,
      escalation: [
        { people: ['ana', 'eva'], after: 300_000 },
        { people: ['dev'], after: 300_000 },
      ],
    };
    const gone = failed('chat', { gone: true });
    const story = incident42({ plan: two }).when('14:10:05', airb, gone).decides(gone);
    story
      .when('14:11', eva, { type: 'page.decline', level: 0, why: 'on a train' })
      .decides(
        { type: 'page.declined', level: 0, why: 'on a train' },
        climbed({ declined: [eva], unreached: [ana] }),
      );
    incident42({ plan: routes })
      .after(['14:10:01', dev, { type: 'acknowledge', via: 'command' }])
      .when('14:10:05', airb, gone)
      .decides(gone);
  });

  it('at SEV4, where nobody is paged further up', () => {
    const gone = failed('chat', { gone: true });
    incident42({ severity: 'sev4', plan: routes }).when('14:10:05', airb, gone).decides(gone);
  });
});

describe('nobody answers at SEV2', () => {
  const silent = incident42({ severity: 'sev2', plan: routes }).after(
    ['14:15', airb, timeout(0)],
    ['14:20', airb, timeout(1)],
  );
  const round = (level: number, people = [ana]) => ({ type: 'page.climbed' as const, level, people });

  it('begins again until somebody does: never more often than every ten minutes, each page with a key of its own', () => {
    // Three steps and four severities: the second round begins at level 7.
    const end = silent
      .when('14:30', airb, timeout(2))
      .decides({ type: 'page.exhausted', levels: 3, again: at('14:30') });
    expect(timersOf(end.asked())).toEqual(['page.timeout 14:30']);
    // The wake-up of the last step, delivered twice, begins nothing.
    end.when('14:30', airb, timeout(2)).ignores();
    const again = end.when('14:30', airb, anew(2)).decides({ ...round(7), unanswered: [ben, finn] });
    expect(bodiesOf(again.asked(), 'page')).toMatchObject([{ action: 'trigger', level: 7, people: ['ana'] }]);
    expect(bodiesOf(again.asked(), 'draw').map(({ slot }) => slot)).toContain('page:7:ana');
    expect(timersOf(again.asked())).toEqual(['page.timeout 14:35']);
    const third = again
      .after(['14:35', airb, timeout(7)], ['14:40', airb, timeout(8)], ['14:50', airb, timeout(9)])
      .when('14:50', airb, anew(9))
      .decides({ ...round(14), unanswered: [ben, finn] });
    third
      .after(['14:51', ben, { type: 'acknowledge', via: 'chat' }])
      .when('14:55', airb, timeout(14))
      .ignores();
  });

  it('waits ten minutes where everybody passed it on at once', () => {
    const decline = (level: number) => ({ type: 'page.decline' as const, level, why: 'ill' });
    const end = incident42({ severity: 'sev2', plan: routes })
      .after(['14:11', ana, decline(0)], ['14:12', dev, decline(1)], ['14:13', ben, decline(2)])
      .when('14:13', finn, decline(2))
      .decides(
        { ...decline(2), type: 'page.declined' },
        { type: 'page.exhausted', levels: 3, again: at('14:20') },
      );
    end.when('14:20', airb, anew(2)).decides({ ...round(7), unanswered: [], declined: [ben, finn] });
  });

  it('does not begin again at SEV3, but does once it is raised', () => {
    const end = incident42({ plan: routes }).after(
      ['14:15', airb, timeout(0)],
      ['14:20', airb, timeout(1)],
      ['14:30', airb, timeout(2)],
    );
    expect(timersOf(end.asked())).toEqual([]);
    end.when('14:40', airb, timeout(2)).ignores();
    const raised = end.after(['15:00', eva, { type: 'severity', to: 'sev1', reason: 'all users' }]);
    expect(timersOf(raised.asked())).toContain('page.timeout 15:00');
    raised.when('15:00', airb, anew(2)).decides({ ...round(7), unanswered: [ben, finn] });
  });
});

describe('what a page asks for', () => {
  const paged = incident42({ plan: routes }).after(['14:10', airb, pagedBy('pagerduty')]);
  const failed = (route: string, more: { unsure?: true } = {}, level = 0) => ({
    type: 'page.failed' as const,
    level,
    route,
    people: [ana],
    why: 'no answer',
    ...more,
  });
  const commands = (story: typeof paged) => bodiesOf(story.asked(), 'timer').map(({ command }) => command);
  const drawn = (story: typeof paged) =>
    bodiesOf(story.asked(), 'draw').flatMap(({ slot }) => (slot.startsWith('page:') ? [slot] : []));

  it('is called off nowhere while somebody is still to answer', () => {
    expect(bodiesOf(paged.asked(), 'page')).toEqual([]);
    const chat = incident42({ plan: routes }).after(
      ['14:12', ana, { type: 'acknowledge', via: 'chat' }],
      ['14:13', airb, pagedBy('chat')],
    );
    expect(bodiesOf(chat.asked(), 'page')).toEqual([]);
  });

  it('tells a provider that it is over where the page may have got through, not where it surely did not', () => {
    const answer = { type: 'acknowledge' as const, via: 'chat' as const };
    const told = (more: { unsure?: true }) =>
      bodiesOf(
        incident42({ plan: routes })
          .after(['14:11', airb, failed('pagerduty', more)], ['14:12', ana, answer])
          .asked(),
        'page',
      );
    expect(told({ unsure: true })).toMatchObject([{ route: 'pagerduty', action: 'acknowledge' }]);
    expect(told({})).toEqual([]);
  });

  it('shows whoever was paged before the room was there the way in, and tries no chat that failed', () => {
    expect(drawn(incident42({ plan: routes }).after(['14:11', airb, pagedBy('chat')]))).toEqual([
      'page:0:ana',
    ]);
    const early = given(...incident42({ plan: routes }).log.slice(0, 1));
    expect(drawn(early.after(['14:11', airb, pagedBy('chat')]))).toEqual([]);
    expect(drawn(paged)).toEqual([]);
    for (const route of ['chat', 'pagerduty'])
      expect(drawn(incident42({ plan: routes }).after(['14:11', airb, failed(route)]))).toEqual([]);
  });

  it('waits for the step that was paged, and for the round that begins', () => {
    const climbed = incident42({ severity: 'sev2', plan: routes }).after(['14:15', airb, timeout(0)]);
    expect(commands(climbed)).toEqual([timeout(1)]);
    const end = climbed.after(['14:20', airb, timeout(1)], ['14:30', airb, timeout(2)]);
    expect(commands(end)).toEqual([anew(2)]);
  });

  it('redraws the pages of this round and the one before, and leaves those nobody reads any more', () => {
    const round = (n: number): Parameters<typeof paged.after> => [
      [`14:${30 * n - 15}`, airb, timeout(7 * n - 7)],
      [`14:${30 * n - 10}`, airb, timeout(7 * n - 6)],
      [`14:${30 * n}`, airb, timeout(7 * n - 5)],
    ];
    const second = incident42({ severity: 'sev2', plan: routes })
      .after(['14:10', airb, pagedBy('chat')], ...round(1), ['14:30', airb, anew(2)])
      .after(['14:31', airb, pagedBy('chat', 7)]);
    const third = second.after(
      ['14:35', airb, timeout(7)],
      ['14:40', airb, timeout(8)],
      ['14:50', airb, timeout(9)],
      ['14:50', airb, anew(9)],
    );
    expect(new Set(drawn(third))).toEqual(new Set(['page:7:ana', 'page:14:ana']));
  });

  it('of an earlier step that failed says nothing of the person’s next one', () => {
    const escalation = [
      { people: ['ana'], after: 300_000 },
      { people: ['ana'], after: 300_000 },
      { people: ['dev'], after: 300_000 },
    ];
    incident42({ plan: { ...routes, escalation } })
      .after(['14:11', airb, failed('chat')], ['14:15', airb, timeout(0)])
      .when('14:16', airb, failed('pagerduty', {}, 1))
      .decides(failed('pagerduty', {}, 1))
      .when('14:17', airb, failed('chat', {}, 1))
      .decides(failed('chat', {}, 1), {
        type: 'page.climbed',
        level: 2,
        people: [dev],
        unanswered: [],
        unreached: [ana],
      });
  });
});

describe('whoever answers', () => {
  const answer = { type: 'acknowledge' as const, via: 'chat' as const };
  const twice = (...steps: string[][]) => ({
    ...routes,
    escalation: steps.map((people) => ({ people, after: 300_000 })),
  });
  const answered = { type: 'acknowledged' as const, via: 'chat' as const };
  const raised = pagedBy('pagerduty', 3, [ben]);

  it('owns it already, or is one of the first whom the owner is one of too: nobody takes it from anybody', () => {
    incident42({ plan: twice(['ana'], ['ana', 'dev']) })
      .after(['14:15', airb, timeout(0)])
      .when('14:16', ana, answer)
      .decides(answered);
    incident42({ plan: twice(['ana', 'eva']) })
      .when('14:12', eva, answer)
      .decides(answered);
  });

  it('takes it over as one of several, and keeps it when another answers a page of their own', () => {
    const story = incident42({ plan: routes }).after(
      ['14:15', airb, timeout(0)],
      ['14:20', airb, timeout(1)],
      ['14:21', airb, raised],
    );
    const owned = story
      .when('14:22', finn, answer)
      .decides(answered, { type: 'role.assigned', role: 'owner', person: finn, before: ana });
    owned.when('14:23', ben, answer).decides(answered);
  });

  it('late has only to where a raise paged them', () => {
    const story = incident42({ plan: routes }).after(
      ['14:10', airb, pagedBy('pagerduty')],
      ['14:15', airb, timeout(0)],
      ['14:15', airb, pagedBy('pagerduty', 1, [dev])],
      ['14:16', ana, answer],
      ['14:20', airb, raised],
    );
    story.when('14:21', dev, answer).ignores(/paging has stopped/);
    story.when('14:21', ben, answer).decides(answered);
  });
});

describe('the policy and its end', () => {
  const gone = (level: number) => ({
    type: 'page.failed' as const,
    level,
    route: 'chat',
    people: [ana],
    why: 'gone',
    gone: true,
  });
  const decline = (level: number) => ({ type: 'page.decline' as const, level, why: 'ill' });

  it('pages nobody further where a page fails after the end', () => {
    incident42({ plan: routes })
      .after(['14:11', ben, { type: 'cancel', reason: 'a test' }])
      .when('14:12', airb, gone(0))
      .decides(gone(0));
  });

  it('begins again ten minutes after the round began, and waits so long at most in a later round', () => {
    const escalation = [
      { people: ['ana'], after: 900_000 },
      { people: ['dev'], after: 300_000 },
    ];
    const first = incident42({ severity: 'sev2', plan: { ...routes, escalation } });
    expect(timersOf(given(...first.log.slice(0, 1)).asked())).toContain('page.timeout 14:25');
    const second = first.after(
      ['14:25', airb, timeout(0)],
      ['14:30', airb, timeout(1)],
      ['14:30', airb, anew(1)],
    );
    expect(timersOf(second.asked())).toEqual(['page.timeout 14:40']);
    second
      .after(['14:31', ana, decline(6)])
      .when('14:32', dev, decline(7))
      .decides(
        { ...decline(7), type: 'page.declined' },
        { type: 'page.exhausted', levels: 2, again: at('14:40') },
      );
  });

  it('does not begin again once it is no longer grave, or one of those who all must has answered', () => {
    const end = incident42({ severity: 'sev2', plan: routes }).after(
      ['14:15', airb, timeout(0)],
      ['14:20', airb, timeout(1)],
      ['14:30', airb, timeout(2)],
    );
    const lowered = given(
      ...end.log,
      event('14:30', ben, { type: 'severity.changed', from: 'sev2', to: 'sev3', reason: 'few' }),
    );
    lowered.when('14:31', airb, anew(2)).ignores();
    const all = [{ people: ['ana', 'eva'], after: 300_000, acknowledge: 'all' as const }];
    incident42({ severity: 'sev2', plan: { ...routes, escalation: all } })
      .after(['14:11', ana, { type: 'acknowledge', via: 'chat' }])
      .when('14:15', airb, timeout(0))
      .decides({ type: 'page.exhausted', levels: 1 });
  });

  it('keeps that a page may have got through, and tells the room whom a provider still wakes', () => {
    const unsure = { ...gone(1), gone: undefined, unsure: true as const };
    const { log, incident } = incident42({ plan: routes }).after(['14:11', airb, unsure]);
    expect(log.at(-1)).toMatchObject({ type: 'page.failed', unsure: true });
    expect(incident.paging.failed).toMatchObject([{ unsure: true }]);
    const stop = {
      type: 'page.stop-failed' as const,
      level: 0,
      route: 'pagerduty',
      people: [ana],
      told: 'acknowledge' as const,
      why: 'gone',
    };
    const told = incident42({ plan: routes }).when('14:12', airb, stop).decides(stop);
    expect(bodiesOf(told.asked(), 'say')).toHaveLength(1);
  });

  it('shows on the card and in the room who passed it on', () => {
    const both = { ...routes, escalation: [{ people: ['ana', 'eva'], after: 300_000 }] };
    const asked = incident42({ plan: both })
      .after(['14:11', ana, decline(0)])
      .asked();
    expect(bodiesOf(asked, 'draw').map(({ slot }) => slot)).toContain('card');
    expect(bodiesOf(asked, 'say').map(({ place }) => place)).toEqual([{ to: 'room' }]);
  });
});

describe('a step that everybody must acknowledge', () => {
  const both = {
    ...routes,
    escalation: [
      { people: ['ana', 'eva'], after: 300_000, acknowledge: 'all' as const },
      { people: ['dev'], after: 300_000 },
    ],
  };
  const answer = { type: 'acknowledge' as const, via: 'chat' as const };
  const first = incident42({ plan: both }).after(['14:11', ana, answer]);

  it('goes on paging the one who has not, and stops with the last', () => {
    expect(first.incident.paging.acknowledged).toBeUndefined();
    expect(first.incident.milestones.acknowledged).toBe(at('14:11'));
    expect(bodiesOf(first.asked(), 'page')).toEqual([]);
    expect(JSON.stringify(bodiesOf(first.asked(), 'say'))).toMatch(/Eva.* must acknowledge as well/);
    first.when('14:12', ana, answer).ignores(/Eva Sato must as well/);
    const done = first.after(['14:12', eva, answer]);
    expect(done.incident.paging.acknowledged?.name).toBe('Eva Sato');
    expect(bodiesOf(done.asked(), 'page')).toMatchObject([]);
    done.when('14:15', airb, timeout(0)).ignores();
  });

  it('pages the next when one of them kept silent, or can’t', () => {
    first
      .when('14:15', airb, timeout(0))
      .decides({ type: 'page.climbed', level: 1, people: [dev], unanswered: [eva] })
      .when('14:16', dev, answer)
      .decides(
        { type: 'acknowledged', via: 'chat' },
        { type: 'role.assigned', role: 'owner', person: dev, before: ana },
      );
    const decline = { type: 'page.decline' as const, level: 0, why: 'on a train' };
    const climbed = {
      type: 'page.climbed' as const,
      level: 1,
      people: [dev],
      unanswered: [],
      declined: [eva],
    };
    first.when('14:12', eva, decline).decides({ ...decline, type: 'page.declined' }, climbed);
    incident42({ plan: both })
      .after(['14:11', eva, decline])
      .when('14:12', ana, answer)
      .decides({ type: 'acknowledged', via: 'chat' }, climbed);
  });
});

describe('a step names a rotation', () => {
  const layer = {
    people: ['ana', 'dev'],
    turn: 'day' as const,
    from: '2025-02-16',
    handOver: '14:20',
    zone: 'UTC',
    holidays: [] as string[],
  };
  const first = { id: 'first', title: 'First line', zone: 'UTC', layers: [layer], overrides: [] };
  const plan = (rotation = first) => ({
    ...routes,
    rotations: [rotation],
    escalation: [
      { people: ['ana'], names: ['first'], after: 300_000 },
      { people: ['ben'], after: 300_000 },
      { people: ['ana'], names: ['first'], after: 300_000 },
    ],
  });

  it('and whoever is on call when the step comes is paged', () => {
    incident42({ plan: plan() })
      .after(['14:15', airb, timeout(0)])
      .when('14:20', airb, timeout(1))
      .decides({ type: 'page.climbed', level: 2, people: [dev], unanswered: [ben] });
  });

  it('that has nobody: the next step is paged at once, and the hole is named', () => {
    const idle = { ...first, layers: [{ ...layer, holidays: ['2025-02-17'] }] };
    const story = incident42({ plan: plan(idle) });
    expect(story.incident.paging).toMatchObject({ level: 1, people: [ben], empty: ['first'] });
    const opened = given(...story.log.slice(0, 1)).asked();
    expect(bodiesOf(opened, 'page')).toMatchObject([{ level: 1, people: ['ben'] }]);
    story.when('14:15', airb, timeout(1)).decides({ type: 'page.exhausted', levels: 3, empty: ['first'] });
  });

  it('that has nobody in any step: it says so, and looks again every ten minutes at SEV1', () => {
    const idle = { ...first, layers: [{ ...layer, holidays: ['2025-02-17'] }] };
    const all = { ...plan(idle), escalation: [{ people: [], names: ['first'], after: 300_000 }] };
    const story = incident42({ severity: 'sev1', plan: all });
    expect(timersOf(given(...story.log.slice(0, 1)).asked())).toContain('page.timeout 14:10');
    const end = story
      .when('14:10', airb, timeout(0))
      .decides({ type: 'page.exhausted', levels: 1, again: at('14:20'), empty: ['first'] });
    const again = end
      .when('14:20', airb, anew(0))
      .decides({ type: 'page.exhausted', levels: 1, again: at('14:30'), empty: ['first'] });
    expect(timersOf(again.asked())).toEqual(['page.timeout 14:30']);
    expect(JSON.stringify(bodiesOf(again.asked(), 'say'))).toContain('Nobody is on call in First line');
  });
});

describe('somebody acts while a page waits', () => {
  it('has answered it by asking for a rollback', () => {
    const asked = readyToRollBack({ severity: 'sev2', plan: routes }).after([
      '14:12',
      ana,
      { type: 'rollback.request', part: 'prompt', reason: 'refusals follow it' },
    ]);
    expect(asked.incident.paging.acknowledged).toMatchObject({ by: 'ana', at: at('14:12') });
    asked.when('14:15', airb, timeout(0)).ignores();
  });

  it('has answered it by approving what somebody asked for who may not answer', () => {
    const mia = { kind: 'person' as const, id: 'slack:U0MEM', name: 'Mia Ott', standing: 'member' as const };
    const request = { type: 'rollback.request' as const, part: 'prompt', reason: 'refusals follow it' };
    const asked = readyToRollBack({ severity: 'sev2', plan: { ...routes, members: 'respond' } }).after([
      '14:12',
      mia,
      request,
    ]);
    expect(asked.incident.paging.acknowledged).toBeUndefined();
    const done = asked.after(['14:13', ben, { type: 'rollback.approve', action: 'r1' }]);
    expect(done.incident.paging.acknowledged).toMatchObject({ by: 'ben', at: at('14:13') });
  });
});
