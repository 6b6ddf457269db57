import { describe, expect, it } from 'vitest';
import type { Severity } from '../../../src/domain/people.ts';
import { airb } from '../../../src/domain/people.ts';
import { bodiesOf, eva, finn, incident42, readyToRollBack, stranger } from '../../support/given.ts';
import { ana, at, ben, chloe, dev, evidence } from '../../support/worked-example.ts';

const ask = (part: string, more: { to?: string; reason?: string; evidenceOverride?: string } = {}) => ({
  type: 'rollback.request' as const,
  part,
  reason: 'refusals followed it',
  ...more,
});
const approve = { type: 'rollback.approve' as const, action: 'r1' };
const approved = (approvalsLeft: number) => ({
  type: 'rollback.approved' as const,
  action: 'r1',
  approvalsLeft,
});
const started = { type: 'rollback.started' as const, action: 'r1', manual: false };
const requested = (approvalsNeeded: number) => ({
  type: 'rollback.requested' as const,
  action: 'r1',
  part: 'prompt',
  from: 'prompt-v7',
  to: 'prompt-v6',
  reason: 'refusals followed it',
  approvalsNeeded,
  evidenceOverride: undefined,
});
const responded = (ok: boolean) => ({
  type: 'rollback.responded' as const,
  action: 'r1',
  dryRun: false,
  ok,
  status: ok ? 200 : 500,
  response: ok ? 'prompt-v6 is live' : 'no such version',
});
const answered = (ok: boolean) => {
  const { dryRun: _, ...rest } = responded(ok);
  return ok ? { ...rest, took: 'accepted' as const } : rest;
};
const at1 = (severity: Severity) => readyToRollBack({ severity });

/** Whoever asks or approves while a page waits has answered it. */
const answers = { type: 'acknowledged' as const, via: 'action' as const };

describe('a rollback is asked for that can’t be', () => {
  it('knows the part that was meant', () => {
    const story = readyToRollBack();
    story
      .when('14:16', ana, ask('indx'))
      .refuses(
        'support-bot has no part called `indx`. Did you mean `index`?',
        'Its parts: flag, prompt, guardrail, model, router, index, code.',
      );
    for (const [typed, meant] of Object.entries({
      promtp: 'prompt',
      modle: 'model',
      flagg: 'flag',
      router2: 'router',
      cod: 'code',
    })) {
      story.when('14:16', ana, ask(typed)).refuses(new RegExp(`Did you mean \`${meant}\``));
    }
    story.when('14:16', ana, ask('database')).refuses('support-bot has no part called `database`.');
  });

  it('says how to go on where the system lists no parts', () => {
    readyToRollBack({ plan: { parts: [] } })
      .when('14:16', ana, ask('prompt'))
      .refuses(/knows no parts of support-bot/, /by hand/);
  });

  it('needs a version where no good one is known', () => {
    readyToRollBack()
      .when('14:16', ana, ask('router'))
      .refuses(/no last known good version of Router/, /\/airb rollback router to <version>/);
    readyToRollBack()
      .when('14:16', ana, ask('router', { to: 'large-only' }))
      .decides(answers, {
        ...requested(2),
        part: 'router',
        from: 'small-first-then-large',
        to: 'large-only',
        unknownVersion: true,
      });
  });

  it('needs a reason, and a version other than the live one', () => {
    readyToRollBack()
      .when('14:16', ana, ask('prompt', { reason: '  ' }))
      .refuses('A rollback needs a reason.');
    readyToRollBack()
      .when('14:16', ana, ask('prompt', { to: 'prompt-v7' }))
      .refuses('Prompt is prompt-v7 already.');
  });

  it('is refused while another of the same part waits or runs, but not for another part', () => {
    const waiting = at1('sev2').after(['14:16', ana, ask('prompt')]);
    waiting.when('14:16', ana, ask('prompt')).refuses('A rollback of Prompt waits for approval already.');
    const running = waiting.after(['14:17', ben, approve]);
    running.when('14:17', dev, ask('prompt')).refuses('A rollback of Prompt is under way already.');
    running
      .when('14:17', ana, ask('index'))
      .decides({ ...requested(1), action: 'r2', part: 'index', from: 'kb-2025-02-15', to: 'kb-2025-02-01' });
  });
});

describe('evidence is asked for first', () => {
  const missing =
    'Evidence is 0 of 4; a rollback of Prompt changes what can still be seen. Missing: The alert as it arrived, Live versions of all parts, Twenty refused answers with their prompts or One full trace of a refused answer.';

  it('refuses while something is missing and names it', () => {
    incident42()
      .when('14:16', ana, ask('prompt'))
      .refuses(missing, /Save it first/);
  });

  it('goes on in the asker’s name when they say why not to wait', () => {
    incident42()
      .when('14:16', ana, ask('prompt', { evidenceOverride: ' unsafe answers are going out ' }))
      .decides(answers, { ...requested(1), evidenceOverride: 'unsafe answers are going out' });
  });

  it('asks nothing any more once everything is there, and forgets an override nobody needed', () => {
    const items = ['alert', 'versions', 'samples', 'trace'];
    const story = items.reduce(
      (before, item) =>
        before.after([
          '14:15',
          ana,
          {
            type: 'evidence',
            evidence: evidence({ id: item, item, title: item, content: item, from: 'command' }),
          },
        ]),
      incident42(),
    );
    story.when('14:16', ana, ask('prompt', { evidenceOverride: 'no time' })).decides(answers, requested(1));
  });
});

