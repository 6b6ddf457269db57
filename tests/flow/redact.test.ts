import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { minute, second } from '../../src/domain/time.ts';
import { DeliveryError } from '../../src/errors.ts';
import { beyondReach } from '../../src/flow/redact-posts.ts';
import { createStates } from '../../src/flow/states.ts';
import { createWriter } from '../../src/flow/write.ts';
import { lost, refused } from '../support/given-chat.ts';
import { type Flow, openFlow } from '../support/given-flow.ts';
import { expectLog, mayLog } from '../support/log.ts';
import { hash, mask } from '../support/mask.ts';
import { ana, ben, dev, person } from '../support/worked-example.ts';

const secret = ['gh', 'p_', 'a1B2c3D4e5F6g7H8'.repeat(3).slice(0, 36)].join('');
const why = 'names a customer';

let flow: Flow;
beforeEach(async () => {
  flow = await openFlow();
  await flow.alert();
  await flow.later(0);
});
afterEach(() => flow.close());

const note = async (text: string) => {
  await flow.writer.handle(1, { type: 'note', text }, person(ben));
  return (await flow.log()).length;
};
const said = async () =>
  [...flow.chat.rooms.values()].flatMap(({ posts }) => posts.map((post) => JSON.stringify(post)));
const stored = async () =>
  JSON.stringify([await flow.store.events(1), await flow.store.effects(1), await flow.store.alerts(1)]);

