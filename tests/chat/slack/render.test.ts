import { describe, expect, it } from 'vitest';
import { renderHome, renderMessage } from '../../../src/chat/slack/render/message.ts';
import type { Card, Node } from '../../../src/domain/chat/card.ts';
import { checkMessageBlocks, checkView } from '../../../src/sandbox/blocks/check.ts';
import { directory } from './support/workspace.ts';

const userOf = directory.slackIdOf;
const draw = (...nodes: Node[]) => renderMessage({ text: 'a card', nodes }, userOf).blocks;
const hostile =
  '<!channel> *bold* _it_ ~st~ `code` <http://evil.example|bank> @here :fire: <@U01ANA> & \u202Egnp.exe';
const shown =
  '<!channel> *bold* _it_ ~st~ `code` <http://evil.example|bank> @here :fire: <@U01ANA> & gnp.exe';

describe('text nobody may trust', () => {
  it('stands literally in rich text, where Slack parses nothing', () => {
    const blocks = draw(
      { type: 'text', spans: [hostile] },
      { type: 'list', items: [[hostile]] },
      { type: 'quote', text: hostile },
      { type: 'pre', text: hostile },
    );
    for (const block of blocks) expect(block.type).toBe('rich_text');
    expect(JSON.stringify(blocks).split(JSON.stringify(shown).slice(1, -1))).toHaveLength(5);
    expect(checkMessageBlocks(blocks)).toEqual([]);
  });

  it('is plain text beside a control, in small print and in a heading, when nothing is formatted', () => {
    const blocks = draw(
      { type: 'heading', text: hostile },
      { type: 'row', spans: [hostile], control: { verb: 'a', value: '1', label: hostile } },
      { type: 'context', spans: [hostile] },
    );
    const text = { type: 'plain_text', text: shown, emoji: false };
    expect(blocks).toMatchObject([
      { text },
      { text, accessory: { text: { type: 'plain_text' } } },
      { elements: [text] },
    ]);
    expect(JSON.stringify(blocks)).not.toContain('mrkdwn');
  });

  it('loses its syntax where formats are needed around it', () => {
    const [block] = draw({ type: 'context', spans: [{ bold: 'Alert' }, ` ${hostile}`] });
    expect(block).toMatchObject({ elements: [{ type: 'mrkdwn', verbatim: true }] });
    const text = mrkdwnOf(block);
    expect(text).toMatch(/^\*Alert\* &lt;!channel&gt; ∗bold∗ ˍitˍ ∼st∼ ˋcodeˋ &lt;http:/);
    expect(text).not.toMatch(/<(?!\/)/);
    expect(text).not.toContain(':fire:');
    expect(text).not.toContain('\u202E');
  });

  it('keeps names with underscores as they are, so that they can be copied', () => {
    const [block] = draw({ type: 'facts', items: [{ label: 'Signal', value: ['airb_refusal_ratio * 2'] }] });
    expect(mrkdwnOf(block)).toBe('*Signal:* airb_refusal_ratio ∗ 2');
  });

  it('can not open a quote at the start of a line or break out of code', () => {
    const [block] = draw({ type: 'context', spans: [{ code: 'a`b' }, '\n> quoted'] });
    expect(mrkdwnOf(block)).toBe('`aˋb`\n› quoted');
  });

  it('can not notify from the notification line', () => {
    const { text } = renderMessage({ text: 'Alert <!here> & <@U01ANA>', nodes: [] }, userOf);
    expect(text).toBe('Alert &lt;!here&gt; &amp; &lt;@U01ANA&gt;');
  });

  it('links only to web pages, and a label can not end its link', () => {
    const [rich] = draw({ type: 'text', spans: [{ link: 'javascript:alert(1)', text: 'click' }] });
    expect(rich).toMatchObject({ elements: [{ elements: [{ type: 'text', text: 'click' }] }] });
    const [small] = draw({
      type: 'context',
      spans: [{ link: 'https://a.example/?x=1|2', text: 'see | <this>' }],
    });
    expect(mrkdwnOf(small)).toBe('<https://a.example/?x=1%7C2|see ¦ &lt;this&gt;>');
  });
});

