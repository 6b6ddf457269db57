import { describe, expect, it } from 'vitest';
import { type Actor, actorName, airb } from '../../../src/domain/people.ts';
import { mention } from '../../../src/views/chat/naming.ts';
import { bodiesOf, eva, finn, given, readyToRollBack, stranger } from '../../support/given.ts';
import { alertmanager, ana, at, ben, dev, event, promptChange } from '../../support/worked-example.ts';

const member: Actor = { kind: 'person', id: 'slack:U0MEM', name: 'Mia Ott', standing: 'member' };
const ask = (part = 'prompt', to?: string) => ({
  type: 'rollback.request' as const,
  part,
  to,
  reason: 'refusals followed it',
});
const approve = { type: 'rollback.approve' as const, action: 'r1' };
const breakGlass = { ...approve, breakGlass: ' refusals double ' };
const began = { type: 'rollback.started', action: 'r1', manual: false };
const severity = (to: 'sev1' | 'sev3' | 'sev4', reason = 'all users') => ({
  type: 'severity' as const,
  to,
  reason,
});
const change = (to: string, more = {}) => ({
  type: 'change.note' as const,
  change: { ...promptChange, id: `p-${to}`, from: 'prompt-v7', to, at: at('14:20'), ...more },
});

describe('one person alone', () => {
  it('can’t lower the severity first', () => {
    readyToRollBack({ severity: 'sev2' })
      .when('14:14', eva, severity('sev4', 'just looking'))
      .refuses("Eva Sato can't lower the severity.", 'Ben Okafor or Finn Berg can.')
      .when('14:14', eva, severity('sev1'))
      .decides({
        type: 'severity.changed',
        from: 'sev2',
        to: 'sev1',
        reason: 'all users',
        promised: at('14:40'),
      });
  });

  it('can’t make themselves commander', () => {
    readyToRollBack({ plan: { commanders: ['ben', 'dev'] } })
      .when('14:14', eva, { type: 'role', role: 'commander', person: eva })
      .refuses(
        "Eva Sato can't take command.",
        'Ben Okafor or Dev Patel can take it; Ben Okafor holds it and can hand it over with `/airb role commander @name`. If none of them is heard of, `/airb role commander break-glass <reason>` is open from 14:20 UTC.',
      )
      .when('14:14', dev, { type: 'role', role: 'commander', person: dev, from: 'ben' })
      .decides({ type: 'role.assigned', role: 'commander', person: dev, before: ben, takenOver: true });
  });

  it('can’t give command to a friend', () => {
    readyToRollBack()
      .when('14:14', eva, { type: 'role', role: 'commander', person: dev })
      .refuses("Eva Sato can't hand command over.", /Ben Okafor holds it/);
  });

  it('can’t ask and approve', () => {
    readyToRollBack({ severity: 'sev1' })
      .after(['14:16', eva, ask()])
      .when('14:17', eva, approve)
      .refuses("Eva Sato can't approve a rollback.", 'Ben Okafor or Finn Berg can.');
  });
});

