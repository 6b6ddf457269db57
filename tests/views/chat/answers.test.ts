import { describe, expect, it } from 'vitest';
import { commandGroups, commands } from '../../../src/domain/chat/commands.ts';
import {
  changesCard,
  helpCard,
  misuseCard,
  noteCard,
  openIncidentsCard,
  rejectionCard,
  statusCard,
  timelineCard,
} from '../../../src/views/chat/answers.ts';
import { homeCard } from '../../../src/views/chat/home.ts';
import { homeDocument } from '../../../src/views/home/home-document.ts';
import {
  ana,
  at,
  ben,
  buttonsOf,
  happened,
  incidentAfter,
  linesOf,
  openedIncident,
  pressing,
} from './given.ts';

describe('a refusal', () => {
  const rejected = 'support-bot has no part called `indx`. Did you mean `index`?';
  const next = 'Its parts: flag, prompt, model, router, index.';

  it('says what, why and the next thing to try', () => {
    expect(rejectionCard({ rejected, next }).text).toBe(
      'support-bot has no part called indx. Did you mean index? Its parts: flag, prompt, model, router, index.',
    );
  });

  it('draws words in backticks as code, and a lonely backtick as itself', () => {
    const [first] = rejectionCard({ rejected, next }).nodes;
    expect(first).toMatchObject({ spans: expect.arrayContaining([{ code: 'indx' }, { code: 'index' }]) });
    expect(noteCard('a ` b').text).toBe('a ` b.');
  });
});

describe('help', () => {
  it('names every command under what it is for, tells all of a group at a press, and each alone with an example', () => {
    const whole = helpCard();
    const named = linesOf(whole)
      .join('\n')
      .split(/[\n,] ?|— /);
    expect(commandGroups.map(({ title }) => pressing(whole, title).value)).toEqual(
      commandGroups.map(({ id }) => id),
    );
    for (const { name, to, example, sentence } of commands) {
      const [clause = ''] = sentence.replaceAll('`', '').split(/[.;] |\.$/);
      expect(named).toContain(name);
      expect(linesOf(helpCard(to)).join('\n')).toContain(`/airb ${name} — ${clause}.`);
      const alone = linesOf(helpCard(name)).join('\n');
      expect(alone).toContain(sentence.replaceAll('`', ''));
      expect(alone).toContain(`/airb ${example}`);
    }
  });

  it('shows the words to type as code, never their backticks', () => {
    for (const { nodes } of [helpCard(), helpCard('tell'), helpCard('rollback')])
      expect(JSON.stringify(nodes)).not.toContain('`');
    expect(JSON.stringify(helpCard('tell').nodes)).toContain('{"code":"send"}');
    expect(JSON.stringify(helpCard('rollback').nodes)).toContain('{"code":"rollback stop"}');
  });

  it('never gives the way around a rule as the example of the rule', () => {
    expect(linesOf(helpCard('resolve')).find((line) => line.startsWith('For'))).toMatch(
      /^For example: \/airb resolve( ·|$)/,
    );
  });

  it('explains one command', () => {
    expect(linesOf(helpCard('severity'))).toEqual([
      '/airb severity <sev1–sev4> <why>',
      'Changes the severity, and with it updates, paging and approvals. Whoever responds may raise it; a commander or an approver lowers it.',
      'For example: /airb severity sev2 paid traffic affected · the same: sev',
      'raise the severity: member, listed',
      'lower the severity: commander, approver, system approver',
    ]);
  });

  it('explains a misuse with the usage', () => {
    expect(misuseCard({ misuse: 'A note needs its text.', usage: '/airb note <text>' }).text).toBe(
      'A note needs its text. Usage: /airb note <text>',
    );
  });
});

describe('looking something up', () => {
  it('says where the incident stands', () => {
    expect(statusCard(openedIncident(), at('14:22')).text).toBe(
      'INC-42 · SEV2 · support-bot refuses too much. Open for 12 min, triage: refusals 19 % (normal 4 %) since 14:02 UTC, ' +
        'paid English traffic. Next update: 14:40 UTC.',
    );
  });

  it('lists open incidents, private ones without their title', () => {
    const head = {
      number: 42,
      title: 'refuses',
      severity: 'sev2',
      phase: 'triage',
      openedAt: at('14:10'),
    } as const;
    const card = openIncidentsCard(
      [
        { ...head, private: false, room: 'slack:C1' },
        { ...head, number: 43, title: 'prompt injection', private: true, room: 'slack:C2' },
      ],
      at('14:22'),
    );
    expect(linesOf(card)[0]).toBe('INC-42 SEV2 refuses — triage, open for 12 min #inc-42');
    expect(linesOf(card)[1]).toBe('INC-43 SEV2 private — triage, open for 12 min');
    expect(JSON.stringify(card)).not.toMatch(/injection|slack:C2/);
  });

  it('says that nothing is open', () => {
    expect(openIncidentsCard([], at('14:22')).text).toBe('No incident is open.');
  });

  it('shows the newest entries of the timeline, the last one last', () => {
    const entries = [1, 2, 3].map((n) => ({
      at: at(`14:1${n}`),
      who: 'Ana Lima',
      what: `entry ${n}`,
      marked: n === 2,
    }));
    expect(linesOf(timelineCard(entries, openedIncident(), 2))).toEqual([
      'INC-42 · last 2 of 3 entries',
      '14:12 UTC ★ Ana Lima: entry 2',
      '14:13 UTC Ana Lima: entry 3',
      'All of it',
    ]);
  });

  it('lists the changes, most suspect first', () => {
    expect(linesOf(changesCard(openedIncident()))[0]).toBe(
      'prompt v6 → v7, 32 min before the start, by Dev Patel: Stricter wording about account data',
    );
  });
});