describe('an entry is redacted', () => {
  it('by those who may, with a reason, and once', async () => {
    const entry = await note('called Maria Silva in Lisbon');
    const by = person(dev);
    expect(await flow.redact({ incident: 1, entry, why, by })).toMatchObject({ ok: false });
    expect(await flow.redact({ incident: 1, entry, why: ' ', by: person(ben) })).toMatchObject({
      rejected: 'Say why it is redacted.',
    });
    expect(await flow.redact({ incident: 1, entry: 999, why, by: person(ben) })).toMatchObject({
      rejected: 'There is no such entry, or it holds no text to take out; nothing was redacted.',
    });
    expect(await stored()).toContain('Maria Silva');
    expect(await flow.redact({ incident: 1, entry, why, by: person(ben) })).toMatchObject({ ok: true });
    expect(await flow.redact({ incident: 1, entry, why, by: person(ben) })).toMatchObject({
      events: [],
      note: 'That entry is redacted already.',
    });
    expect(await stored()).not.toContain('Maria Silva');
    expect(await flow.store.verify()).toMatchObject({ faults: [], redacted: 1 });
  });

  it('and whoever asked hears where the same words still stand', async () => {
    const words = 'Maria Silva of Lisbon called about her refund';
    const first = await note(words);
    const second = await note(`Once more: ${words}`);
    await note('Maria Silva');
    const redact = (entry: number) => flow.redact({ incident: 1, entry, why, by: person(ben) });
    expect(await redact(first)).toMatchObject({
      note: `It is redacted. The same words also stand in entry ${second}, which keeps them until redacted too.`,
    });
    const last = await redact(second);
    expect(last).toMatchObject({ ok: true });
    expect(last).not.toHaveProperty('note');
  });

  it.each([
    ['of an alert that joined', 'alert.joined'],
    ['of the alert that opened it, which an audience that came later was told of', 'incident.opened'],
  ] as const)('%s is gone from every message', async (_, type) => {
    const named = 'Maria Silva of Lisbon sees the cards of others';
    if (type === 'incident.opened') {
      await flow.close();
      flow = await openFlow();
      await flow.alert({ title: named, severity: 'info' });
    } else await flow.alert({ fingerprint: 'another', title: named });
    await flow.later(minute);
    await flow.writer.handle(1, { type: 'severity', to: 'sev1', reason: 'all' }, person(ben));
    await flow.later(minute);
    const holding = async () => (await said()).filter((post) => post.includes('Maria Silva'));
    expect((await holding()).length).toBeGreaterThan(0);
    const entry = (await flow.log()).indexOf(type) + 1;
    await flow.redact({ incident: 1, entry, why, by: person(ben) });
    await flow.later(minute);
    expect(await holding()).toEqual([]);
  });

  it('and another after it: the draft that holds both is posted anew once', async () => {
    const entries = [await note('called Maria Silva'), await note('called Maria Silva again')];
    await flow.writer.handle(1, { type: 'postmortem' }, person(ben));
    await flow.later(0);
    const drafts = () => flow.chat.calls.filter((call) => call.startsWith('upload')).length;
    expect(drafts()).toBe(2);
    for (const entry of entries) {
      await flow.redact({ incident: 1, entry, why, by: person(ben) });
      await flow.later(10 * second);
    }
    await flow.later(minute);
    expect(drafts()).toBe(4);
  });

  it('and every draft that was posted before goes at once, each time', async () => {
    const entries = [await note('called Maria Silva'), await note('called Maria Silva again')];
    const files = () =>
      [...flow.chat.rooms.values()].flatMap(({ posts }) => posts.flatMap((post) => post.file ?? []));
    await flow.writer.handle(1, { type: 'postmortem' }, person(ben));
    await flow.later(0);
    for (const entry of entries) {
      expect(files()).toHaveLength(2);
      await flow.redact({ incident: 1, entry, why, by: person(ben) });
      await flow.later(0);
      expect(files()).toEqual([]);
      await flow.later(minute);
    }
    expect(files()).toHaveLength(2);
    expect(flow.chat.calls.filter((call) => call.startsWith('remove'))).toHaveLength(4);
    expect(await flow.store.verify()).toMatchObject({ faults: [] });
  });

  it('while the first draft is on its way: it goes when it has arrived, and is posted anew', async () => {
    const entry = await note('called Maria Silva');
    flow.chat.fail('upload', lost());
    await flow.writer.handle(1, { type: 'postmortem' }, person(ben));
    await flow.later(0);
    await flow.redact({ incident: 1, entry, why, by: person(ben) });
    await flow.later(2 * minute);
    expectLog(/^warn No answer came/);
    const posts = [...flow.chat.rooms.values()].flatMap(({ posts: all }) => all);
    const files = posts.flatMap(({ file }) => file?.name ?? []);
    // The other one had not left yet, so it is of the log as it is now.
    expect(files).toEqual(['inc-1-postmortem.html', 'inc-1-postmortem.md']);
    expect(JSON.stringify(posts)).not.toContain('Maria Silva');
  });

  it('and what the chat keeps is named, with who redacted', async () => {
    const entry = await note('called Maria Silva');
    await flow.writer.handle(1, { type: 'postmortem' }, person(ben));
    await flow.later(0);
    flow.chat.fail('remove', refused('cant_delete_file'));
    await flow.redact({ incident: 1, entry, why, by: person(ben) });
    await flow.later(0);
    expectLog(/^warn The chat says cant_delete_file/);
    expect((await said()).join()).toMatch(
      /The file inc-1-postmortem.md from \d\d:\d\d UTC in this incident’s channel may still hold what Ben Okafor redacted: The chat says cant_delete_file. Please look there and delete it by hand./,
    );
  });

  it('and a post that can not be changed any more is deleted', async () => {
    const entry = await note('called Maria Silva');
    await flow.later(0);
    flow.chat.fail('redraw', ...Array.from({ length: 9 }, () => refused('edit_window_closed')));
    mayLog(/^warn The chat says edit_window_closed/);
    await flow.redact({ incident: 1, entry, why, by: person(ben) });
    await flow.later(0);
    expect(JSON.stringify(await said())).not.toContain('Maria Silva');
    expect(flow.chat.calls.filter((call) => call.startsWith('remove'))).toHaveLength(1);
  });

  it('and so is what other posts quoted of it', async () => {
    const words = 'Maria Silva of Lisbon called about her refund';
    await flow.writer.handle(
      1,
      {
        type: 'update',
        form: 'internal',
        text: { users: words, since: '14:09', scope: 'One.', mitigation: 'We look.' },
      },
      person(ben),
    );
    await flow.later(0);
    expect(JSON.stringify(await said())).toContain(words);
    const other = await note(words);
    await flow.redact({ incident: 1, entry: other, why, by: person(ben) });
    await flow.later(0);
    expect(JSON.stringify(await said())).not.toContain(words);
  });

  it('and so is an update that was corrected, in the words that stand now', async () => {
    const words = 'Maria Silva of Lisbon called about her refund';
    const text = { users: words, since: '14:09', scope: 'One customer.', mitigation: 'We look.' };
    await flow.writer.handle(1, { type: 'update', form: 'internal', text }, person(ben));
    await flow.later(0);
    const mended = { ...text, users: `${words}, and two more did` };
    await flow.writer.handle(1, { type: 'update.correct', form: 'internal', text: mended }, person(ben));
    await flow.later(0);
    const leaders = async () => (await said()).filter((one) => one.includes('update on INC-1'));
    expect(await leaders()).toHaveLength(1);
    expect((await leaders()).join()).toContain('and two more did');
    const other = await note(words);
    await flow.redact({ incident: 1, entry: other, why, by: person(ben) });
    await flow.later(0);
    expect(JSON.stringify(await said())).not.toContain(words);
    expect((await leaders()).join()).toContain('Corrected at');
  });

  it('and whoever redacts hears what nobody can take out', async () => {
    const words = 'it was Maria Silva of Lisbon';
    await flow.writer.handle(
      1,
      { type: 'message', message: 'slack:c/1.1', text: words, files: [] },
      person(ana),
    );
    await flow.later(0);
    const entry = (await flow.log()).length;
    expect(await flow.redact({ incident: 1, entry, why, by: person(ben) })).toMatchObject({
      note: 'It is redacted. Ana Lima’s own message stays in the chat until they or an admin delete it.',
    });
    const opened = await flow.redact({ incident: 1, entry: 1, why, by: person(ben) });
    expect(opened).toMatchObject({ note: expect.stringContaining('It also stands in the page at ') });
  });

  it('and of an e-mail too, to whom', async () => {
    const sent = await flow.store.effects(1);
    const events = (await flow.store.events(1)).map(({ event }) => event);
    const publication = { card: { text: 'Call Maria Silva of Lisbon' } };
    const letter = { ...sent[0], state: 'done', body: { kind: 'letter', person: 'dev', publication } };
    const taken = [{ text: 'Maria Silva of Lisbon', words: '[redacted]' }];
    expect(beyondReach({ events, entries: [], taken, sent: [letter] } as never)).toEqual([
      'It also stands in an e-mail to Dev Patel, where airb can’t take it out.',
    ]);
  });

  it('and so may the reason be, everywhere it is told, and that of the reason too', async () => {
    const entry = await note('called Maria Silva in Lisbon');
    await flow.redact({ incident: 1, entry, why: 'names Maria Silva', by: person(ben) });
    await flow.later(0);
    const reason = (await flow.log()).indexOf('entry.redacted') + 1;
    expect(
      await flow.redact({ incident: 1, entry: reason, why: 'says it again', by: person(ben) }),
    ).toMatchObject({
      ok: true,
    });
    await flow.later(minute);
    expect(await stored()).not.toContain('Maria Silva');
    expect(JSON.stringify([...flow.chat.rooms.values()])).not.toContain('Maria Silva');
    const [first] = (await flow.store.events(1)).filter(({ seq }) => seq === entry);
    expect(first?.event).toMatchObject({
      text: '[redacted by Ben Okafor: [redacted by Ben Okafor: says it again]]',
    });
    expect(await flow.store.verify()).toMatchObject({ faults: [], redacted: 2 });
    const again = (await flow.log()).lastIndexOf('entry.redacted') + 1;
    await flow.redact({ incident: 1, entry: again, why: 'enough', by: person(ben) });
    await flow.later(minute);
    expect(await stored()).not.toContain('says it again');
    expect(await flow.store.verify()).toMatchObject({ faults: [] });
  });

  it('before it was said in chat: then its tombstone is said', async () => {
    const entry = await note('called Maria Silva in Lisbon');
    await flow.redact({ incident: 1, entry, why, by: person(ben) });
    await flow.later(0);
    const said = JSON.stringify([...flow.chat.rooms.values()]);
    expect(said).not.toContain('Maria Silva');
    expect(said).toContain('redacted by Ben Okafor: names a customer');
  });

  it('by another process: nobody goes on with what was folded before', async () => {
    const other = createWriter({ store: flow.store, clock: flow, states: createStates(), mask, hash });
    const { evidence } = await flow.incident();
    const [first] = evidence;
    const log = await flow.store.events(1);
    const at = log.findIndex(({ event }) => event.type === 'evidence.saved') + 1;
    await other.incident(1);
    await flow.redact({ incident: 1, entry: at, why, by: person(ben) });
    expect(await other.handle(1, { type: 'note', text: 'after' }, person(ben))).toMatchObject({ ok: true });
    const state = await other.incident(1);
    expect(state?.evidence[0]?.content).toBe('[redacted by Ben Okafor: names a customer]');
    expect(state?.evidence[0]?.sha256).toBe(first?.sha256);
  });
});