describe('the approvals a request needs', () => {
  it('are those of the highest severity there was, not of the present one', () => {
    readyToRollBack({ severity: 'sev1' })
      .after(['14:14', ben, severity('sev4', 'one tester')])
      .when('14:16', ana, ask())
      .decides(
        { type: 'acknowledged', via: 'action' },
        {
          type: 'rollback.requested',
          action: 'r1',
          part: 'prompt',
          from: 'prompt-v7',
          to: 'prompt-v6',
          reason: 'refusals followed it',
          approvalsNeeded: 2,
          evidenceOverride: undefined,
        },
      );
  });

  it('grow while it waits, and an approval given before counts as one of them', () => {
    const waiting = readyToRollBack({ severity: 'sev3' }).after(['14:16', ana, ask('prompt', 'prompt-v5')]);
    const half = waiting.after(['14:17', ben, approve]);
    expect(half.incident.containments[0]).toMatchObject({ approvalsNeeded: 2, status: 'waiting' });
    const raised = half.after(['14:18', eva, severity('sev1')]);
    expect(raised.incident.containments[0]).toMatchObject({ approvalsNeeded: 3, status: 'waiting' });
    raised
      .when('14:19', finn, approve)
      .decides({ type: 'rollback.approved', action: 'r1', approvalsLeft: 1 });
  });

  it('grow from one to two at SEV1, and do not shrink again', () => {
    const raised = readyToRollBack({ severity: 'sev3' })
      .after(['14:16', ana, ask()], ['14:17', eva, severity('sev1')])
      .after(['14:18', ben, severity('sev4', 'few')]);
    raised
      .when('14:19', ben, approve)
      .decides({ type: 'rollback.approved', action: 'r1', approvalsLeft: 1 })
      .when('14:20', finn, approve)
      .decides({ type: 'rollback.approved', action: 'r1', approvalsLeft: 0 }, began as never);
  });

  it('are settled once it has begun: a later severity asks nothing of what is done', () => {
    const { incident } = readyToRollBack({ severity: 'sev3' }).after(
      ['14:16', ana, ask()],
      ['14:17', ben, approve],
      ['14:18', eva, severity('sev1')],
    );
    expect(incident.containments[0]).toMatchObject({ approvalsNeeded: 1, status: 'running' });
  });

  it.each([
    ['agent-chaos', true],
    ['prompt-v99', true],
    ['prompt-v6', false],
  ])('are one more for %s: never seen is %s', (to, unknown) => {
    const { incident, asked } = readyToRollBack({ severity: 'sev2' }).after([
      '14:16',
      ana,
      ask('prompt', to),
    ]);
    expect(incident.containments[0]?.approvalsNeeded).toBe(unknown ? 2 : 1);
    const card = bodiesOf(asked(), 'draw');
    expect(card.length).toBeGreaterThan(0);
    expect(incident.containments[0]?.unknownVersion).toBe(unknown ? true : undefined);
  });

  it('are not one fewer because somebody spoke of the version in chat; a feed makes it known', () => {
    const spoken = change('prompt-v7', { from: 'agent-chaos', told: 'listed', at: at('13:00') });
    const fed = change('prompt-v7', { from: 'prompt-v5', at: at('13:00') });
    const story = readyToRollBack({ severity: 'sev2' });
    expect(
      story.after(['14:15', dev, spoken], ['14:16', dev, ask('prompt', 'agent-chaos')]).incident
        .containments[0],
    ).toMatchObject({ approvalsNeeded: 2 });
    expect(
      story.after(['14:15', alertmanager, fed], ['14:16', dev, ask('prompt', 'prompt-v5')]).incident
        .containments[0],
    ).toMatchObject({ approvalsNeeded: 1 });
  });
});

describe('somebody alone who wants a version airb never saw', () => {
  const chaos = change('agent-chaos', { told: 'listed', at: at('14:15') });
  const took = (from: string) => ({
    type: 'rollback.responded' as const,
    action: 'r1',
    dryRun: false,
    ok: true,
    status: 200,
    response: from,
  });
  const done = readyToRollBack({ severity: 'sev2' }).after(
    ['14:15', ben, chaos],
    ['14:16', ben, ask()],
    ['14:17', ben, { type: 'rollback.approve', action: 'r1' }],
    ['14:17', airb, { type: 'rollback.attempt', action: 'r1', doubt: false }],
    ['14:17', airb, took('agent-chaos')],
  );

  it('says that it is live, rolls it back, and still needs a second person to go there', () => {
    expect(done.incident.containments[0]).toMatchObject({ from: 'agent-chaos', to: 'prompt-v6' });
    expect(done.incident.versions.prompt).toBe('prompt-v6');
    const asked = done.after(['14:30', ben, ask('prompt', 'agent-chaos')]);
    expect(asked.incident.containments[1]).toMatchObject({
      status: 'waiting',
      unknownVersion: true,
      approvalsNeeded: 2,
    });
  });

  it('gets no further in the next incident, which hears of the rollback as a change', () => {
    const heard = change('prompt-v6', { from: 'agent-chaos', by: 'airb', rollback: true, at: at('14:15') });
    const asked = readyToRollBack({ severity: 'sev2' }).after(
      ['14:15', alertmanager, heard],
      ['14:16', ben, ask('prompt', 'agent-chaos')],
    );
    expect(asked.incident.containments[0]).toMatchObject({ status: 'waiting', unknownVersion: true });
  });

  it('may go back to what was live by the files, whoever spoke of it', () => {
    const gone = readyToRollBack({ severity: 'sev2', changes: [] }).after(
      ['14:15', member, change('prompt-v7', { from: 'prompt-v6', told: 'member', at: at('14:15') })],
      ['14:16', ben, ask()],
      ['14:17', ben, { type: 'rollback.approve', action: 'r1' }],
      ['14:17', airb, { type: 'rollback.attempt', action: 'r1', doubt: false }],
      ['14:17', airb, took('prompt-v7')],
      // The way back from their own deed waits for nobody.
      ['14:30', ben, ask('prompt', 'prompt-v7')],
    );
    expect(gone.incident.containments[1]).toMatchObject({ approvalsNeeded: 1, status: 'running' });
  });
});