describe('people, times and rooms', () => {
  it('are Slack’s own, so that each reader sees their name, zone and channel', () => {
    const at = Date.parse('2025-02-17T14:10:00Z');
    const spans = [
      { person: 'ana', name: 'Ana Lima' },
      { at, style: 'time' as const },
      { room: 'slack:C0ROOM1', name: 'inc-1' },
    ];
    const [rich, small] = draw({ type: 'text', spans }, { type: 'context', spans });
    expect(rich).toMatchObject({
      elements: [
        {
          elements: [
            { type: 'user', user_id: 'U01ANA' },
            { type: 'date', timestamp: 1739801400, format: '{time}', fallback: '2025-02-17 14:10 UTC' },
            { type: 'channel', channel_id: 'C0ROOM1' },
          ],
        },
      ],
    });
    expect(mrkdwnOf(small)).toBe('<@U01ANA><!date^1739801400^{time}|2025-02-17 14:10 UTC><#C0ROOM1>');
  });

  it('say behind the account who is not listed, because it may be called like somebody who is', () => {
    const spans = [{ person: 'slack:U0MALL', name: 'Ana Lima (not listed)' }];
    const known = (person: string) => /^slack:(\w+)$/.exec(person)?.[1];
    const nodes: Node[] = [
      { type: 'text', spans },
      { type: 'context', spans },
    ];
    const [rich, small] = renderMessage({ text: 'a card', nodes }, known).blocks;
    expect(rich).toMatchObject({
      elements: [{ elements: [{ user_id: 'U0MALL' }, { type: 'text', text: ' (not listed)' }] }],
    });
    expect(mrkdwnOf(small)).toBe('<@U0MALL> (not listed)');
  });

  it('are bold names where Slack does not know the person', () => {
    const [rich] = draw({ type: 'text', spans: [{ person: 'zoe', name: 'Zoe *' }] });
    expect(rich).toMatchObject({
      elements: [{ elements: [{ type: 'text', text: 'Zoe *', style: { bold: true } }] }],
    });
  });
});

describe('controls', () => {
  const option = (n: number, value = `${n}`) => ({ verb: 'step.skip', value, label: `Skip ${n}` });

  it('carry what the press means, each with an id of its own', () => {
    const button = { verb: 'step.done', value: '42|check', label: 'Done', style: 'primary' as const };
    const blocks = draw(
      { type: 'row', spans: ['one'], control: button },
      { type: 'row', spans: ['two'], control: button },
    );
    expect(blocks).toMatchObject([
      { accessory: { action_id: 'airb:step.done#1', value: '42|check', style: 'primary' } },
      { accessory: { action_id: 'airb:step.done#2' } },
    ]);
  });

  it('put a menu behind one control, with verb and value in each option', () => {
    const blocks = draw({
      type: 'row',
      spans: ['x'],
      control: { menu: 'More', options: [option(1), option(2)] },
    });
    expect(blocks).toMatchObject([
      { accessory: { type: 'overflow', options: [{ value: 'step.skip|1' }, {}] } },
    ]);
    expect(checkMessageBlocks(blocks)).toEqual([]);
  });

  it('stand side by side when Slack’s menu can not carry a value that long', () => {
    const blocks = draw({
      type: 'row',
      spans: ['x'],
      control: { menu: 'More', options: [option(1), option(2, 'v'.repeat(200))] },
    });
    expect(blocks).toMatchObject([
      { type: 'section' },
      { type: 'actions', elements: [{}, { value: 'v'.repeat(200) }] },
    ]);
    expect(checkMessageBlocks(blocks)).toEqual([]);
  });

  it('ask first where asked to, and open only web pages', () => {
    const confirm = { title: 'Sure?', text: 'x'.repeat(500), yes: 'Roll back' };
    const blocks = draw({
      type: 'actions',
      controls: [
        { verb: 'a', value: '1', label: 'Go', style: 'danger', confirm },
        { verb: 'b', value: '', label: 'Runbook', url: 'https://runbooks.example/1' },
        { verb: 'c', value: '', label: 'Bad', url: 'javascript:1' },
      ],
    });
    expect(checkMessageBlocks(blocks)).toEqual([]);
    expect(blocks).toMatchObject([
      {
        elements: [
          { confirm: { style: 'danger' } },
          { url: 'https://runbooks.example/1' },
          { action_id: 'airb:c#3' },
        ],
      },
    ]);
    expect(JSON.stringify(blocks)).not.toContain('javascript');
  });
});

