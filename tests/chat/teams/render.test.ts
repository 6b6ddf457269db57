import { describe, expect, it } from 'vitest';
import type { AdaptiveCard, Element } from '../../../src/chat/teams/render/adaptive.ts';
import { adaptiveCard } from '../../../src/chat/teams/render/card.ts';
import { pressedOf } from '../../../src/chat/teams/render/data.ts';
import type { Drawing } from '../../../src/chat/teams/render/drawing.ts';
import { keyOf, messageActivity } from '../../../src/chat/teams/render/message.ts';
import type { Button, Card, Node, Spans } from '../../../src/domain/chat/card.ts';

const entra: Record<string, string> = {
  ana: '0a000000-0000-4000-8000-00000000000a',
  ben: '0b000000-0000-4000-8000-00000000000b',
  ben2: '0c000000-0000-4000-8000-00000000000c',
};
const quiet: Drawing = { teamsIdOf: (person) => entra[person], tenantId: 'tenant-1' };
const pinging = (...people: string[]): Drawing => ({ ...quiet, mention: new Set(people) });

const draw = (nodes: Node[], drawing: Drawing = quiet) => adaptiveCard({ text: 'a card', nodes }, drawing);
const drawOne = (node: Node, drawing?: Drawing) => draw([node], drawing).body[0];
const runsOf = (element: Element | undefined) =>
  element?.type === 'RichTextBlock'
    ? element.inlines
    : expect.fail(`no rich text: ${JSON.stringify(element)}`);
const markdownOf = (spans: Spans) => {
  const element = drawOne({ type: 'text', spans }, pinging('ana'));
  return element?.type === 'TextBlock' ? element.text : expect.fail('no TextBlock');
};
const everyElement = (card: AdaptiveCard) => JSON.stringify(card).match(/"type":"[A-Za-z.]+"/g) ?? [];

const hostile =
  '<at>Ben</at> **bold** _it_ ~~st~~ `code` [bank](http://evil.example) # h &lt;b&gt; \u202Egnp.exe';
const shown = '<at>Ben</at> **bold** _it_ ~~st~~ `code` [bank](http://evil.example) # h &lt;b&gt; gnp.exe';

describe('text nobody may trust', () => {
  it('stands literally in rich text, where Teams parses nothing, in every kind of node', () => {
    const card = draw([
      { type: 'heading', text: hostile },
      { type: 'text', spans: [hostile] },
      { type: 'row', spans: [hostile], control: { verb: 'a', value: '1', label: 'Go' } },
      { type: 'facts', items: [{ label: hostile, value: [hostile] }] },
      { type: 'list', items: [[hostile]] },
      { type: 'quote', text: hostile },
      { type: 'context', spans: [hostile] },
    ]);
    expect(everyElement(card)).not.toContain('"type":"TextBlock"');
    expect(JSON.stringify(card).split(JSON.stringify(shown).slice(1, -1))).toHaveLength(9);
    expect(card.msteams?.entities).toBeUndefined();
  });

  it('never becomes a date of its own', () => {
    const [run] = runsOf(drawOne({ type: 'text', spans: ['{{DATE(2025-01-01T00:00:00Z)}} {{TIME(x)}}'] }));
    expect(run?.text).toBe('{\u2060{DATE(2025-01-01T00:00:00Z)}} {\u2060{TIME(x)}}');
  });

  it('loses its syntax beside somebody who is pinged, where only a TextBlock will do', () => {
    const text = markdownOf([{ person: 'ana', name: 'Ana Lima' }, ` ${hostile}`]);
    expect(text).toMatch(/^<at>Ana Lima<\/at> <\u2060at>Ben<\u2060\/at> ∗∗bold∗∗ ˍitˍ ∼∼st∼∼ ˋcodeˋ /);
    expect(text).toContain(']\u2060(http');
    expect(text).toContain('&\u2060lt;b');
    expect(text).not.toContain('\u202E');
  });

  it('opens no list, heading or quote at the start of a line, and ends no link', () => {
    const text = markdownOf([
      { person: 'ana', name: 'Ana' },
      '\n- a\n1. b\n# c\n> d',
      { link: 'https://a.example/x(y)', text: 'see [this](http://evil.example)' },
    ]);
    expect(text).toContain('\n\n\u2060- a\n\n\u20601. b\n\n\u2060# c\n\n\u2060> d');
    expect(text).toMatch(
      /\[see {2}this \u2060\(http:\/\/evil\.example\)\]\(https:\/\/a\.example\/x%28y%29\)$/,
    );
  });

  it('keeps names with underscores as they are, so that they can be copied', () => {
    expect(markdownOf([{ person: 'ana', name: 'Ana' }, ' airb_refusal_ratio'])).toContain(
      'airb_refusal_ratio',
    );
  });

  it('can not pretend to be the mention of somebody else', () => {
    const card = draw(
      [{ type: 'text', spans: [{ person: 'ana', name: '</at><at>Ben' }, ' <at>Ben</at>'] }],
      pinging('ana'),
    );
    expect(card.msteams?.entities).toEqual([
      { type: 'mention', text: '<at>/at  at Ben</at>', mentioned: { id: entra.ana, name: '/at  at Ben' } },
    ]);
    expect(JSON.stringify(card.body)).not.toContain('<at>Ben</at>');
  });

  it('links to nothing but web pages', () => {
    const spans: Spans = [
      { link: 'javascript:alert(1)', text: 'click' },
      { link: 'https://a.example/', text: 'page' },
    ];
    expect(runsOf(drawOne({ type: 'text', spans }))).toEqual([
      { type: 'TextRun', text: 'click' },
      { type: 'TextRun', text: 'page', selectAction: { type: 'Action.OpenUrl', url: 'https://a.example/' } },
    ]);
  });

  it('keeps the indentation of what was logged', () => {
    const element = drawOne({ type: 'pre', text: 'a\n  b\n\tc' });
    expect(element).toMatchObject({
      type: 'Container',
      style: 'emphasis',
      items: [{ inlines: [{ text: 'a\n\u00a0 b\n\u00a0\u00a0\u00a0 c', fontType: 'monospace' }] }],
    });
  });
});

