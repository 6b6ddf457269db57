import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Card } from '../../src/domain/chat/card.ts';
import type { RoomRef } from '../../src/domain/refs.ts';
import { DeliveryError } from '../../src/errors.ts';
import type { Chat } from '../../src/ports/chat.ts';

/** A room as somebody standing in the platform sees it. */
export interface SeenRoom {
  name: string;
  private: boolean;
  topic: string;
  /** People ids of the organization. */
  members: string[];
  links: string[];
  pinned: number;
  /** What airb posted, oldest first. */
  posts: { text: string; whole: string }[];
  files: string[];
}

/** A platform with one adapter on it. `ana` and `ben` exist there, and a channel `incidents`. */
export interface ChatWorld {
  chat: Chat;
  /** Rooms may have the same name, so nothing is added to it. */
  sharedNames?: boolean;
  now(): number;
  /** From now on calls take effect but their answers are lost; or the platform is down; or all is well. */
  weather(kind: 'fine' | 'answers lost' | 'down'): Promise<void>;
  see(room: RoomRef): SeenRoom;
  rooms(): number;
  /** Lets time pass, so that budgets fill up again. */
  later(ms: number): void;
  close(): Promise<void>;
}

const card = (text: string): Card => ({ text, nodes: [{ type: 'text', spans: [text] }] });