describe('the home of a person', () => {
  it('shows their open steps, roles, updates due and what is open', () => {
    const incident = incidentAfter([
      happened('14:12', { type: 'step.assigned', step: 'triage.changes', person: ana }),
    ]);
    const lines = linesOf(homeCard([incident], 'ana', { now: at('14:30') }));
    expect(lines).toContain('INC-42 Compare the start with recent changes  [Done]');
    expect(lines).toContain('INC-42 by 14:40 UTC  [Post update…]');
    expect(lines).toContain('INC-42 owner ');
    expect(lines).toContain(
      'INC-42 · SEV2 support-bot refuses too much: triage, open since 14:10 UTC; next update 14:40 UTC ',
    );
  });

  it('counts an update late from the deadline that a person missed, not from the next one', () => {
    const text = { users: 'u', since: 's', scope: 'c', mitigation: 'm' };
    const body = { type: 'update.missed', dueAt: at('14:40'), text, nextDueAt: at('15:10') } as const;
    const incident = incidentAfter([happened('14:40', body)]);
    expect(linesOf(homeCard([incident], 'ana', { now: at('14:46') }))).toContain(
      'INC-42 late, was due 14:40 UTC  [Post update…]',
    );
  });

  it('shows a step no longer once it is done, and nothing of closed incidents', () => {
    const assigned = happened('14:12', { type: 'step.assigned', step: 'triage.changes', person: ana });
    const done = happened('14:13', { type: 'step.done', step: 'triage.changes' });
    const lines = linesOf(homeCard([incidentAfter([assigned, done])], 'ana', { now: at('14:30') }));
    expect(lines).not.toContain('Your steps');
    const resolved = incidentAfter([assigned, happened('14:50', { type: 'resolved' })]);
    expect(buttonsOf(homeCard([resolved], 'ana', { now: at('14:55') })).map((button) => button.verb)).toEqual(
      ['declare.open'],
    );
  });

  it('lists first what waits for their approval, with the button, and only while it waits for theirs', () => {
    const requested = happened('14:15', {
      type: 'rollback.requested',
      action: 'r1',
      part: 'prompt',
      from: 'prompt-v7',
      to: 'prompt-v6',
      reason: 'refusals followed it',
      approvalsNeeded: 2,
    });
    const approved = happened('14:16', { type: 'rollback.approved', action: 'r1', approvalsLeft: 1 }, ben);
    const home = (person: string, ...more: (typeof requested)[]) =>
      linesOf(homeCard([incidentAfter([requested, ...more])], person, { now: at('14:30') }));
    expect(home('ben')[1]).toBe('Waits for your approval');
    expect(home('ben')[2]).toMatch(
      /^INC-42 Rollback of prompt v7 → v6, asked for by Ana at 14:15 UTC .*\[Approve\]/,
    );
    expect(home('ben', approved)).not.toContain('Waits for your approval');
    expect(home('eva')).not.toContain('Waits for your approval');
  });

  it('says first how much waits, of what only this person can do, and that nothing does', () => {
    const first = (person: string) => linesOf(homeCard([openedIncident()], person, { now: at('14:30') }))[0];
    expect(first('ana')).toBe('2 things to know of; 1 waits for you now.');
    expect(first('eva')).toBe('1 thing to know of; none waits for you now.');
    expect(linesOf(homeCard([], 'eva', { now: at('14:30') }))[0]).toBe('Nothing waits for you.');
    const page = (id: string, now: string) =>
      homeDocument([openedIncident()], { person: { id, name: id }, now: at(now) }).title;
    expect([page('ana', '14:30'), page('eva', '14:30')]).toEqual([
      '2 things for ana, 1 to do now',
      '1 thing for eva, none to do now',
    ]);
  });

  it('says times, so that it is as true in an hour as when it was drawn', () => {
    const drawn = (now: string) => linesOf(homeCard([openedIncident()], 'ana', { now: at(now) }));
    expect(drawn('14:38')).toEqual(drawn('14:12'));
    expect(drawn('14:41')).not.toEqual(drawn('14:12'));
  });

  it('puts a page nobody answered before everything else, with its button', () => {
    const lines = linesOf(homeCard([openedIncident()], 'ana', { now: at('14:12') }));
    expect(lines.slice(1, 3)).toEqual([
      'You are paged',
      'INC-42 · SEV2 support-bot refuses too much  [Acknowledge]',
    ]);
    const answered = incidentAfter([happened('14:12', { type: 'acknowledged', via: 'chat' })]);
    expect(linesOf(homeCard([answered], 'ana', { now: at('14:13') }))).not.toContain('You are paged');
  });

  it('shows a private incident only to those it concerns', () => {
    const incident = openedIncident({ private: true, roles: { commander: ben } });
    expect(JSON.stringify(homeCard([incident], 'eva', { now: at('14:30') }))).not.toContain('refuses');
    expect(JSON.stringify(homeCard([incident], 'ben', { now: at('14:30') }))).toContain('refuses');
  });
});