describe('people', () => {
  const spans: Spans = [
    { person: 'ana', name: 'Ana Lima' },
    ' decides, ',
    { person: 'ben', name: 'Ben *' },
    ' approves',
  ];

  it('are names in bold and left in peace', () => {
    const card = draw([{ type: 'text', spans }]);
    expect(runsOf(card.body[0])).toMatchObject([
      { text: 'Ana Lima', weight: 'bolder' },
      {},
      { text: 'Ben *', weight: 'bolder' },
      {},
    ]);
    expect(card.msteams).toEqual({ width: 'Full' });
  });

  it('are mentioned where the message pings them, and nobody beside them', () => {
    const card = draw([{ type: 'text', spans }], pinging('ana'));
    expect(card.body[0]).toMatchObject({
      type: 'TextBlock',
      text: '<at>Ana Lima</at> decides, **Ben ∗** approves',
    });
    expect(card.msteams?.entities).toEqual([
      { type: 'mention', text: '<at>Ana Lima</at>', mentioned: { id: entra.ana, name: 'Ana Lima' } },
    ]);
  });

  it('stay names when Teams does not know them', () => {
    const card = draw([{ type: 'text', spans: [{ person: 'zoe', name: 'Zoe' }] }], pinging('zoe'));
    expect(runsOf(card.body[0])).toMatchObject([{ text: 'Zoe', weight: 'bolder' }]);
  });

  it('are told apart when two have one name, and pinged once when named twice', () => {
    const card = draw(
      [
        { type: 'text', spans: [{ person: 'ben', name: 'Ben' }, ' ', { person: 'ben2', name: 'Ben' }] },
        { type: 'context', spans: [{ person: 'ben', name: 'Ben' }] },
      ],
      pinging('ben', 'ben2'),
    );
    expect(card.msteams?.entities?.map(({ text, mentioned }) => [text, mentioned.id])).toEqual([
      ['<at>Ben</at>', entra.ben],
      ['<at>Ben 2</at>', entra.ben2],
    ]);
  });
});

describe('times, rooms and commands', () => {
  const at = Date.parse('2025-02-17T14:10:00.500Z');

  it('shows a time in the zone of whoever reads it', () => {
    const spans: Spans = [
      { at, style: 'time' },
      { at, style: 'date-time' },
      { at, style: 'relative' },
    ];
    expect(runsOf(drawOne({ type: 'text', spans })).map(({ text }) => text)).toEqual([
      '{{TIME(2025-02-17T14:10:00Z)}}',
      '{{DATE(2025-02-17T14:10:00Z,SHORT)}} {{TIME(2025-02-17T14:10:00Z)}}',
      '{{DATE(2025-02-17T14:10:00Z,COMPACT)}}',
    ]);
  });

  it('opens a thread, a channel and a group chat of Teams, and only names the rooms of others', () => {
    const link = (room: string) => {
      const [run] = runsOf(drawOne({ type: 'text', spans: [{ room, name: 'inc 42' }] }));
      return [run?.text, run?.selectAction?.url];
    };
    expect(link('teams:19:abc@thread.tacv2;messageid=1700000000000')).toEqual([
      'inc 42',
      'https://teams.microsoft.com/l/message/19%3Aabc%40thread.tacv2/1700000000000?tenantId=tenant-1&parentMessageId=1700000000000',
    ]);
    expect(link('teams:19:abc@thread.tacv2')[1]).toBe(
      'https://teams.microsoft.com/l/channel/19%3Aabc%40thread.tacv2/inc%2042?tenantId=tenant-1',
    );
    expect(link('teams:19:abc@thread.v2')[1]).toBe(
      'https://teams.microsoft.com/l/chat/19%3Aabc%40thread.v2/0?tenantId=tenant-1',
    );
    expect(link('slack:C0ROOM1')).toEqual(['#inc 42', undefined]);
  });

  it('says @airb where Slack says /airb, and leaves the words of others alone', () => {
    const [command, said] = runsOf(
      drawOne({ type: 'text', spans: [{ code: '/airb help' }, ' /airb is what Ana typed'] }),
    );
    expect(command).toMatchObject({ text: '@airb help', fontType: 'monospace' });
    expect(said?.text).toBe(' /airb is what Ana typed');
    const { summary } = messageActivity({ text: 'Next: `/airb verify`', nodes: [] }, 'k', quiet);
    expect(summary).toBe('Next: `@airb verify`');
  });
});

