import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RoomRef } from '../../src/domain/refs.ts';
import { minute } from '../../src/domain/time.ts';
import { openTenant, type Tenant } from '../chat/teams/support/tenant.ts';
import { cardOf } from '../support/hostile-card.ts';
import { hostileTexts, steering } from '../support/hostile-texts.ts';

let tenant: Tenant;
let room: RoomRef;
beforeAll(async () => {
  tenant = await openTenant();
  ({ room } = await tenant.chat.openRoom({ name: 'inc-1', private: false, marker: 'airb:1' }));
});
// Teams' rate limits are not what is tried here.
beforeEach(() => tenant.teams.clock.advance(minute));
afterAll(() => tenant.close());

type Json = Record<string, unknown>;

const messages = () => [...tenant.teams.world.conversations.values()].flatMap((one) => one.messages);
const head = () => messages().find(({ root }) => root === undefined)?.activity;
const latest = () =>
  messages().reduce((last, one) => (Number(one.id) > Number(last.id) ? one : last)).activity;

function elements(value: unknown): Json[] {
  if (Array.isArray(value)) return value.flatMap(elements);
  if (value === null || typeof value !== 'object') return [];
  return [value as Json, ...Object.values(value).flatMap(elements)];
}

/** What a TextBlock, which reads Markdown, would make of a text; a TextRun parses only dates. */
function expectText(activity: unknown, id: string): void {
  const all = elements(activity);
  expect(JSON.stringify(activity)).toContain(`${id} `);
  for (const { type, text, url } of all) {
    if (typeof text === 'string' && (type === 'TextBlock' || type === 'TextRun')) {
      expect(text).not.toMatch(steering);
      expect(text).not.toMatch(/\{\{(?:DATE|TIME)\(/);
    }
    if (typeof text === 'string' && type === 'TextBlock') {
      const foreign = text.replaceAll(/\[[^\]]*\]\(https:\/\/runbooks\.example\/x\)/g, '');
      expect(foreign).not.toMatch(/<(?!\u2060)|\]\(|\]\[|\]:|`|~|&(?:#|[a-z])/i);
      expect(foreign).not.toMatch(/^\s*(?:[-+#>]|\d+[.)])/m);
    }
    if (typeof url === 'string') expect(new URL(url).host).not.toBe('evil.example');
  }
  const mentions = all.flatMap(({ type, mentioned }) => (type === 'mention' ? [mentioned] : []));
  expect(mentions).toEqual([]);
}

describe.each(hostileTexts)('%s', (_, text) => {
  const [id = ''] = text.split(' ');

  it('are text in the head of the thread, which is topic and bookmarks in one', async () => {
    await tenant.chat.setTopic(room, text);
    await tenant.chat.addLinks(room, [
      { title: text, url: text },
      { title: text, url: `https://runbooks.example/${id}` },
    ]);
    expectText(head(), id);
  });

  it('are text on a card in the thread', async () => {
    await tenant.chat.post({ room }, cardOf(text), `1.1.${id}`);
    expectText(latest(), id);
  });

  it('are text in the 1:1 chat', async () => {
    await tenant.chat.post({ person: 'ana' }, cardOf(text), `1.2.${id}`);
    expectText(latest(), id);
  });

  it('are text in the title of a file, and in what is shown of it', async () => {
    const file = { name: 'inc-1.md', title: text, bytes: Buffer.from(text) };
    await tenant.chat.upload({ person: 'ana' }, file, `1.3.${id}`);
    expectText(latest(), id);
  });
});
