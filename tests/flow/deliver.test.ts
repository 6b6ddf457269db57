import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Outgoing } from '../../src/domain/chat/outgoing.ts';
import type { CommandBody } from '../../src/domain/incident/commands.ts';
import { airb } from '../../src/domain/people.ts';
import { hour, minute, second } from '../../src/domain/time.ts';
import { backOff } from '../../src/flow/deliver/retry.ts';
import { onEachDatabase } from '../support/databases.ts';
import { down, lost, refused, throttled } from '../support/given-chat.ts';
import { type Flow, openFlow } from '../support/given-flow.ts';
import { expectLog } from '../support/log.ts';
import { ana, ben, person } from '../support/worked-example.ts';

onEachDatabase((open) => {
  const room = 'inc-20250217-1-support-bot-refusal-spike';
  let flow: Flow;
  beforeEach(async () => {
    flow = await openFlow(undefined, { open });
  });
  afterEach(() => flow.close());

  const posts = () => flow.chat.rooms.get(room)?.posts ?? [];
  const keyed = (part: string) => posts().filter(({ key }) => key.includes(part));

  /** An alert came and everything due was sent. */
  async function opened(): Promise<void> {
    await flow.alert();
    await flow.deliverer.run();
  }

  describe('all is well', () => {
    it('opens the room, posts the card before the folded checklist and nothing else to press, invites, dresses and announces it', async () => {
      await opened();
      const { calls } = flow.chat;
      const inRoom = /^(openRoom|post 1:(card|checklist|questions|diagnosis|section|now))/;
      expect(calls.filter((call) => inRoom.test(call))).toEqual([
        `openRoom ${room}`,
        'post 1:card',
        'post 1:checklist',
      ]);
      expect(flow.chat.rooms.get(room)).toMatchObject({
        members: expect.arrayContaining(['ana', 'ben', 'chloe']),
        topic: expect.stringContaining('INC-1 SEV3'),
        links: ['http://airb.test/incidents/1', 'http://airb.test/incidents/1/runbook'],
      });
      expect(flow.chat.rooms.get(room)?.pins).toEqual([keyed('1:card')[0]?.ref]);
      expect(flow.chat.texts('incidents')).toHaveLength(1);
      await flow.settled();
    });

    it('asks to be woken when the next timer falls due, and says what it is, which nobody knows after a restart', async () => {
      await opened();
      expect(flow.wakeUps.at(-1)).toEqual({
        at: flow.now() + 5 * minute,
        about: { incident: 1, severity: 'sev3', what: 'page timeout' },
      });
    });

    it('loses no wake-up that comes while a run is about to end', async () => {
      await opened();
      const { nextDue } = flow.store;
      let woken: Promise<void> | undefined;
      vi.spyOn(flow.store, 'nextDue').mockImplementation(async (knows) => {
        const next = await nextDue(knows);
        if (woken === undefined) {
          await flow.writer.handle(1, { type: 'note', text: 'It spreads.' }, person(ana));
          woken = flow.deliverer.run();
        }
        return next;
      });
      await flow.deliverer.run();
      await woken;
      expect(woken).toBeDefined();
      await flow.settled();
    });

    it('draws once what changed three times', async () => {
      await opened();
      const before = flow.chat.calls.length;
      for (const [step] of Object.entries((await flow.incident()).steps).slice(0, 3)) {
        await flow.writer.handle(1, { type: 'step.do', step }, person(ana));
      }
      await flow.deliverer.run();
      const redraws = flow.chat.calls.slice(before).filter((call) => call.startsWith('redraw 1:card'));
      expect(redraws).toHaveLength(1);
    });

    it('sends nothing that would look as it does already', async () => {
      await opened();
      const [step = ''] = Object.keys((await flow.incident()).steps);
      await flow.writer.handle(1, { type: 'step.do', step }, person(ana));
      await flow.writer.handle(1, { type: 'step.undo', step }, person(ana));
      const due = (await flow.store.effects(1)).filter(({ state }) => state === 'pending');
      expect(due.map(({ body }) => body.kind === 'draw' && body.slot)).toContain('card');
      const before = flow.chat.calls.length;
      await flow.deliverer.run();
      expect(flow.chat.calls.slice(before)).toEqual([]);
    });

    it('reads the signals at the opening and says nothing of what it reads itself', async () => {
      await opened();
      expect((await flow.incident()).readings).toMatchObject([
        { purpose: { for: 'opening' }, sampledAt: flow.now() },
      ]);
    });
  });

  describe('the platform asks to slow down', () => {
    it('waits as long as it was told and counts no attempt', async () => {
      flow.chat.fail('post', throttled(3000), throttled(3000), throttled(3000), throttled(3000));
      await opened();
      const throttledOnes = (await flow.store.effects(1)).filter(({ lastError }) => lastError === 'Slower.');
      expect(throttledOnes.length).toBeGreaterThan(0);
      for (const effect of throttledOnes)
        expect(effect).toMatchObject({ attempts: 0, state: 'pending', dueAt: flow.now() + 3000 });
      await flow.later(3000);
      await flow.settled();
      expect(keyed('1:card')).toHaveLength(1);
      expect(flow.counted).toEqual(['alert opened']);
    });

    it.each([
      ['post', 'a message that nobody has yet', 9, 10],
      ['redraw', 'a message that shows an older state', 59, 60],
    ] as const)('says once that a %s is held back, %s, from %i s on', async (call, _what, borne, told) => {
      expectLog(/^warn Slower\./);
      await opened();
      const troubles = async () => (await flow.log()).filter((type) => type === 'trouble.noted').length;
      const heldBack = async (seconds: number, command: CommandBody) => {
        // The other lanes of the incident meet the same limit.
        flow.chat.fail(call, ...Array.from({ length: 4 }, () => throttled(seconds * second)));
        await flow.writer.handle(1, command, person(ana));
        await flow.deliverer.run();
        await flow.later(seconds * second);
        return troubles();
      };
      expect(await heldBack(borne, { type: 'acknowledge', via: 'command' })).toBe(0);
      expect(await heldBack(told, { type: 'severity', to: 'sev1', reason: 'all of them' })).toBe(1);
      for (let n = 0; n < 4; n += 1) await flow.later(told * second);
      await flow.settled();
    });

    it('reads at each attempt what waits in its place, however much has happened before', async () => {
      await opened();
      const troubled = (n: number) =>
        flow.writer.handle(1, { type: 'trouble', code: `t${n}`, text: `Trouble ${n}.` }, airb);
      for (let n = 1; n <= 12; n++) await troubled(n);
      await flow.deliverer.run();
      const [log, sent] = [vi.spyOn(flow.store, 'events'), vi.spyOn(flow.store, 'effects')];
      flow.chat.fail('post', throttled(3000));
      await troubled(31);
      await flow.deliverer.run();
      await flow.later(3 * second);
      expect(posts().at(-1)?.text).toContain('Trouble 31.');
      expect(
        (await Promise.all(log.mock.results.map(({ value }) => value))).map((all) => all.length),
      ).toEqual([1]);
      expect(sent).not.toHaveBeenCalled();
    });

    it('still looks before it repeats, when the answer was lost and the look is put off', async () => {
      expectLog(/^warn No answer came\./);
      await opened();
      flow.chat.fail('post', lost());
      await flow.writer.handle(1, { type: 'acknowledge', via: 'command' }, person(ana));
      await flow.deliverer.run();
      flow.chat.fail('find', throttled(5000));
      for (let n = 0; n < 4; n += 1) await flow.later(5 * second);
      expect(flow.chat.calls.filter((call) => call.startsWith('find')).length).toBeGreaterThan(1);
      expect(posts().filter(({ text }) => text.includes('acknowledged after'))).toHaveLength(1);
      await flow.settled();
    });
  });

  describe('where a chat has room for little, each effect is a turn of its incident', () => {
    const lastTurn = () => flow.chat.turns.at(-1);

    it('by the severity the incident has now, under the effect’s key', async () => {
      await opened();
      expect(new Set(flow.chat.turns.map(({ incident, rank }) => `${incident} ${rank}`))).toEqual(
        new Set(['1 2']),
      );
      await flow.writer.handle(1, { type: 'severity', to: 'sev1', reason: 'all' }, person(ben));
      await flow.deliverer.run();
      expect(lastTurn()).toMatchObject({ incident: 1, rank: 0 });
      const keys = (await flow.store.effects(1)).map(({ key }) => key);
      expect(keys).toEqual(expect.arrayContaining(flow.chat.turns.map(({ key }) => key)));
    });

    it('what pages somebody is urgent, the rest is not', async () => {
      await opened();
      const urgent = new Set(flow.chat.turns.filter((turn) => turn.urgent).map(({ key }) => key));
      const paging = (await flow.store.effects(1)).filter(({ lane }) => lane.startsWith('slot:page:'));
      expect(urgent).toEqual(new Set(paging.map(({ key }) => key)));
      expect(urgent.size).toBeGreaterThan(0);
    });

    it('another attempt says that it is one; one that was only put off does not', async () => {
      expectLog(/^warn The chat is down\./);
      await opened();
      flow.chat.fail('setTopic', throttled(1000), down());
      await flow.writer.handle(1, { type: 'severity', to: 'sev2', reason: 'paid' }, person(ben));
      await flow.deliverer.run();
      const topic = (await flow.store.effects(1)).findLast(({ lane }) => lane === 'room.topic')?.key;
      for (let n = 0; n < 3; n += 1) await flow.later(2 * second);
      const goes = flow.chat.turns.filter(({ key }) => key === topic).map(({ again }) => again);
      expect(goes).toEqual([false, false, true]);
    });
  });

  describe('a call fails', () => {
    it('is tried again after longer and longer waits, and what follows in its lane waits for it', async () => {
      expectLog(/^warn The chat is down\./);
      expect([0, 1, 2, 6, 7, 50].map(backOff)).toEqual([1, 2, 4, 64, 120, 120].map((s) => s * second));
      await opened();
      flow.chat.fail('post', down(), down());
      await flow.writer.handle(1, { type: 'severity', to: 'sev2', reason: 'first' }, person(ben));
      await flow.writer.handle(1, { type: 'severity', to: 'sev1', reason: 'second' }, person(ben));
      await flow.deliverer.run();
      for (let n = 0; n < 6; n += 1) await flow.later(2 * second);
      const said = posts().map(({ text }) => /^Severity (\S+ → \S+)/.exec(text)?.[1]);
      expect(said.filter(Boolean)).toEqual(['sev3 → sev2', 'sev2 → sev1']);
      await flow.settled();
    });

    it('is looked up before it is repeated when nobody knows whether it arrived', async () => {
      expectLog(/^warn No answer came\./);
      flow.chat.fail('post', lost(), lost());
      await opened();
      for (let n = 0; n < 4; n += 1) await flow.later(2 * second);
      const keys = [...flow.chat.rooms.values()].flatMap((one) => one.posts.map(({ key }) => key));
      expect(keys.length).toBe(new Set(keys).size);
      expect(flow.chat.calls.some((call) => call.startsWith('find'))).toBe(true);
      await flow.settled();
    });

    it('repeats a lost post that never arrived', async () => {
      expectLog(/^warn The chat is down\./);
      await opened();
      flow.chat.fail('post', down());
      await flow.writer.handle(1, { type: 'severity', to: 'sev2', reason: 'first' }, person(ben));
      await flow.deliverer.run();
      await flow.later(5 * second);
      expect(posts().filter(({ text }) => text.startsWith('Severity'))).toHaveLength(1);
    });

    it('tells the room once when something takes long', async () => {
      expectLog(/^warn The chat is down\./);
      await opened();
      // Each lane that posts has its own attempts.
      flow.chat.fail('post', ...Array.from({ length: 10 }, down));
      await flow.writer.handle(1, { type: 'severity', to: 'sev2', reason: 'first' }, person(ben));
      for (let n = 0; n < 10; n += 1) await flow.later(20 * second);
      expect((await flow.incident()).troubles).toEqual(['slow:down']);
      await flow.settled();
    });

    it('posts a message anew when somebody deleted it', async () => {
      await opened();
      const channel = flow.chat.rooms.get(room);
      channel?.posts.splice(0, channel.posts.length);
      await flow.writer.handle(1, { type: 'acknowledge', via: 'command' }, person(ana));
      await flow.deliverer.run();
      expect(keyed('1:card')).toHaveLength(1);
      await flow.settled();
    });
  });

  describe('the room can’t be opened', () => {
    it('pages all the same, says so where it can, and heals when an admin has mended it', async () => {
      expectLog(/^warn The chat says missing_scope:channels:manage\./);
      flow.chat.fail('openRoom', refused('missing_scope:channels:manage'));
      await opened();
      expect(flow.pager.sent).toMatchObject([{ action: 'trigger', level: 0 }]);
      expect(flow.chat.texts('@ana')).toHaveLength(1);
      expect(posts()).toEqual([]);
      await flow.later(5 * minute);
      expect(keyed('1:card')).toHaveLength(1);
      expect((await flow.incident()).room).toBeDefined();
      await flow.settled();
    });
  });

  describe('a decoration fails', () => {
    it('is said once and stops nothing', async () => {
      expectLog(
        /^warn The chat says missing_scope:channels:manage\./,
        /^warn The chat says missing_scope:pins:write\./,
      );
      flow.chat.fail('pin', refused('missing_scope:pins:write'));
      flow.chat.fail('setTopic', refused('missing_scope:channels:manage'));
      await opened();
      expect((await flow.incident()).troubles.sort()).toEqual([
        'missing_scope:channels:manage',
        'missing_scope:pins:write',
      ]);
      flow.chat.fail('setTopic', refused('missing_scope:channels:manage'));
      await flow.writer.handle(1, { type: 'severity', to: 'sev2', reason: 'paid' }, person(ben));
      await flow.deliverer.run();
      expect(posts().filter(({ text }) => text.includes('missing_scope:channels:manage'))).toHaveLength(1);
      expect(keyed('1:checklist')).toHaveLength(1);
      await flow.settled();
    });

    it('is given up after five tries', async () => {
      expectLog(/^warn The chat is down\./);
      flow.chat.fail('addLinks', ...Array.from({ length: 9 }, down));
      await opened();
      for (let n = 0; n < 10; n += 1) await flow.later(minute);
      expect(flow.chat.calls.filter((call) => call.startsWith('addLinks'))).toHaveLength(5);
      expect((await flow.incident()).troubles).toEqual(['down']);
    });

    it('names whom it could not invite', async () => {
      await opened();
      const zoe = { id: 'zoe', name: 'Zoe' };
      await flow.writer.handle(1, { type: 'role', role: 'scribe', person: zoe }, person(zoe));
      await flow.deliverer.run();
      expect((await flow.incident()).troubles).toEqual(['invite:zoe']);
      expect(flow.chat.texts(room).at(-1)).toContain('has no account');
    });
  });

  describe('a page fails', () => {
    it('stands on the timeline and is told in the room; the other route is not affected', async () => {
      expectLog(/^warn The chat says the routing key is not known\./);
      flow.pager.fail(refused('the routing key is not known'));
      await opened();
      expect(await flow.log()).toContain('page.failed');
      expect(flow.chat.texts(room).join()).toMatch(/The page to Ana.* by pagerduty failed/);
      expect((await flow.incident()).paging.sent).toMatchObject([{ route: 'chat', people: ['ana'] }]);
      await flow.settled();
    });

    it('stands on the timeline too when the direct message can’t be sent', async () => {
      expectLog(/^warn The chat says no_account:ana\./);
      flow.chat.gone.add('ana');
      await opened();
      expect((await flow.store.events(1)).map(({ event }) => event)).toContainEqual(
        expect.objectContaining({ type: 'page.failed', route: 'chat', level: 0 }),
      );
      await flow.settled();
    });

    it('is sent again under the same key while the provider is away', async () => {
      expectLog(/^warn No answer came\./, /^warn The chat is down\./);
      flow.pager.fail(down(), lost());
      await opened();
      await flow.later(2 * second);
      await flow.later(10 * second);
      expect(flow.pager.sent.map(({ dedupKey, action }) => `${action} ${dedupKey}`)).toEqual([
        'trigger airb-1-step-0',
        'trigger airb-1-step-0',
      ]);
      expect((await flow.incident()).paging.sent.filter(({ route }) => route === 'pagerduty')).toHaveLength(
        1,
      );
    });

    it('wakes nobody once somebody has answered', async () => {
      expectLog(/^warn The chat is down\./);
      flow.pager.fail(down(), down());
      await opened();
      await flow.writer.handle(1, { type: 'acknowledge', via: 'chat' }, person(ana));
      for (let n = 0; n < 5; n += 1) await flow.later(10 * second);
      expect(flow.pager.sent).toEqual([]);
      await flow.settled();
    });
  });

  it('has another key once the incident was opened again, so that nobody takes it for the page they have seen', async () => {
    await opened();
    await flow.writer.handle(1, { type: 'cancel', reason: 'a load test' }, person(ben));
    await flow.later(2 * second);
    await flow.writer.handle(1, { type: 'reopen', reason: 'no load test was running' }, person(ben));
    await flow.later(2 * second);
    const triggered = flow.pager.sent.filter(({ action }) => action === 'trigger');
    expect(triggered.map(({ dedupKey }) => dedupKey)).toEqual(['airb-1-step-0', 'airb-1-step-0-again-1']);
  });

  it('a page whose answer was lost, once somebody has answered, is called off and stands on the timeline as unsure', async () => {
    expectLog(/^warn No answer came\./);
    flow.pager.fail(lost());
    await opened();
    await flow.writer.handle(1, { type: 'acknowledge', via: 'chat' }, person(ana));
    for (let n = 0; n < 5; n += 1) await flow.later(10 * second);
    expect(flow.pager.sent.map(({ dedupKey, action }) => `${action} ${dedupKey}`)).toEqual([
      'trigger airb-1-step-0',
      'acknowledge airb-1-step-0',
    ]);
    const events = (await flow.store.events(1)).map(({ event }) => event);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'page.sent', route: 'pagerduty', unsure: true }),
    );
    await flow.settled();
  });

  it('a page whose answer was lost, and that is refused in the end, is called off all the same', async () => {
    expectLog(/^warn No answer came\./, /^warn The chat says the key is not known\./);
    flow.pager.fail(lost(), refused('the key is not known'));
    await opened();
    await flow.later(2 * second);
    expect(flow.chat.texts(room).join()).toMatch(/failed: .* An earlier attempt may have got through\./);
    await flow.writer.handle(1, { type: 'acknowledge', via: 'chat' }, person(ana));
    await flow.deliverer.run();
    expect(flow.pager.sent.map(({ action }) => action)).toEqual(['trigger', 'acknowledge']);
    await flow.settled();
  });

  it('a pager that can’t be told of the answer: nobody is said not to have been reached', async () => {
    expectLog(/^warn The chat says the key is not known\./);
    await opened();
    flow.pager.fail(refused('the key is not known'));
    await flow.writer.handle(1, { type: 'acknowledge', via: 'chat' }, person(ana));
    await flow.deliverer.run();
    const log = await flow.log();
    expect(log).not.toContain('page.failed');
    expect(log.filter((type) => type === 'page.stop-failed')).toHaveLength(1);
    expect(flow.chat.texts(room).at(-1)).toMatch(
      /^pagerduty could not be told that somebody acknowledged: .* may ring on; acknowledge it in pagerduty\.$/,
    );
    await flow.settled();
  });

  describe('what was counted', () => {
    it('tells by kind and reason what failed, in words of airb’s own', async () => {
      expectLog(/^warn The chat is down\./, /^warn The chat says missing_scope/, /^warn No answer came\./);
      flow.chat.fail('pin', refused('missing_scope:pins:write'));
      flow.pager.fail(down(), lost());
      await opened();
      await flow.later(2 * second);
      const counted = ['alert opened', 'page passing', 'page uncertain', 'room.pin refused'];
      expect(flow.counted.sort()).toEqual(counted);
    });

    it('knows of deadlines that passed without a human word', async () => {
      await opened();
      await flow.later(hour);
      expect(flow.counted).toContain('update missed');
    });
  });

  describe('the process ended while it was sending', () => {
    it('looks before it repeats what was under way', async () => {
      await opened();
      await flow.writer.handle(1, { type: 'severity', to: 'sev2', reason: 'paid' }, person(ben));
      const [claimed] = (await flow.store.claim({ now: flow.now(), busyLanes: [], limit: 100 })).filter(
        ({ body }) => body.kind === 'say',
      );
      if (claimed?.body.kind !== 'say') throw new Error('nothing was being said');
      await flow.chat.post({ room: `slack:${room}` }, claimed.body.card, claimed.key);
      await flow.store.leave();
      expect(await flow.store.reviveInterrupted(flow.now())).toBeGreaterThan(0);
      await flow.deliverer.run();
      expect(posts().filter(({ text }) => text.startsWith('Severity'))).toHaveLength(1);
      await flow.settled();
    });
  });

  it('leaves what only a newer airb knows as it stands, and goes on with the rest', async () => {
    await opened();
    const before = await flow.log();
    const made = { incident: 1, priority: 3, dueAt: flow.now() };
    const timer = { kind: 'timer', name: 'weather', command: { type: 'weather.look' } };
    const strange = [
      { ...made, key: '1.99.1', lane: 'chat', body: { kind: 'of-next-year' } },
      { ...made, key: '1.99.2', lane: 'timer:weather', body: timer },
      {
        ...made,
        key: '1.99.3',
        lane: 'slot:sky',
        body: { kind: 'draw', slot: 'sky', place: { to: 'room' } },
      },
    ] as unknown as Outgoing[];
    await flow.store.write({}, () => ({ writes: { effects: strange }, answer: undefined }));
    for (let n = 0; n < 3; n += 1) await flow.later(2 * second);
    const left = (await flow.store.effects(1)).filter(({ key }) => key.startsWith('1.99.'));
    expect(left).toEqual(strange.map((one) => ({ ...one, state: 'pending', attempts: 0 })));
    expect(await flow.log()).toEqual(before);
    await flow.later(5 * minute);
    expect(flow.wakeUps.at(-1)?.at).toBeGreaterThan(flow.now());
    expect((await flow.log()).filter((type) => type === 'page.climbed')).toHaveLength(1);
  });

  describe('the records can’t take an outcome', () => {
    /** From now on every outcome is refused, as by a full disk; the answer heals it. */
    function breakRecords(): () => void {
      const write = flow.store.write;
      flow.store.write = (needs, decide) =>
        write(needs, (loaded) => {
          const decided = decide(loaded);
          if (decided.writes.settle) throw new Error('the disk is full');
          return decided;
        });
      return () => {
        flow.store.write = write;
      };
    }

    it('sends nothing twice, and writes the outcome when it can', async () => {
      expectLog(/^error the outcome of an effect is not written yet/);
      await flow.alert();
      const heal = breakRecords();
      await flow.deliverer.run();
      await flow.later(second);
      const sent = flow.chat.calls.length;
      expect(flow.chat.calls.filter((call) => call.startsWith('openRoom'))).toHaveLength(1);
      expect(flow.pager.sent).toHaveLength(1);
      heal();
      await flow.later(second);
      expect(flow.chat.calls.length).toBeGreaterThan(sent);
      expect(flow.chat.calls.filter((call) => call.startsWith('openRoom'))).toHaveLength(1);
      expect(flow.pager.sent).toHaveLength(1);
      await flow.settled();
    });

    it('leaves a timer for the next wake-up instead of going round', async () => {
      expectLog(/^error an effect could not be taken up/);
      await opened();
      const heal = breakRecords();
      await flow.later(5 * minute);
      expect(await flow.log()).not.toContain('page.climbed');
      heal();
      await flow.later(second);
      expect((await flow.log()).filter((type) => type === 'page.climbed')).toHaveLength(1);
    });
  });

  describe('it is stopped', () => {
    it('finishes what is under way and takes nothing new', async () => {
      await flow.alert();
      const running = flow.deliverer.run();
      await flow.deliverer.stop();
      await running;
      expect(flow.deliverer.inFlight()).toBe(0);
      expect((await flow.store.effects(1)).filter(({ state }) => state === 'sending')).toEqual([]);
      const calls = flow.chat.calls.length;
      await flow.deliverer.run();
      expect(flow.chat.calls).toHaveLength(calls);
    });
  });
});