describe('a chart', () => {
  const points = Array.from({ length: 20 }, (_, n) => ({ label: `14:${n + 10}`, value: n }));
  const chart = {
    type: 'chart',
    title: 'Refusals',
    unit: '%',
    points,
    normal: 4,
    words: ['19 % now'],
  } as const;

  it('is a line with its normal, one point for each category, and its words below', () => {
    const [block, words] = draw(chart as unknown as Node);
    expect(block).toMatchObject({ type: 'data_visualization', title: 'Refusals' });
    const { series, axis_config } = (
      block as unknown as { chart: { series: { data: unknown[] }[]; axis_config: { categories: string[] } } }
    ).chart;
    expect(series.map(({ data }) => data.length)).toEqual([20, 20]);
    expect(axis_config.categories).toEqual(points.map(({ label }) => label));
    expect(JSON.stringify(words)).toContain('19 % now');
  });

  it('is only its words with one point, with too many, or with two of one name', () => {
    const kinds = (given: { label: string; value: number }[]) =>
      draw({ ...chart, points: given } as unknown as Node).map(({ type }) => type as string);
    expect(kinds(points.slice(0, 1))).toEqual(['context']);
    expect(kinds([...points, { label: '15:00', value: 1 }])).toEqual(['context']);
    expect(kinds([...points.slice(0, 2), ...points.slice(0, 1)])).toEqual(['context']);
  });
});

describe('a redraw', () => {
  it('gives a changed block a new id and leaves the others alone', () => {
    const before = draw({ type: 'heading', text: 'INC-1' }, { type: 'text', spans: ['triage'] });
    const after = draw({ type: 'heading', text: 'INC-1' }, { type: 'text', spans: ['mitigating'] });
    expect(after[0]?.block_id).toBe(before[0]?.block_id);
    expect(after[1]?.block_id).not.toBe(before[1]?.block_id);
  });
});

describe('a card that is too much for Slack', () => {
  const everything = (n: number): Node[] => [
    { type: 'heading', text: 'h'.repeat(400) },
    { type: 'text', spans: ['ü'.repeat(5000), { bold: '<&>'.repeat(2000) }] },
    {
      type: 'facts',
      items: Array.from({ length: 23 }, () => ({ label: 'l'.repeat(3000), value: ['<'.repeat(3000)] })),
    },
    { type: 'list', items: Array.from({ length: 300 }, () => ['item '.repeat(50)]) },
    { type: 'quote', text: 'q'.repeat(9000) },
    { type: 'pre', text: '𝒳'.repeat(9000) },
    { type: 'context', spans: [{ italic: '&'.repeat(9000) }] },
    ...Array.from({ length: n }, (): Node => ({ type: 'text', spans: ['line of text '.repeat(10)] })),
    { type: 'image', url: 'https://charts.example/1.png', alt: '' },
    {
      type: 'actions',
      controls: Array.from({ length: 30 }, () => ({ verb: 'a', value: '1', label: 'x'.repeat(100) })),
    },
  ];

  it.each([0, 10, 60, 200])('is cut to what Slack takes, with %i lines more', (n) => {
    const card: Card = { text: '<'.repeat(10_000), nodes: everything(n) };
    const { text, blocks } = renderMessage(card, userOf);
    expect(checkMessageBlocks(blocks)).toEqual([]);
    expect(Buffer.byteLength(JSON.stringify(blocks))).toBeLessThanOrEqual(12_000);
    expect(blocks.length).toBeGreaterThan(0);
    expect(text.length).toBeLessThanOrEqual(4000);
    expect(checkView(renderHome(card, userOf))).toEqual([]);
  });

  it('says how much is missing and keeps its buttons', () => {
    const blocks = draw(
      ...Array.from({ length: 80 }, (_unused, i): Node => ({ type: 'text', spans: [`line ${i}`] })),
      {
        type: 'actions',
        controls: [{ verb: 'page.ack', value: '1', label: 'Acknowledge' }],
      },
    );
    expect(blocks).toHaveLength(50);
    expect(JSON.stringify(blocks.at(-2))).toContain('… and 32 more');
    expect(blocks.at(-1)).toMatchObject({ elements: [{ action_id: 'airb:page.ack#1' }] });
  });

  it('draws nothing rather than something empty', () => {
    const blocks = draw(
      { type: 'heading', text: '\u200b' },
      { type: 'text', spans: [''] },
      { type: 'list', items: [] },
      { type: 'facts', items: [] },
      { type: 'actions', controls: [] },
      { type: 'context', spans: [] },
    );
    expect(checkMessageBlocks(blocks)).toEqual([]);
  });
});

function mrkdwnOf(block: unknown): string {
  const found = /"text":("(?:[^"\\]|\\.)*"),"verbatim"/.exec(JSON.stringify(block));
  return found?.[1] ? JSON.parse(found[1]) : '';
}