describe('redacted words that are also part of what airb is about to do', () => {
  const away = () =>
    new DeliveryError('flags.internal can’t be reached', { retry: true, code: 'action_unreachable' });
  const asked = { type: 'rollback.request' as const, part: 'prompt', to: 'prompt-v6' };
  const trying = async () => {
    flow.target.next.push(away());
    await flow.writer.handle(
      1,
      { ...asked, reason: 'Maria Silva was refused', evidenceOverride: 'now' },
      person(ben),
    );
    await flow.later(0);
    expect(flow.actions).toHaveLength(1);
    mayLog(/flags.internal can’t be reached/);
  };

  it.each(['prompt-v6', 'prompt', 'r1', 'support-bot/prompt', 'action'])(
    'change no call of a rollback: %s',
    async (words) => {
      await trying();
      const entry = await note(words);
      expect(await flow.redact({ incident: 1, entry, why, by: person(ben) })).toMatchObject({ ok: true });
      await flow.redact({ incident: 1, entry: 1, why, by: person(ben) });
      await flow.later(minute);
      const [first, again] = flow.actions;
      expect(again).toMatchObject({ version: 'prompt-v6', http: first?.http });
      expect((await flow.incident()).containments[0]).toMatchObject({ status: 'applied' });
      expect(await flow.store.verify()).toMatchObject({ faults: [] });
    },
  );

  it('leave the reason that a call still gives', async () => {
    await trying();
    const entry = (await flow.log()).indexOf('rollback.requested') + 1;
    await flow.redact({ incident: 1, entry, why, by: person(ben) });
    await flow.later(minute);
    expect(flow.actions.map(({ reason }) => reason)).toEqual([
      'Maria Silva was refused',
      '[redacted by Ben Okafor: names a customer]',
    ]);
    expect(await stored()).not.toContain('Maria Silva');
  });

  it('do not end an alert, nor move it to another system', async () => {
    for (const words of ['firing', 'alertmanager', 'support-bot', 'refusal-spike'])
      await flow.redact({ incident: 1, entry: await note(words), why, by: person(ben) });
    const [row] = await flow.store.alerts(1);
    expect(row?.alert).toMatchObject({
      status: 'firing',
      source: 'alertmanager',
      system: 'support-bot',
      failure: 'refusal-spike',
    });
  });

  it('are taken out of the change that the incident opened with, and leave what it changed', async () => {
    const change = { id: 'c1', system: 'search-assistant', kind: 'prompt', from: 'v1', to: 'v2' } as const;
    const told = { ...change, summary: 'asked for by Maria Silva', at: flow.now() };
    await flow.intake.changes([told]);
    await flow.alert({ system: 'search-assistant', fingerprint: 'other' });
    expect((await flow.incident(2)).changes).toEqual([told]);
    await flow.redact({ incident: 2, entry: 1, why, by: person(ben) });
    const kept = await flow.store.changes({ system: 'search-assistant' });
    expect(kept).toEqual([{ ...told, summary: '[redacted by Ben Okafor: names a customer]' }]);
    expect(await flow.store.verify()).toMatchObject({ faults: [] });
  });
});

