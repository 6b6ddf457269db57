import { afterEach, describe, expect, it } from 'vitest';
import type { DigestSpec } from '../../src/domain/oncall/digest.ts';
import type { Library } from '../../src/domain/runbooks/runbook.ts';
import { hour, minute } from '../../src/domain/time.ts';
import { createDigests } from '../../src/flow/digests.ts';
import { onEachDatabase } from '../support/databases.ts';
import { down, refused } from '../support/given-chat.ts';
import { type Flow, openFlow } from '../support/given-flow.ts';
import { expectLog, testLog } from '../support/log.ts';
import { sampleLibrary } from '../support/sample-library.ts';

const channel = 'support-leadership';
/** The story begins at 14:10 UTC; this is 14:30. */
const daily: DigestSpec = {
  id: 'leads',
  to: { channel },
  at: '15:30',
  zone: 'Europe/Berlin',
  whenQuiet: false,
};

onEachDatabase((openRecords) => {
  let flow: Flow;

  const turns = new Set<string>();
  const isFirst = (turn: string) => !turns.has(turn) && turns.add(turn).size > 0;

  afterEach(() => {
    turns.clear();
    return flow.close();
  });

  async function given(
    specs: DigestSpec[],
    change: (library: Library) => Library = (library) => library,
  ): Promise<() => Promise<void>> {
    flow = await openFlow(change, { open: openRecords });
    return replica(specs);
  }

  /** One of those who serve the same records. */
  function replica(digests: DigestSpec[]): () => Promise<void> {
    const library = sampleLibrary();
    const { store, writer, chat } = flow;
    return createDigests({
      // As the records of several give it, by the clock of the story.
      store: { ...store, takeTurn: async ({ name }) => isFirst(`${name} ${flow.now()}`) },
      writer,
      chats: [chat],
      library: () => ({ ...library, organization: { ...library.organization, digests } }),
      publicUrl: 'http://airb.test',
      clock: { now: flow.now },
      log: testLog,
    });
  }

  const digestsIn = (place: string) =>
    flow.chat.rooms.get(place)?.posts.filter(({ key }) => key.startsWith('digest.')) ?? [];

  describe('a digest of what is open', () => {
    it('comes at its time, once a day', async () => {
      const run = await given([daily]);
      await flow.alert();
      await run();
      expect(digestsIn(channel)).toEqual([]);
      await flow.later(20 * minute);
      await run();
      await run();
      expect(digestsIn(channel).map(({ text }) => text)).toEqual(['1 incident is open.']);
      expect(JSON.stringify(digestsIn(channel))).toMatch(/INC-1 · SEV\d/);
      await flow.later(24 * hour);
      await run();
      expect(digestsIn(channel).map(({ key }) => key)).toEqual([
        'digest.leads.2025-02-17',
        'digest.leads.2025-02-18',
      ]);
    });

    it('says nothing where nothing is open, also when something opens later that day, unless that was asked for', async () => {
      const run = await given([daily, { ...daily, id: 'always', to: { person: 'eva' }, whenQuiet: true }]);
      await flow.later(20 * minute);
      await run();
      await flow.alert();
      await flow.later(5 * minute);
      await run();
      expect(digestsIn(channel)).toEqual([]);
      expect(digestsIn('@eva').map(({ text }) => text)).toEqual(['No incident is open.']);
    });

    it('names a private incident only to those who have a part in it', async () => {
      const run = await given(
        [daily, ...['ana', 'eva'].map((person) => ({ ...daily, id: person, to: { person } }))],
        (library) => ({
          ...library,
          runbooks: library.runbooks.map((runbook) => ({ ...runbook, sensitive: true })),
        }),
      );
      await flow.alert();
      expect((await flow.incident()).private).toBe(true);
      await flow.later(20 * minute);
      await run();
      expect(digestsIn(channel)).toEqual([]);
      expect(digestsIn('@eva')).toEqual([]);
      expect(digestsIn('@ana').map(({ text }) => text)).toEqual(['1 incident is open.']);
    });

    it('is sent by one of several who serve', async () => {
      const run = await given([daily]);
      const other = replica([daily]);
      await flow.alert();
      await flow.later(20 * minute);
      await Promise.all([run(), other()]);
      await flow.later(minute);
      await Promise.all([other(), run()]);
      expect(digestsIn(channel)).toHaveLength(1);
    });

    it('is looked for before it is sent again, when its answer was lost', async () => {
      const run = await given([daily]);
      await flow.alert();
      await flow.later(20 * minute);
      flow.chat.weather = 'answers lost';
      await run();
      flow.chat.weather = 'fine';
      expectLog(/a digest could not be sent yet/);
      await flow.later(minute);
      await run();
      expect(digestsIn(channel)).toHaveLength(1);
    });

    it('waits for a chat that is down, and is left out when it would come hours late', async () => {
      const run = await given([daily]);
      await flow.alert();
      await flow.later(20 * minute);
      expectLog(/a digest could not be sent yet/);
      flow.chat.fail('post', down());
      await run();
      await flow.later(3 * hour);
      await run();
      expect(digestsIn(channel)).toEqual([]);
    });

    it('that a chat refuses is told once, and keeps no other from being sent', async () => {
      const run = await given([
        { ...daily, id: 'a' },
        { ...daily, id: 'b', to: { person: 'eva' } },
      ]);
      await flow.alert();
      await flow.later(20 * minute);
      expectLog(/a digest could not be sent/);
      flow.chat.fail('post', refused('channel_not_found'));
      await run();
      await flow.later(minute);
      await run();
      expect(digestsIn(channel)).toEqual([]);
      expect(digestsIn('@eva')).toHaveLength(1);
    });
  });
});
