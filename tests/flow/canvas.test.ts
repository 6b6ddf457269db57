import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { minute } from '../../src/domain/time.ts';
import { lost, refused } from '../support/given-chat.ts';
import { type Flow, openFlow } from '../support/given-flow.ts';
import { expectLog } from '../support/log.ts';
import { ana, ben, person } from '../support/worked-example.ts';

const name = 'inc-20250217-1-support-bot-refusal-spike';

describe('the postmortem beside the incident’s channel', () => {
  let flow: Flow;
  beforeEach(async () => {
    flow = await openFlow(undefined, { both: true });
    await flow.alert();
    await flow.later(0);
    for (const role of ['owner', 'commander'] as const)
      await flow.writer.handle(1, { type: 'role', role, person: role === 'owner' ? ana : ben }, person(ben));
  });
  afterEach(() => flow.close());

  const canvas = () => flow.chat.rooms.get(name)?.canvas ?? 'none';
  const written = () => flow.chat.calls.filter((call) => call.startsWith('writeCanvas')).length;
  const troubles = async () => (await flow.incident()).troubles;

  /** The files first, and then what follows them. */
  async function settled(): Promise<void> {
    for (const _ of [1, 2]) await flow.later(minute);
  }

  async function resolve(): Promise<void> {
    const red = { confirmed: ['refusal_rate', 'unsafe_answers', 'ticket_deflection'] };
    const how = { type: 'resolve', override: 'seen by hand', category: 'prompt' } as const;
    await flow.writer.handle(1, { ...how, ...red }, person(ben));
    await settled();
  }
  const write = async (edit: string, text: string, base?: string) => {
    const at = { place: 's:What happened', title: 'What happened', ...(base !== undefined && { base }) };
    await flow.writer.handle(1, { type: 'postmortem.write', edit, text, ...at }, person(ana));
    await flow.later(minute);
  };
  const publish = async (inputKey: string) => {
    const confirmed = await flow.postmortems.open(1);
    await flow.postmortems.publish(1, { by: person(ben), confirmed, inputKey });
    await flow.later(minute);
  };

  it('holds the draft, follows corrections, and stands still once it is published', async () => {
    expect(canvas()).toBe('none');
    await resolve();
    expect(canvas()).toContain('A draft. airb writes this canvas anew');
    expect(written()).toBe(1);
    await flow.writer.handle(
      1,
      { type: 'milestone.correct', milestone: 'acknowledged', to: flow.now() - 2 * minute, why: 'by phone' },
      person(ben),
    );
    await flow.later(minute);
    expect(canvas()).toContain('by phone');
    await publish('p1');
    const published = canvas();
    const hash = (await flow.incident()).published?.at(-1)?.page.hash;
    expect(published).toContain(`Version 1. A canvas can be changed by anybody`);
    expect(published).toContain(String(hash));
    const before = written();
    await write('e1', 'Words after the publishing of the first version.');
    expect([canvas(), written()]).toEqual([published, before]);
    await publish('p2');
    expect(canvas()).toContain('Version 2.');
    expect(flow.other.rooms.get(name)?.posts.some(({ file }) => file?.name.endsWith('.md'))).toBe(true);
    expect(await troubles()).toEqual([]);
  });

  it('is one, when the answer was lost and when it is asked for again', async () => {
    expectLog(/No answer came/);
    flow.chat.fail('writeCanvas', lost());
    await resolve();
    expect(canvas()).toContain('A draft.');
    expect(await troubles()).toEqual([]);
  });

  it('where the workspace has none, is said once, with where the draft is, and nothing else is missing', async () => {
    expectLog(/The chat says canvas_disabled_user_team/);
    flow.chat.fail('writeCanvas', ...Array.from({ length: 3 }, () => refused('canvas_disabled_user_team')));
    await resolve();
    await flow.writer.handle(1, { type: 'postmortem' }, person(ben));
    await settled();
    const said = flow.chat.texts(name).filter((text) => text.includes('canvas'));
    expect(said).toEqual([
      expect.stringContaining(
        'is in no canvas: The chat says canvas_disabled_user_team. It is in the files of this channel and at http://airb.test/incidents/1/postmortem',
      ),
    ]);
    expect(flow.other.texts(name).join()).not.toContain('canvas');
    expect(flow.chat.rooms.get(name)?.posts.filter(({ file }) => file?.name.endsWith('.md'))).toHaveLength(2);
    expect(written()).toBe(2);
  });

  it('loses what was redacted at once, published or not; where that fails, whoever redacted hears it', async () => {
    expectLog(/The chat says canvas_not_found/);
    const text = 'called Maria Silva of Lisbon about her invoice';
    await flow.writer.handle(1, { type: 'note', text }, person(ben));
    const entry = (await flow.log()).length;
    await resolve();
    await publish('p1');
    expect(canvas()).toContain('Maria Silva');
    await flow.redact({ incident: 1, entry, why: 'names a customer', by: person(ben) });
    await flow.deliverer.run();
    expect(canvas()).not.toContain('Maria Silva');
    expect(canvas()).toContain('Version 1.');
    await flow.writer.handle(1, { type: 'note', text: `${text} again` }, person(ben));
    const next = (await flow.log()).length;
    flow.chat.fail('writeCanvas', refused('canvas_not_found'));
    await flow.redact({ incident: 1, entry: next, why: 'the same', by: person(ben) });
    await flow.deliverer.run();
    expect(flow.chat.texts(name).join('\n')).toContain(
      'The canvas of this channel may still hold what Ben Okafor redacted: The chat says canvas_not_found.',
    );
  });
});