describe('a request that an older airb left waiting', () => {
  it('loses the approval of whoever asked: where two are needed it no longer counts', () => {
    const { log } = readyToRollBack({ severity: 'sev1' }).after(['14:16', ben, ask()]);
    const old = given(
      ...log,
      event('14:16', ben, { type: 'rollback.approved', action: 'r1', approvalsLeft: 1 }),
    );
    old.when('14:17', finn, approve).decides({ type: 'rollback.approved', action: 'r1', approvalsLeft: 1 });
  });
});

describe('a request is sealed to what was asked', () => {
  const waiting = readyToRollBack({ severity: 'sev1' }).after(['14:16', ana, ask()], ['14:17', ben, approve]);

  it('and is called off aloud when another version goes live: its approvals were for something else', () => {
    const moved = waiting.when('14:20', alertmanager, change('prompt-v8')).decides(change8(), {
      type: 'rollback.declined',
      action: 'r1',
      reason: 'prompt went to prompt-v8, so it is not what was asked for any more',
      calledOff: true,
    });
    expect(moved.incident.containments[0]).toMatchObject({ status: 'declined' });
    moved.when('14:21', finn, approve).ignores('That rollback needs no more approvals.');
    expect(JSON.stringify(bodiesOf(moved.asked(), 'say'))).toContain('is called off');
    const anew = moved.after(['14:22', ana, ask()]);
    expect(anew.incident.containments[1]).toMatchObject({
      from: 'prompt-v8',
      to: 'prompt-v6',
      approvals: [],
    });
  });

  it.each([
    ['a member', member, { told: 'member' }],
    ['a listed person, of an older change', dev, { told: 'listed', at: at('13:00') }],
  ] as const)('whatever is said by %s', (_, by, more) => {
    const told = waiting.after(['14:20', by, change('prompt-v9', more)]);
    expect(told.incident.versions.prompt).toBe('prompt-v7');
    expect(told.incident.containments[0]).toMatchObject({
      from: 'prompt-v7',
      to: 'prompt-v6',
      status: 'waiting',
    });
    expect(told.incident.changes[0]).toMatchObject({ to: 'prompt-v9', told: more.told });
  });

  it('and a stranger tells of no change at all', () => {
    waiting.when('14:20', stranger, change('prompt-v9')).refuses(/^Zed, airb does not know you yet/);
  });

  const change8 = () => ({ type: 'change.noted' as const, change: change('prompt-v8').change });
});