describe('controls', () => {
  const button = (n: number, more: Partial<Button> = {}): Button => ({
    verb: 'step.done',
    value: `42|s${n}`,
    label: `B${n}`,
    ...more,
  });
  const actionsOf = (...controls: Extract<Node, { type: 'actions' }>['controls']) => {
    const set = drawOne({ type: 'actions', controls });
    return set?.type === 'ActionSet' ? set.actions : expect.fail('no ActionSet');
  };

  it('are universal actions that older clients still can press', () => {
    const data = { airb: 1, verb: 'step.done', value: '42|s1' };
    expect(actionsOf(button(1, { style: 'primary' }))).toEqual([
      {
        type: 'Action.Execute',
        title: 'B1',
        style: 'positive',
        verb: 'step.done',
        data,
        fallback: { type: 'Action.Submit', title: 'B1', style: 'positive', data },
      },
    ]);
    expect(pressedOf(data, () => undefined)).toEqual({ type: 'press', verb: 'step.done', value: '42|s1' });
  });

  it('open a dialog when the press is answered with a form', () => {
    expect(actionsOf(button(1, { form: true }))).toEqual([
      {
        type: 'Action.Submit',
        title: 'B1',
        data: { airb: 1, verb: 'step.done', value: '42|s1', msteams: { type: 'task/fetch' } },
      },
    ]);
  });

  it('open a dialog that asks, when there is a question', () => {
    const confirm = { title: 'Sure?', text: 'It stays.', yes: 'Do it' };
    const [action] = actionsOf(button(1, { confirm, style: 'danger' }));
    expect(action).toMatchObject({
      style: 'destructive',
      data: { ask: confirm, msteams: { type: 'task/fetch' } },
    });
    const data = action?.type === 'Action.Submit' ? action.data : undefined;
    expect(pressedOf(data, () => undefined)).toEqual({
      type: 'question',
      verb: 'step.done',
      value: '42|s1',
      ask: confirm,
    });
  });

  it('open a page, but only one of the web', () => {
    expect(actionsOf(button(1, { url: 'https://a.example/' }))).toEqual([
      { type: 'Action.OpenUrl', title: 'B1', url: 'https://a.example/' },
    ]);
    expect(actionsOf(button(1, { url: 'javascript:alert(1)' }))).toMatchObject([{ type: 'Action.Execute' }]);
  });

  it('are six at most; menus and the rest stand behind the overflow button', () => {
    const menu = { menu: 'More', options: [button(8), button(9)] };
    const modes = actionsOf(menu, ...[1, 2, 3, 4, 5, 6, 7].map((n) => button(n))).map((action) => [
      action.title,
      action.mode,
    ]);
    expect(modes).toEqual([
      ...['B1', 'B2', 'B3', 'B4', 'B5', 'B6'].map((title) => [title, undefined]),
      ['B7', 'secondary'],
      ['B8', 'secondary'],
      ['B9', 'secondary'],
    ]);
  });

  it('stand beside the line they belong to', () => {
    expect(drawOne({ type: 'row', spans: ['one'], control: button(1) })).toMatchObject({
      type: 'ColumnSet',
      columns: [{ width: 'stretch' }, { width: 'auto', items: [{ type: 'ActionSet' }] }],
    });
    const empty = { menu: 'More', options: [] };
    expect(drawOne({ type: 'row', spans: ['one'], control: empty })?.type).toBe('RichTextBlock');
  });
});

