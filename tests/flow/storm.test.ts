import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { day, minute, second } from '../../src/domain/time.ts';
import { type Flow, openFlow } from '../support/given-flow.ts';
import { ben, person } from '../support/worked-example.ts';

const systems = 40;
const name = (n: number) => `assistant-${n}`;

let flow: Flow;
beforeEach(async () => {
  flow = await openFlow((library) => {
    const [sample] = library.systems;
    if (!sample) throw new Error('there is no sample system');
    const more = Array.from({ length: systems }, (_, n) => ({ ...sample, id: name(n + 1), aliases: [] }));
    return { ...library, systems: [...library.systems, ...more] };
  });
});
afterEach(() => flow.close());

const fires = (n: number, severity = 'sev3') =>
  flow.alert({
    ...{ system: name(n), fingerprint: `f${n}`, severity, startsAt: flow.now() - second },
    labels: { system: name(n), failure: 'refusal-spike', severity },
  });
const storm = async (from: number, to: number, worst: number[] = []) => {
  for (let n = from; n <= to; n++) await fires(n, worst.includes(n) ? 'sev1' : 'sev3');
};
const said = () => flow.chat.texts('incidents');
const stormPosts = () =>
  [...(flow.chat.rooms.get('incidents')?.posts ?? [])].filter(({ key }) => key.endsWith(':storm'));
const shown = () => JSON.stringify(stormPosts()[0]?.card ?? {});

describe('forty systems fail within a minute', () => {
  it('the incidents channel is told once of all that come after the first ten, and sees the worst first', async () => {
    await storm(1, systems, [35]);
    await flow.later(0);
    await flow.later(10 * second);
    expect(said()).toHaveLength(11);
    expect(stormPosts()).toHaveLength(1);
    expect(said().at(-1)).toMatch(/^Storm: 1 SEV1, 29 SEV3 open — 30 incidents opened since/);
    const card = shown();
    expect(card.indexOf('INC-35')).toBeLessThan(card.indexOf('INC-11'));
    expect(card).toContain('and 15 more open');
  });

  it('every incident has its room, its card and its page, and no alert is lost', async () => {
    await storm(1, systems);
    for (let n = 1; n <= systems; n++) await fires(n);
    for (let n = 0; n < 3; n++) await flow.later(10 * second);
    for (let n = 1; n <= systems; n++) {
      await flow.settled(n);
      expect((await flow.incident(n)).rooms, `INC-${n}`).toHaveLength(1);
      expect(await flow.store.alerts(n)).toMatchObject([{ times: 2 }]);
      expect(await flow.store.slot(n, 'card')).toBeDefined();
    }
    expect(await flow.store.verify()).toMatchObject({ faults: [] });
  });

  it('the message is kept current, and says when nothing of it is open any more', async () => {
    await storm(1, 12);
    await flow.later(10 * second);
    expect(shown()).toContain('Storm: 2 SEV3 open');
    await flow.writer.handle(12, { type: 'cancel', reason: 'a test' }, person(ben));
    await flow.later(10 * second);
    expect(shown()).toContain('Storm: 1 SEV3 open');
    await flow.writer.handle(11, { type: 'cancel', reason: 'a test' }, person(ben));
    await flow.later(10 * second);
    expect(shown()).toContain('The storm is over');
    expect(stormPosts()).toHaveLength(1);
  });

  it('what opens later, when it is calm again, has a line of its own', async () => {
    await storm(1, 12);
    await flow.later(11 * minute);
    await fires(13);
    await flow.later(10 * second);
    expect((await flow.incident(13)).storm).toBeUndefined();
    expect(said().at(-1)).toContain('INC-13');
  });

  it('the ten before it keep their own lines', async () => {
    await storm(1, 11);
    expect((await flow.incident(11)).storm).toBe(11);
    expect((await flow.incident(10)).storm).toBeUndefined();
  });

  it('what was sent for its message is pruned with the incident that kept it, and the audit holds', async () => {
    await storm(1, 13);
    await flow.later(10 * second);
    const severity = { type: 'severity' as const, to: 'sev2' as const, reason: 'worse' };
    await flow.writer.handle(13, severity, person(ben));
    await flow.later(10 * second);
    const keys = async () => (await flow.store.effects(11)).map(({ key }) => key);
    expect(await keys()).toEqual(expect.arrayContaining([expect.stringMatching(/^11\.0\.13\./)]));
    for (let n = 1; n <= 13; n++)
      await flow.writer.handle(n, { type: 'cancel', reason: 'a test' }, person(ben));
    for (let n = 0; n < 40; n++) await flow.later(5 * day);
    // Writes take away what is old, a part each.
    for (let n = 0; n < 20; n++) await flow.store.write({}, () => ({ writes: {}, answer: 0 }));
    expect(await keys()).toEqual([]);
    expect(await flow.store.verify()).toMatchObject({ faults: [] });
  });
});