describe('approvals', () => {
  it('are not needed where the table says none: it starts at once', () => {
    const story = at1('sev4').when('14:16', eva, ask('prompt')).decides(requested(0), started);
    expect(story.incident.phase).toBe('mitigating');
  });

  it('one: anybody asks, an approver starts it', () => {
    const waiting = at1('sev2').when('14:16', ana, ask('prompt')).decides(answers, requested(1));
    expect(waiting.incident.phase).toBe('triage');
    expect(bodiesOf(waiting.asked(), 'action')).toMatchObject([{ dryRun: true, part: 'prompt' }]);
    waiting
      .when('14:17', eva, approve)
      .refuses("Eva Sato can't approve a rollback.", 'Ben Okafor or Finn Berg can.');
    const running = waiting.when('14:17', ben, approve).decides(approved(0), started);
    expect(bodiesOf(running.asked(), 'action')).toMatchObject([
      { dryRun: false, part: 'prompt', to: 'prompt-v6' },
    ]);
  });

  it('one: an approver who asks sees the dry run before their own approval starts it', () => {
    const waiting = at1('sev2').when('14:16', ben, ask('prompt')).decides(answers, requested(1));
    waiting.when('14:17', ben, approve).decides(approved(0), started);
  });

  it('one: an approver who takes back what was done last has approved by asking: that is what ran before', () => {
    const done = at1('sev2').after(
      ['14:16', ben, ask('prompt')],
      ['14:17', ben, approve],
      ['14:18', airb, responded(true)],
    );
    const back = done.after(['14:30', ben, ask('prompt', { to: 'prompt-v7', reason: 'worse' })]);
    expect(back.log.slice(-3).map(({ type }) => type)).toEqual([
      'rollback.requested',
      'rollback.approved',
      'rollback.started',
    ]);
    const else_ = done.after(['14:30', ben, ask('index')]);
    expect(else_.log.at(-1)?.type).toBe('rollback.requested');
  });

  it('two: whoever asked does not count, approver or not', () => {
    const waiting = at1('sev1').when('14:16', ben, ask('prompt')).decides(answers, requested(2));
    waiting
      .when('14:17', ben, approve)
      .refuses("Ben Okafor can't approve a rollback.", /you asked for it\. Finn Berg can\./);
    const half = waiting.when('14:17', finn, approve).decides(approved(1));
    half.when('14:18', finn, approve).ignores('You approved it already; another approver is needed.');
  });

  it('two: two approvers, when somebody else asked', () => {
    at1('sev1')
      .when('14:16', ana, ask('prompt'))
      .decides(answers, requested(2))
      .when('14:17', finn, approve)
      .decides(approved(1))
      .when('14:18', finn, approve)
      .ignores()
      .when('14:18', ben, approve)
      .decides(approved(0), started)
      .when('14:19', ben, approve)
      .ignores('That rollback needs no more approvals.');
  });

  it('two: a person who takes command after approving still counts once', () => {
    const story = at1('sev1').after(
      ['14:16', ana, ask('prompt')],
      ['14:16', finn, approve],
      ['14:17', finn, { type: 'role', role: 'commander', person: finn, from: 'ben' }],
    );
    story.when('14:18', finn, approve).ignores();
    // Finn has approved, so the one who is missing is somebody else.
    story.when('14:18', ben, approve).refuses(/Ben Okafor can't approve/, /^Nobody is left who may/);
  });

  it('keep the number they were asked with when the severity changes', () => {
    at1('sev1')
      .after(['14:16', ana, ask('prompt')], ['14:17', ben, { type: 'severity', to: 'sev3', reason: 'fewer' }])
      .when('14:18', ben, approve)
      .decides(approved(1));
  });

  it('come from people, and for rollbacks that exist', () => {
    at1('sev2')
      .when('14:17', ben, { ...approve, action: 'r9' })
      .refuses('There is no rollback `r9` here.');
    const waiting = at1('sev2').after(['14:16', ana, ask('prompt')]);
    waiting.when('14:17', airb, approve).refuses(/There is no rollback/);
    waiting.when('14:17', stranger, approve).refuses(/airb does not know you yet/);
  });
});

describe('a rollback is declined', () => {
  const decline = { type: 'rollback.decline' as const, action: 'r1', reason: 'the index first' };
  const waiting = at1('sev2').after(['14:16', ana, ask('prompt')]);

  it('by an approver or by whoever asked, with a reason', () => {
    for (const who of [ben, ana]) {
      waiting
        .when('14:17', who, decline)
        .decides({ type: 'rollback.declined', action: 'r1', reason: 'the index first' });
    }
    waiting
      .when('14:17', ben, { ...decline, reason: ' ' })
      .decides({ type: 'rollback.declined', action: 'r1', reason: 'no reason given' });
  });

  it('by nobody else', () => {
    waiting
      .when('14:17', eva, decline)
      .refuses("Eva Sato can't decline a rollback.", 'Ana Lima, Ben Okafor or Finn Berg can.');
  });

  it('not once it has begun, and may be asked for again afterwards', () => {
    waiting
      .after(['14:17', ben, approve])
      .when('14:18', ana, decline)
      .ignores(/under way/);
    waiting
      .after(['14:17', ben, decline])
      .when('14:18', ana, ask('prompt'))
      .decides({ ...requested(1), action: 'r2' });
  });
});

describe('a rollback is carried out', () => {
  const running = at1('sev2').after(['14:16', ana, ask('prompt')], ['14:17', ben, approve]);

  it('is read before it can have had an effect and again after the runbook’s time', () => {
    const [before] = running.asked().filter(({ body }) => body.kind === 'read');
    expect(before).toMatchObject({
      dueAt: at('14:17'),
      body: { purpose: { for: 'containment', action: 'r1', when: 'before' } },
    });
    const applied = running.when('14:18', airb, responded(true)).decides(answered(true));
    const [after] = applied.asked().filter(({ body }) => body.kind === 'read');
    expect(after).toMatchObject({
      dueAt: at('14:24'),
      body: { purpose: { for: 'containment', action: 'r1', when: 'after' } },
    });
    expect(applied.incident.versions.prompt).toBe('prompt-v6');
  });

  it('fails aloud, keeps the version and may be tried again', () => {
    const failed = running.when('14:18', airb, responded(false)).decides(answered(false));
    expect(failed.incident.versions.prompt).toBe('prompt-v7');
    expect(bodiesOf(failed.asked(), 'read')).toEqual([]);
    expect(JSON.stringify(bodiesOf(failed.asked(), 'say')[0]?.card)).toContain('no such version');
    failed.when('14:19', ana, ask('prompt')).decides({ ...requested(1), action: 'r2' });
  });

  it('is answered once', () => {
    running
      .after(['14:18', airb, responded(true)])
      .when('14:18:01', airb, responded(true))
      .ignores();
    running.when('14:18', airb, { ...responded(true), action: 'r7' }).ignores();
  });

  it('keeps what a dry run said apart', () => {
    const { dryRun: _, ...preview } = { ...responded(true), type: 'rollback.previewed' as const };
    const story = at1('sev2')
      .after(['14:16', ana, ask('prompt')])
      .when('14:16:10', airb, { ...responded(true), dryRun: true })
      .decides(preview);
    expect(story.incident.versions.prompt).toBe('prompt-v7');
    expect(story.incident.containments[0]?.status).toBe('waiting');
  });

  it('may answer after the incident has ended; then nothing is measured', () => {
    const over = running
      .after(['14:18', ben, { type: 'cancel', reason: 'a test' }])
      .when('14:19', airb, responded(true))
      .decides(answered(true));
    expect(bodiesOf(over.asked(), 'read')).toEqual([]);
  });
});

describe('a part only people can roll back', () => {
  const manual = { type: 'rollback.manual' as const, action: 'r1', note: 'redeployed api-v17' };
  const waiting = at1('sev2').after(['14:16', ana, ask('code')]);

  it('asks no target, waits for a person’s word and is measured all the same', () => {
    const begun = waiting.when('14:17', ben, approve).decides(approved(0), { ...started, manual: true });
    expect(bodiesOf([...waiting.asked(), ...begun.asked()], 'action')).toEqual([]);
    const done = begun.when('14:40', chloe, manual).decides({
      type: 'rollback.responded',
      action: 'r1',
      ok: true,
      status: 0,
      response: 'redeployed api-v17',
      took: 'said',
    });
    expect(done.incident.versions.code).toBe('api-v17');
    expect(done.asked().find(({ body }) => body.kind === 'read')?.dueAt).toBe(at('14:46'));
    done.when('14:41', ana, manual).ignores('There is no manual step waiting.');
  });

  it('is not done before it is approved, nor when it does not exist', () => {
    waiting.when('14:17', ana, manual).ignores('There is no manual step waiting.');
    waiting.when('14:17', ana, { ...manual, action: 'r3' }).refuses(/no rollback `r3`/);
    expect(
      waiting.after(['14:17', ben, approve]).when('14:40', ana, { ...manual, note: '' }).decision,
    ).toMatchObject({ events: [{ response: 'done by hand' }] });
  });
});