describe('the shape of a card', () => {
  it('parts what a divider parts, and ends with no line', () => {
    const { body } = draw([
      { type: 'divider' },
      { type: 'text', spans: ['a'] },
      { type: 'divider' },
      { type: 'text', spans: ['b'] },
      { type: 'divider' },
    ]);
    expect(body.map(({ separator }) => separator)).toEqual([undefined, true]);
  });

  it('numbers an ordered list, and gives no second mark to an item that brings its own', () => {
    const texts = (node: Node) => draw([node]).body.map((element) => runsOf(element)[0]?.text);
    expect(texts({ type: 'list', ordered: true, items: [['a'], ['b']] })).toEqual(['1. ', '2. ']);
    expect(texts({ type: 'list', items: [['✓ done'], ['open']] })).toEqual(['✓ done', '• ']);
  });

  it('shows an image with what it shows in words, and the words alone when it is on no web page', () => {
    const points = [
      { label: '14:00', value: 4 },
      { label: '14:01', value: 19 },
    ];
    expect(
      drawOne({ type: 'chart', title: 'Refusals', unit: '%', points, normal: 4, words: ['19 % now'] }),
    ).toMatchObject({
      type: 'Chart.Line',
      fallback: 'drop',
      data: [{ legend: 'measured' }, { legend: 'normal' }],
    });
    expect(drawOne({ type: 'image', url: 'https://a.example/c.png', alt: 'Refusals' })).toEqual({
      type: 'Image',
      url: 'https://a.example/c.png',
      altText: 'Refusals',
    });
    expect(runsOf(drawOne({ type: 'image', url: 'file:///c.png', alt: 'Refusals' }))[0]?.text).toBe(
      'Refusals',
    );
  });

  it('says its sentence when it has nothing else', () => {
    const card = adaptiveCard({ text: 'Already resolved.', nodes: [] }, quiet);
    expect(runsOf(card.body[0])[0]?.text).toBe('Already resolved.');
    expect(card).toMatchObject({
      version: '1.5',
      speak: 'Already resolved.',
      fallbackText: 'Already resolved.',
    });
  });
});

describe('a card that is too big', () => {
  const size = (card: AdaptiveCard) => Buffer.byteLength(JSON.stringify(card));

  it('is shortened until Teams takes it, its controls last', () => {
    const nodes: Node[] = [
      { type: 'heading', text: 'INC-42' },
      ...Array.from(
        { length: 400 },
        (_unused, n): Node => ({ type: 'text', spans: [`line ${n} ${'é'.repeat(500)}`] }),
      ),
      { type: 'actions', controls: [{ verb: 'verify.start', value: '42', label: 'Verify' }] },
    ];
    const card = draw(nodes, { ...quiet, moreAt: 'https://airb.example/incidents/42' });
    expect(size(card)).toBeLessThanOrEqual(25_000);
    expect(size(card)).toBeGreaterThan(20_000);
    expect(card.body.at(-1)?.type).toBe('ActionSet');
    const note = runsOf(card.body.at(-2));
    expect(note[0]?.text).toMatch(/^… and \d+ more on $/);
    expect(note[1]).toMatchObject({
      text: 'the incident page',
      selectAction: { url: 'https://airb.example/incidents/42' },
    });
  });

  it('mentions only people who are still in it', () => {
    const names = Array.from(
      { length: 300 },
      (_unused, n): Node => ({
        type: 'text',
        spans: [{ person: `p${n}`, name: `Person ${n}` }, ' x'.repeat(80)],
      }),
    );
    const card = draw(names, {
      teamsIdOf: (person) => `id-${person}`,
      mention: new Set(Array.from({ length: 300 }, (_unused, n) => `p${n}`)),
    });
    expect(size(card)).toBeLessThanOrEqual(25_000);
    const entities = card.msteams?.entities ?? [];
    expect(entities.length).toBeGreaterThan(10);
    expect(entities.length).toBe(card.body.filter(({ type }) => type === 'TextBlock').length);
  });
});

describe('a message', () => {
  const card: Card = { text: 'INC-42 opened.', nodes: [{ type: 'text', spans: ['INC-42'] }] };

  it('carries its key where nobody sees it, as the connector and as Graph give it back', () => {
    const { attachments, summary } = messageActivity(card, '42.0.1:card', quiet);
    expect(summary).toBe('INC-42 opened.');
    const [attachment] = attachments;
    expect(keyOf(attachment?.content)).toBe('42.0.1:card');
    expect(keyOf(JSON.stringify(attachment?.content))).toBe('42.0.1:card');
  });

  it('has no key when it is not ours', () => {
    for (const content of [
      undefined,
      null,
      7,
      'not json',
      '{"body":[]}',
      { body: [{ id: 'other' }] },
      { body: 'x' },
    ]) {
      expect(keyOf(content)).toBeUndefined();
    }
  });
});
