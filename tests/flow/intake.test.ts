import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hour, minute } from '../../src/domain/time.ts';
import { onEachDatabase } from '../support/databases.ts';
import { type Flow, openFlow } from '../support/given-flow.ts';
import { at, ben, indexChange, person, promptChange, refusalAlert } from '../support/worked-example.ts';

onEachDatabase((open) => {
  let flow: Flow;
  beforeEach(async () => {
    flow = await openFlow(undefined, { open });
  });
  afterEach(() => flow.close());

  const heads = () => flow.store.heads({});

  describe('an alert arrives', () => {
    it('opens an incident with runbook, severity and owner, and says why', async () => {
      const [taken] = await flow.alert();
      expect(taken).toMatchObject({ fingerprint: refusalAlert.fingerprint, incident: 1 });
      expect(taken?.because).toMatch(/^opened: refusal-spike: labels? .*Severity sev3.*Owner Ana Lima/);
      expect(await flow.incident()).toMatchObject({
        plan: { runbook: { id: 'refusal-spike' }, system: { id: 'support-bot' } },
        severity: 'sev3',
        roles: { owner: { id: 'ana' }, commander: { id: 'ben' }, communications: { id: 'chloe' } },
        roomName: 'inc-20250217-1-support-bot-refusal-spike',
        unmapped: false,
      });
    });

    it.each([
      ['no start', { undated: true as const }],
      ['other labels', { labels: { system: 'support-bot', pod: 'b' } }],
      ['another severity in words', { severity: 'warning' }],
    ])('is no change of the record when a repeat has %s', async (_, more) => {
      const first = 'undated' in more ? more : {};
      await flow.alert(first);
      await flow.later(minute);
      await flow.alert({ ...more, ...('undated' in more && { startsAt: flow.now() }) });
      expect(await flow.store.alerts(1)).toMatchObject([{ times: 2, receivedAt: flow.now() }]);
      expect(await flow.store.verify()).toMatchObject({ faults: [] });
    });

    it('is counted, and not opened again, when its sender repeats it', async () => {
      await flow.alert();
      const [again] = await flow.alert();
      expect(again).toMatchObject({ incident: 1, because: 'same episode as before, received 2 times' });
      expect(await flow.log()).not.toContain('alert.joined');
      expect(await flow.store.alerts(1)).toMatchObject([{ times: 2 }]);
    });

    it('joins the open incident of the same system and failure', async () => {
      await flow.alert();
      const [joined] = await flow.alert({ fingerprint: 'other', title: 'Deflection falls' });
      expect(joined).toMatchObject({
        incident: 1,
        because: 'joined INC-1, open for the same system and failure since 14:10 UTC',
      });
      expect((await flow.log()).at(-1)).toBe('alert.joined');
    });

    it('opens its own for another failure or another system', async () => {
      await flow.alert();
      await flow.later(11 * minute);
      await flow.alert({
        fingerprint: 'b',
        failure: 'cost-spike',
        labels: { ...refusalAlert.labels, failure: 'cost-spike' },
      });
      await flow.alert({
        fingerprint: 'c',
        system: 'search-bot',
        labels: { ...refusalAlert.labels, system: 'search-bot' },
      });
      expect((await heads()).map(({ system, failure }) => `${system} ${failure}`).sort()).toEqual([
        'search-bot refusal-spike',
        'support-bot cost-spike',
        'support-bot refusal-spike',
      ]);
    });

    it('opens a new one once the old one is over', async () => {
      await flow.alert();
      await flow.writer.handle(1, { type: 'cancel', reason: 'a test' }, person(ben));
      expect(await flow.alert({ startsAt: at('14:30') })).toMatchObject([{ incident: 2 }]);
    });

    describe('the join window of a day', () => {
      const next = (fingerprint: string) => flow.alert({ fingerprint });
      const seen = async () => (await flow.store.events(1)).length;

      it('closes although airb went on writing holding statements into the incident', async () => {
        await flow.alert();
        const before = await seen();
        await flow.later(25 * hour);
        expect(await seen()).toBeGreaterThan(before);
        expect(await next('the day after')).toMatchObject([
          { incident: 2, because: expect.stringContaining('opened') },
        ]);
      });

      it('is open to its last minute', async () => {
        await flow.alert();
        await flow.later(24 * hour);
        expect(await next('on the hour')).toMatchObject([{ incident: 1 }]);
      });

      it('counts from the last alert that joined', async () => {
        await flow.alert();
        await flow.later(20 * hour);
        await next('second');
        await flow.later(20 * hour);
        expect(await next('third')).toMatchObject([{ incident: 1 }]);
      });

      it('counts from an alert that only came again, whatever airb wrote after it', async () => {
        await flow.alert();
        await flow.later(20 * hour);
        expect(await flow.alert()).toMatchObject([{ because: expect.stringContaining('same episode') }]);
        await flow.later(20 * hour);
        expect(await next('second')).toMatchObject([{ incident: 1 }]);
      });

      it('counts from the last thing a person did', async () => {
        await flow.alert();
        await flow.later(20 * hour);
        await flow.writer.handle(1, { type: 'note', text: 'still here' }, person(ben));
        await flow.later(20 * hour);
        expect(await next('second')).toMatchObject([{ incident: 1 }]);
      });

      it('does not count from a change that a feed told of', async () => {
        await flow.alert();
        await flow.later(20 * hour);
        await flow.intake.changes([promptChange]);
        await flow.later(5 * hour);
        expect(await next('second')).toMatchObject([{ incident: 2 }]);
      });
    });

    it('goes to the generic runbook with an owner when nothing matches', async () => {
      const [taken] = await flow.alert({
        system: undefined,
        failure: undefined,
        severity: undefined,
        labels: { alertname: 'Odd' },
      });
      expect(taken?.because).toMatch(/ai-triage: .*no failure.*Owner Ben Okafor/);
      expect(await flow.incident()).toMatchObject({
        unmapped: true,
        plan: { runbook: { id: 'ai-triage' }, system: { id: 'unnamed-odd' }, parts: [] },
        roles: { owner: { id: 'ben' } },
      });
    });

    it('names as suspects only the changes of its system within the look-back', async () => {
      const old = { ...promptChange, id: 'old', at: at('14:09') - 25 * hour };
      const elsewhere = { ...promptChange, id: 'elsewhere', system: 'search-bot' };
      await flow.intake.changes([old, elsewhere, promptChange, indexChange]);
      await flow.alert();
      expect((await flow.incident()).changes.map(({ id }) => id)).toEqual(['kb-2025-02-15', 'prompt-v7']);
    });
  });

  describe('an alert resolves', () => {
    it('stands on the timeline; the incident stays open until recovery is verified', async () => {
      await flow.alert();
      const [taken] = await flow.alert({ status: 'resolved' });
      expect(taken).toMatchObject({
        incident: 1,
        because: expect.stringMatching(/^resolved; on the timeline/),
      });
      expect((await flow.log()).at(-1)).toBe('alert.resolved');
      expect(await heads()).toMatchObject([{ open: true }]);
    });

    it('flaps when it starts anew', async () => {
      await flow.alert();
      await flow.alert({ status: 'resolved' });
      expect(await flow.alert({ startsAt: at('14:30') })).toMatchObject([{ incident: 1 }]);
      expect((await flow.incident()).alerts).toMatchObject([{ times: 2, resolved: false }]);
    });

    it('finds its incident after that one has ended', async () => {
      await flow.alert();
      await flow.writer.handle(1, { type: 'cancel', reason: 'a test' }, person(ben));
      expect(await flow.alert({ status: 'resolved' })).toMatchObject([{ incident: 1 }]);
      expect((await flow.log()).at(-1)).toBe('alert.resolved');
      expect(await heads()).toHaveLength(1);
    });

    it('opens nothing when nobody saw it fire', async () => {
      expect(await flow.alert({ status: 'resolved' })).toMatchObject([
        { incident: null, because: expect.stringMatching(/^resolved before airb saw it fire/) },
      ]);
      expect(await heads()).toEqual([]);
    });
  });

  describe('a storm', () => {
    it('of two hundred alerts for one problem is one incident, one channel and one page', async () => {
      const alerts = Array.from({ length: 200 }, (_, n) => ({
        ...refusalAlert,
        fingerprint: `pod-${n}`,
        startsAt: at('14:09'),
      }));
      const taken = await flow.intake.alerts(alerts);
      expect(taken.map(({ fingerprint }) => fingerprint)).toEqual(
        alerts.map(({ fingerprint }) => fingerprint),
      );
      expect(new Set(taken.map(({ incident }) => incident))).toEqual(new Set([1]));
      expect((await flow.incident()).alerts).toHaveLength(200);
      await flow.deliverer.run();
      expect([...flow.chat.rooms.keys()].filter((name) => name.startsWith('inc-'))).toHaveLength(1);
      expect(flow.pager.sent).toHaveLength(1);
      const said = flow.chat.texts('inc-20250217-1-support-bot-refusal-spike');
      expect(said.filter((text) => /joined|alert/i.test(text)).length).toBeLessThan(8);
      await flow.settled();
    });

    it('over two systems at once is two incidents, whatever order they come in', async () => {
      const alerts = Array.from({ length: 40 }, (_, n) => {
        const system = n % 2 === 0 ? 'support-bot' : 'search-bot';
        const labels = { ...refusalAlert.labels, system };
        return { ...refusalAlert, fingerprint: `pod-${n}`, system, labels, startsAt: at('14:09') };
      });
      const taken = await Promise.all(alerts.map((alert) => flow.intake.alerts([alert])));
      const numbers = taken.flat().map(({ incident }) => incident);
      expect(new Set(numbers)).toEqual(new Set([1, 2]));
      for (const parity of [0, 1]) {
        expect(new Set(numbers.filter((_, n) => n % 2 === parity)).size).toBe(1);
      }
      expect((await flow.store.verify()).faults).toEqual([]);
    });

    it('of the same alert delivered ten times at once is one incident', async () => {
      await Promise.all(Array.from({ length: 10 }, () => flow.alert()));
      expect(await heads()).toHaveLength(1);
      expect(await flow.store.alerts(1)).toMatchObject([{ times: 10 }]);
    });
  });

  describe('a change arrives', () => {
    it('stands on the timeline of the open incidents of its system, once', async () => {
      await flow.alert();
      const news = { ...promptChange, id: 'p8', to: 'prompt-v8', at: flow.now() + minute };
      expect(await flow.intake.changes([news])).toEqual([{ id: 'p8', incidents: [1] }]);
      await flow.intake.changes([news]);
      expect((await flow.log()).filter((type) => type === 'change.noted')).toHaveLength(1);
      expect((await flow.incident()).versions.prompt).toBe('prompt-v8');
    });

    it('that a person and its feed told stands once in what opens later', async () => {
      const said = {
        ...promptChange,
        id: 'chat/1',
        told: 'listed' as const,
        at: promptChange.at + 5 * minute,
      };
      await flow.intake.changes([said, promptChange]);
      await flow.alert();
      expect((await flow.incident()).changes.map(({ id }) => id)).toEqual(['prompt-v7']);
    });

    it('is kept where nothing is open, for whatever opens later', async () => {
      expect(await flow.intake.changes([promptChange])).toEqual([{ id: 'prompt-v7', incidents: [] }]);
      expect(await flow.store.changes({ system: 'support-bot' })).toMatchObject([{ id: 'prompt-v7' }]);
    });
  });

  describe('what was counted', () => {
    it('tells opened, joined, repeated and rejected apart', async () => {
      await flow.alert();
      await flow.alert();
      await flow.alert({ fingerprint: 'other' });
      await flow.alert({
        fingerprint: 'never fired',
        system: 'x',
        labels: { system: 'x' },
        status: 'resolved',
      });
      expect(flow.counted).toEqual(['alert opened', 'alert repeated', 'alert joined', 'alert rejected']);
    });
  });
});