describe('nobody who may approve answers', () => {
  const waiting = readyToRollBack({ severity: 'sev1' }).after(['14:16', ana, ask()]);

  it('so a listed person goes on after ten minutes, with a reason, aloud and on record', () => {
    waiting
      .when('14:25', eva, breakGlass)
      .refuses(/can't let a rollback go on by break-glass/, /break-glass is open from 14:26 UTC/);
    waiting.when('14:26', eva, { ...breakGlass, breakGlass: ' ' }).refuses(/needs a reason/, /break-glass/);
    const story = waiting.when('14:26', eva, breakGlass).decides(
      {
        type: 'glass.broken',
        for: 'rollback',
        action: 'r1',
        reason: 'refusals double',
        unreached: ['Ben Okafor', 'Finn Berg'],
      },
      { type: 'rollback.approved', action: 'r1', approvalsLeft: 0 },
      began as never,
    );
    expect(story.incident.brokenGlass).toMatchObject([{ for: 'rollback', action: 'r1', by: 'Eva Sato' }]);
  });

  it('but not while one of them is there: ten minutes count from their last word', () => {
    const seen = waiting.after(['14:24', finn, { type: 'note', text: 'looking at it' }]);
    seen.when('14:30', eva, breakGlass).refuses(/break-glass/, /open from 14:34 UTC/);
    expect(seen.when('14:34', eva, breakGlass).decision).toHaveProperty('events');
  });

  it('nor by members, or strangers', () => {
    waiting.when('14:40', member, breakGlass).refuses(/can't/, 'Ben Okafor or Finn Berg can.');
    waiting.when('14:40', stranger, breakGlass).refuses(/does not know you yet/);
  });

  it('and a version airb never saw takes a second person even then', () => {
    const unknown = readyToRollBack({ severity: 'sev1' }).after(['14:16', ana, ask('prompt', 'agent-chaos')]);
    unknown.when('14:40', ana, breakGlass).refuses(/never seen agent-chaos, so it takes a second person/);
    expect(unknown.when('14:40', eva, breakGlass).decision).toHaveProperty('events');
  });
});

describe('nobody who may command answers', () => {
  const take = (person: { id: string; name: string }) => ({
    type: 'role' as const,
    role: 'commander' as const,
    person,
    breakGlass: 'nobody answers',
  });

  it('so anybody of the team takes it after ten minutes; the room and the incidents channel hear', () => {
    const story = readyToRollBack();
    story.when('14:19', eva, take(eva)).refuses(/can't take command by break-glass/, /open from 14:20 UTC/);
    const mia = { id: 'slack:U0MEM', name: 'Mia Ott (not listed)' };
    for (const [by, person] of [
      [eva, eva],
      [member, mia],
    ] as const) {
      const taken = story.when('14:20', by, take(person)).decides(
        {
          type: 'glass.broken',
          for: 'command',
          reason: 'nobody answers',
          unreached: ['Ben Okafor', 'Finn Berg'],
        },
        { type: 'role.assigned', role: 'commander', person, before: ben, takenOver: true },
      );
      expect(taken.incident.roles.commander).toEqual(person);
      expect(taken.incident.brokenGlass).toMatchObject([{ for: 'command', reason: 'nobody answers' }]);
    }
  });

  it('and whoever takes it that way takes it themselves', () => {
    readyToRollBack()
      .when('14:20', eva, take(ana))
      .refuses('By breaking the glass you take command yourself; nobody is given it that way.');
  });

  it('and a member who took it approves what others ask for, never what they ask for', () => {
    const mia = { id: 'slack:U0MEM', name: 'Mia Ott (not listed)' };
    const story = readyToRollBack({ severity: 'sev3' }).after(['14:20', member, take(mia)]);
    const own = story.after(['14:21', member, ask()]);
    expect(own.incident.containments).toMatchObject([{ id: 'r1', status: 'waiting' }]);
    own.when('14:22', member, approve).refuses(/can't approve/, /A second person has to approve this/);
    const others = story.after(['14:21', ana, ask()]);
    expect(others.when('14:22', member, approve).decision).toMatchObject({
      events: [{ type: 'rollback.approved', approvalsLeft: 0 }, began],
    });
  });

  it('but not once one of them was heard of, until half an hour of silence', () => {
    const heard = readyToRollBack().after(['14:12', ben, { type: 'acknowledge', via: 'chat' }]);
    heard.when('14:30', eva, take(eva)).refuses(/break-glass/, /open from 14:42 UTC/);
    expect(heard.when('14:42', eva, take(eva)).decision).toHaveProperty('events');
  });
});

describe('a version airb has never seen', () => {
  it('takes a second person, also from the commander and where none is needed otherwise', () => {
    const asked = readyToRollBack({ severity: 'sev4' }).after(['14:15', ben, ask('prompt', 'agent-chaos')]);
    expect(asked.incident.containments).toMatchObject([{ status: 'waiting', unknownVersion: true }]);
    asked.when('14:16', ben, approve).refuses(/can't approve/, /A second person has to approve this/);
    expect(asked.when('14:16', finn, approve).decision).toMatchObject({
      events: [{ type: 'rollback.approved', approvalsLeft: 0 }, began],
    });
  });
});

describe('whoever is refused', () => {
  it('is sent to those only whose approval would still count', () => {
    const asked = readyToRollBack({ severity: 'sev1' }).after(['14:16', ben, ask()]);
    asked.when('14:17', eva, approve).refuses("Eva Sato can't approve a rollback.", 'Finn Berg can.');
    asked
      .when('14:17', ben, approve)
      .refuses(/can't approve/, 'A second person has to approve this, and you asked for it. Finn Berg can.');
    asked.when('14:17', eva, breakGlass).refuses(/break-glass/, /^Ask Finn Berg\. If none/);
    asked
      .after(['14:17', finn, approve])
      .when('14:18', eva, approve)
      .refuses(/can't approve/, /^Nobody is left who may: `\/airb role commander @name`/);
  });

  it('is not sent to themselves where a second person is needed even in an emergency', () => {
    const asked = readyToRollBack({ severity: 'sev4' }).after(['14:15', ben, ask('prompt', 'agent-chaos')]);
    asked
      .when('14:40', ben, breakGlass)
      .refuses(
        /never seen agent-chaos/,
        'Finn Berg can approve it; anybody else in runbooks/organization.yaml can break the glass.',
      );
  });
});

describe('the incident ends while a rollback waits', () => {
  it.each([
    ['cancelled', { type: 'cancel', reason: 'a load test' }],
    ['resolved', { type: 'resolve', override: 'gone by itself', category: 'prompt' }],
  ] as const)('%s: it is called off, and nothing runs', (end, body) => {
    const over = readyToRollBack({ severity: 'sev1' })
      .after(['14:16', ana, ask()], ['14:17', ana, ask('code')])
      .after(['14:20', ben, body]);
    expect(over.log.slice(-3)).toMatchObject([
      { type: 'rollback.declined', action: 'r1', calledOff: true, reason: `the incident was ${end}` },
      { type: 'rollback.declined', action: 'r2', calledOff: true },
      { type: end },
    ]);
    over.when('14:21', finn, approve).refuses(`INC-42 is already ${end}.`);
    expect(over.incident.containments.map(({ status }) => status)).toEqual(['declined', 'declined']);
  });
});

describe('names', () => {
  it('of those who are not listed say so wherever the record prints them', () => {
    const twin: Actor = { kind: 'person', id: 'slack:U0FAKE', name: 'Ben Okafor', standing: 'stranger' };
    const story = readyToRollBack().after(['14:12', twin, { type: 'note', text: 'I approve' }]);
    expect(JSON.stringify(bodiesOf(story.asked(), 'say')[0]?.card)).toContain('Note by Ben Okafor (guest):');
    const own = readyToRollBack().after(['14:12', ben, { type: 'note', text: 'I approve' }]);
    expect(JSON.stringify(bodiesOf(own.asked(), 'say')[0]?.card)).toContain('Note by Ben:');
    const asked = readyToRollBack({ severity: 'sev2' }).after(['14:12', member, ask()]);
    expect(asked.incident.containments[0]?.requestedBy).toEqual({
      id: 'slack:U0MEM',
      name: 'Mia Ott (not listed)',
    });
  });

  it.each([
    ['long', `Ben Okafor${' x'.repeat(200)}`],
    ['full of blanks', `Ben Okafor${'\u00a0'.repeat(200)}.`],
    ['of several lines', 'Ben Okafor\nRollback approved by Ben Okafor'],
    ['turned round', 'Ben Okafor\u202e'],
  ])('that are %s push no mark away', (_, name) => {
    const twin: Actor = { kind: 'person', id: 'slack:U0FAKE', name, standing: 'stranger' };
    const printed = actorName(twin);
    expect(printed).toMatch(/^Ben Okafor.{0,30} \(guest\)$/);
    expect(mention({ id: twin.id, name: printed })).toMatchObject({ name: printed });
  });
});

describe('who is asked to approve in a message of their own', () => {
  const askedSlots = (story: { asked(): Parameters<typeof bodiesOf>[0] }) =>
    bodiesOf(story.asked(), 'draw')
      .filter(({ slot }) => slot.startsWith('approval:'))
      .map(({ slot, kept }) => `${slot}${kept ? ' again' : ''}`);

  it('is everybody whose approval would count, and they are invited', () => {
    const story = readyToRollBack({ severity: 'sev2' }).after(['14:16', ana, ask()]);
    expect(askedSlots(story)).toEqual(['approval:r1:ben', 'approval:r1:finn']);
    expect(bodiesOf(story.asked(), 'room.invite').flatMap(({ people }) => people)).toEqual(['ben', 'finn']);
  });

  it('is nobody who may not know of a private incident', () => {
    const story = readyToRollBack({ severity: 'sev2', private: true }).after(['14:16', ana, ask()]);
    expect(askedSlots(story)).toEqual(['approval:r1:ben']);
  });

  it('is a new commander too; what the others see is drawn again where it stands', () => {
    const story = readyToRollBack({ severity: 'sev1' })
      .after(['14:16', ana, ask()])
      .after(
        ['14:17', ben, { type: 'role', role: 'commander', person: dev }],
        ['14:17', dev, { type: 'role.answer', handover: 'h1', accept: true }],
      );
    expect(askedSlots(story)).toEqual(['approval:r1:dev', 'approval:r1:ben again', 'approval:r1:finn again']);
    expect(askedSlots(story.after(['14:18', finn, approve]))).toEqual(
      ['ben', 'finn', 'dev'].map((one) => `approval:r1:${one} again`),
    );
  });

  it('is nobody where no approval is needed', () => {
    const story = readyToRollBack({ severity: 'sev4' }).after(['14:16', ana, ask()]);
    expect(askedSlots(story)).toEqual([]);
  });

  it('is nobody for what was declined before they took command', () => {
    const declined = readyToRollBack({ severity: 'sev1' }).after(
      ['14:16', ana, ask()],
      ['14:16', ben, { type: 'rollback.decline', action: 'r1', reason: 'not this' }],
      ['14:17', ben, { type: 'role', role: 'commander', person: dev }],
      ['14:17', dev, { type: 'role.answer', handover: 'h1', accept: true }],
    );
    expect(askedSlots(declined)).toEqual([]);
    expect(declined.incident.containments[0]?.asked).toEqual(['ben', 'finn']);
  });
});

describe('what those who may approve were told', () => {
  it('is drawn again when something is redacted: their messages quote the reason and the title', () => {
    const asked = readyToRollBack({ severity: 'sev1' }).after(['14:16', eva, ask()]);
    const told = bodiesOf(asked.asked(), 'draw').flatMap(({ slot, place }) =>
      slot.startsWith('approval') && place.to === 'person' ? [place.person] : [],
    );
    expect(told).not.toEqual([]);
    const redact = { type: 'redact' as const, entries: [asked.log.length], why: 'names a customer' };
    const drawn = bodiesOf(asked.after(['14:20', ben, redact]).asked(), 'draw');
    for (const who of told)
      expect(drawn).toContainEqual(
        expect.objectContaining({
          slot: expect.stringMatching(/^approval/),
          place: { to: 'person', person: who },
        }),
      );
  });
});