describe('what a peer answers', () => {
  it('is masked in the record and in the log when it quotes a secret', async () => {
    expectLog(/^warn pagerduty refused the page: bad key \[masked: GitHub token\]/);
    flow.pager.fail(
      new DeliveryError(`pagerduty refused the page: bad key ${secret}`, {
        retry: false,
        code: 'pagerduty_400',
      }),
    );
    await flow.alert({ system: 'other', fingerprint: 'other', title: `leak ${secret}` });
    await flow.later(0);
    const all = JSON.stringify([await flow.store.events(2), await flow.store.effects(2)]);
    expect(all).toContain('bad key [masked: GitHub token]');
    expect(all).not.toContain(secret);
    await flow.writer.handle(
      2,
      { type: 'rollback.responded', action: 'none', dryRun: false, ok: false, status: 500, response: secret },
      person(ben),
    );
    expect(JSON.stringify(await flow.store.events(2))).not.toContain(secret);
  });
});

describe('personal data', () => {
  it('is masked where the runbook asks for it, with the hash of what is kept', async () => {
    await flow.close();
    flow = await openFlow((library) => ({
      ...library,
      runbooks: library.runbooks.map((runbook) => ({ ...runbook, mask: 'personal-data' as const })),
    }));
    await flow.alert({
      title: 'maria.silva@example.com sees answers of others',
      annotations: { who: '+49 151 2345678' },
    });
    await flow.writer.handle(1, { type: 'note', text: 'card 4111 1111 1111 1111' }, person(ben));
    const kept = await stored();
    for (const one of ['maria.silva@example.com', '151 2345678', '4111 1111'])
      expect(kept, one).not.toContain(one);
    expect(kept).toContain('[masked: e-mail address] sees answers of others');
    expect((await flow.incident()).plan.mask).toBe('personal-data');
  });
});