/** What every chat adapter must do, whatever the platform. */
export function chatContract(name: string, open: () => Promise<ChatWorld>): void {
  describe(`${name} as a chat`, () => {
    let world: ChatWorld;
    beforeEach(async () => {
      world = await open();
    });
    afterEach(() => world.close());

    const publicRoom = { name: 'inc-20250217-1-support-bot', private: false, marker: 'airb:1' };
    const openPublic = async () => (await world.chat.openRoom(publicRoom)).room;

    it('archives a room, the second time without harm, or says that it archives none', async () => {
      const room = await openPublic();
      const archived = await world.chat.archiveRoom(room);
      expect(await world.chat.archiveRoom(room)).toBe(archived);
    });

    it('writes the document beside a room again and again, or says that it has none', async () => {
      const room = await openPublic();
      const page = { title: 'Postmortem INC-1', markdown: '# One', kept: false };
      expect(await world.chat.writeCanvas(room, { ...page, kept: true })).toBe(false);
      const written = await world.chat.writeCanvas(room, page);
      world.later(60_000);
      expect(await world.chat.writeCanvas(room, { ...page, markdown: '# Two' })).toBe(written);
    });

    it('renames a room: the same again after a lost answer, and never to what another one is called', async () => {
      const room = await openPublic();
      const wanted = 'inc-20250217-1-support-bot-billing';
      const second = await world.chat.openRoom({ ...publicRoom, name: wanted, marker: 'airb:2' });
      const name = await world.chat.renameRoom(room, wanted);
      expect(name).toBe(world.sharedNames ? wanted : `${wanted}-2`);
      world.later(60_000);
      expect(await world.chat.renameRoom(room, wanted)).toBe(name);
      expect(world.see(room).name).toBe(name);
      expect(world.see(second.room).name).toBe(wanted);
      world.later(60_000);
      await world.weather('answers lost');
      const lost = `${wanted}-refused`;
      expect(await failureOf(world.chat.renameRoom(room, lost))).toMatchObject({ retry: true });
      await world.weather('fine');
      world.later(60_000);
      expect(await world.chat.renameRoom(room, lost)).toBe(lost);
      expect(world.see(room).name).toBe(lost);
    });

    describe('saying something below a message of its own', () => {
      it('says it once in that thread, and finds it there when the answer was lost', async () => {
        const root = await world.chat.post(
          { channel: 'incidents' },
          card('INC-1 is open'),
          '1:announcement:x',
        );
        const thread = { thread: root };
        const since = world.now();
        await world.weather('answers lost');
        expect(await failureOf(world.chat.post(thread, card('first update'), '1.7.1'))).toMatchObject({
          retry: true,
        });
        await world.weather('fine');
        const found = await world.chat.find(thread, { key: '1.7.1', since });
        if (found === undefined) await world.chat.post(thread, card('first update'), '1.7.1');
        expect(await world.chat.find(thread, { key: '1.7.1', since })).toBeDefined();
        await world.chat.redraw(root, card('INC-1 is over'), '1:announcement:x');
      });
    });

    describe('opening a room', () => {
      it('makes one with the name asked for', async () => {
        const { room, name: given } = await world.chat.openRoom(publicRoom);
        expect(given).toBe(publicRoom.name);
        expect(world.see(room)).toMatchObject({ name: publicRoom.name, private: false });
      });

      it('adopts the room whose making was not answered', async () => {
        const before = world.rooms();
        await world.weather('answers lost');
        expect(await failureOf(world.chat.openRoom(publicRoom))).toMatchObject({ retry: true });
        await world.weather('fine');
        const { name: given } = await world.chat.openRoom(publicRoom);
        expect(given).toBe(publicRoom.name);
        expect(world.rooms()).toBe(before + 1);
      });

      it('gives another incident with the same name a room of its own', async () => {
        const first = await openPublic();
        await world.chat.post({ room: first }, card('card of 1'), '1.1.1');
        const second = await world.chat.openRoom({ ...publicRoom, marker: 'airb:2' });
        expect(second.room).not.toBe(first);
        expect(second.name).toBe(world.sharedNames ? publicRoom.name : `${publicRoom.name}-2`);
      });

      it('makes another one where one was lost, and the same when asked again', async () => {
        const first = await openPublic();
        const spec = { ...publicRoom, name: `${publicRoom.name}-2`, nth: 2 };
        const second = await world.chat.openRoom(spec);
        expect(second.room).not.toBe(first);
        expect((await world.chat.openRoom(spec)).room).toBe(second.room);
      });

      it('keeps a private room private, also where a public one of ours has the name', async () => {
        const first = await openPublic();
        const people = ['ana', 'ben'];
        const second = await world.chat.openRoom({ ...publicRoom, private: true, people });
        expect(second.room).not.toBe(first);
        expect(world.see(second.room).private).toBe(true);
      });
    });

    describe('saying something', () => {
      it('shows text as it is, in a room, a channel and to a person', async () => {
        const room = await openPublic();
        await world.chat.post({ room }, card('refusals 19 %'), '1.2.1');
        expect(
          world
            .see(room)
            .posts.map((post) => post.whole)
            .join(),
        ).toContain('refusals 19 %');
        await world.chat.post({ channel: 'incidents' }, card('opened'), '1.2.2');
        await world.chat.post({ person: 'ana' }, card('a page'), '1.2.3');
      });

      it('finds what arrived although the answer was lost, so that nothing is said twice', async () => {
        const room = await openPublic();
        await world.weather('answers lost');
        const since = world.now();
        expect(await failureOf(world.chat.post({ room }, card('once'), '1.3.1'))).toMatchObject({
          retry: true,
          uncertain: true,
        });
        await world.weather('fine');
        expect(await world.chat.find({ room }, { key: '1.3.1', since })).toMatch(/^\w+:/);
        expect(await world.chat.find({ room }, { key: '1.3.2', since })).toBeUndefined();
        expect(world.see(room).posts).toHaveLength(1);
      });

      it('finds a file and a direct message, too', async () => {
        const room = await openPublic();
        const file = { name: 'postmortem.md', title: 'Postmortem', bytes: Buffer.from('# What happened') };
        await world.chat.upload({ room }, file, '1.4.1');
        expect(world.see(room).files).toEqual(['postmortem.md']);
        expect(await world.chat.find({ room }, { key: '1.4.1', since: world.now() })).toBeDefined();
        expect(await world.chat.drawsCharts()).toBe(true);
        await world.chat.post({ person: 'ben' }, card('a page'), '1.4.2');
        expect(await world.chat.find({ person: 'ben' }, { key: '1.4.2', since: world.now() })).toBeDefined();
      });

      it('takes out what it said, and leaves the rest', async () => {
        const room = await openPublic();
        const since = world.now();
        await world.chat.post({ room }, card('names a customer'), '1.4.3');
        await world.chat.post({ room }, card('stays'), '1.4.4');
        await world.chat.post({ person: 'ben' }, card('a page'), '1.4.5');
        expect(await world.chat.remove({ room }, { key: '1.4.3', since })).toBe(true);
        expect(await world.chat.remove({ person: 'ben' }, { key: '1.4.5', since })).toBe(true);
        expect(world.see(room).posts.map((post) => post.text)).toEqual(['stays']);
        expect(await world.chat.remove({ room }, { key: '1.4.9', since })).toBe(false);
      });

      it('takes out a file and what shows it, and leaves another of the same kind', async () => {
        const room = await openPublic();
        const since = world.now();
        const draft = (name: string) => ({
          name,
          title: 'Postmortem',
          bytes: Buffer.from('# What happened'),
        });
        await world.chat.upload({ room }, draft('inc-1-postmortem.md'), '1.4.6');
        await world.chat.upload({ room }, draft('inc-1-postmortem.html'), '1.4.7');
        const file = 'inc-1-postmortem.md';
        expect(await world.chat.remove({ room }, { key: '1.4.6', since, file })).toBe(true);
        expect(world.see(room).files).toEqual(['inc-1-postmortem.html']);
        expect(JSON.stringify(world.see(room).posts)).not.toContain(file);
        expect(await world.chat.find({ room }, { key: '1.4.7', since })).toBeDefined();
      });

      it('takes out once what was not answered, and does no harm the second time', async () => {
        const room = await openPublic();
        const since = world.now();
        const file = 'inc-1-postmortem.md';
        await world.chat.upload(
          { room },
          { name: file, title: 'Postmortem', bytes: Buffer.from('#') },
          '1.4.8',
        );
        await world.weather('answers lost');
        expect(await failureOf(world.chat.remove({ room }, { key: '1.4.8', since, file }))).toMatchObject({
          retry: true,
        });
        await world.weather('fine');
        await world.chat.remove({ room }, { key: '1.4.8', since, file });
        expect(world.see(room)).toMatchObject({ files: [], posts: [] });
      });

      it('redraws in place', async () => {
        const room = await openPublic();
        const message = await world.chat.post({ room }, card('triage'), '1.5.1');
        await world.chat.redraw(message, card('mitigating'), '1.6.1');
        expect(world.see(room).posts.map((post) => post.text)).toEqual(['mitigating']);
        expect(await world.chat.find({ room }, { key: '1.5.1', since: world.now() })).toBe(message);
      });

      it('reads a message back, and knows when it can not', async () => {
        const room = await openPublic();
        const message = await world.chat.post({ room }, card('a < b & c'), '1.7.1');
        expect(await world.chat.read(message)).toMatchObject({ text: 'a < b & c' });
        expect(await world.chat.read(`${message}9`)).toBeUndefined();
      });
    });

    describe('when the platform is in trouble', () => {
      it('says that trying again makes sense', async () => {
        const room = await openPublic();
        await world.weather('down');
        expect(await failureOf(world.chat.setTopic(room, 'topic'))).toMatchObject({
          retry: true,
          throttled: false,
        });
      });

      it('is told to slow down rather than failing, and goes on after the wait', async () => {
        const room = await openPublic();
        const failures: DeliveryError[] = [];
        for (let n = 0; n < 6; n += 1) {
          const failure = await failureOf(world.chat.post({ room }, card(`message ${n}`), `1.8.${n}`));
          if (failure) failures.push(failure);
        }
        const [slow] = failures;
        expect(slow).toMatchObject({ retry: true, throttled: true, uncertain: false });
        expect(slow?.afterMs).toBeGreaterThan(0);
        world.later(slow?.afterMs ?? 0);
        await world.chat.post({ room }, card('after the wait'), '1.9.1');
      });

      it('does not try again what can never work', async () => {
        const room = await openPublic();
        const message = await world.chat.post({ room }, card('x'), '1.10.1');
        const gone = await failureOf(world.chat.redraw(`${message}9`, card('y'), '1.10.2'));
        expect(gone).toMatchObject({ retry: false, code: 'message_gone' });
        const lost = await failureOf(world.chat.post({ channel: 'no-such-channel' }, card('z'), '1.10.3'));
        expect(lost).toMatchObject({ retry: false });
        expect(lost?.message).toContain('no-such-channel');
      });
    });

    describe('dressing a room', () => {
      it('sets topic and links, and repeating changes nothing', async () => {
        const room = await openPublic();
        const links = [
          { title: 'Runbook', url: 'https://runbooks.example/refusals' },
          { title: 'Not a link', url: 'javascript:alert(1)' },
        ];
        for (let n = 0; n < 2; n += 1) {
          await world.chat.setTopic(room, 'SEV2 · triage');
          await world.chat.addLinks(room, links);
        }
        expect(world.see(room)).toMatchObject({
          topic: 'SEV2 · triage',
          links: ['https://runbooks.example/refusals'],
        });
      });

      it('pins a message once, or says that the platform can not and is not asked again', async () => {
        const room = await openPublic();
        const message = await world.chat.post({ room }, card('the card'), '1.12.1');
        const first = await failureOf(world.chat.pin(message));
        const again = await failureOf(world.chat.pin(message));
        if (first === undefined) {
          expect(again).toBeUndefined();
          expect(world.see(room).pinned).toBe(1);
        } else {
          expect(first).toMatchObject({ retry: false, uncertain: false });
          expect(world.chat.cannot).toContain(first.message);
          expect(again?.code).toBe(first.code);
        }
      });

      it('invites whom it can and names the others', async () => {
        const room = await openPublic();
        await world.chat.invite(room, ['ana']);
        const missing = await world.chat.invite(room, ['ana', 'nobody', 'ben']);
        expect(missing.map((one) => one.person)).toEqual(['nobody']);
        expect(world.see(room).members).toEqual(expect.arrayContaining(['ana', 'ben']));
      });
    });
  });
}

async function failureOf(work: Promise<unknown>): Promise<DeliveryError | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(DeliveryError);
    return error instanceof DeliveryError ? error : undefined;
  }
}
