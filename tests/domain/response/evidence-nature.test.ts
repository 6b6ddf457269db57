import { describe, expect, it } from 'vitest';
import { type Nature, natureOf } from '../../../src/domain/response/evidence-nature.ts';
import type { EvidenceKind } from '../../../src/domain/runbooks/runbook.ts';

const call = { type: 'function', function: { name: 'refund', arguments: '{"order":17}' } };

const file =
  'traces.json (JSON), a link to a file in Slack, not kept by airb: https://acme.slack.com/files/U1/F0123456789/traces.json';

const unlinked = 'traces.json (JSON), a file in Teams, not kept by airb';

describe('what somebody hands over is called what it is', () => {
  it.each<[Nature, string, EvidenceKind?]>([
    ['pointer', 'see trace 123'],
    ['pointer', 'https://langfuse.example.com/project/p/traces/4bf92f3577b34da6a3ce929d0e0e4736'],
    ['pointer', 'trace 4bf92f3577b34da6a3ce929d0e0e4736'],
    ['pointer', 'Look in the #support channel'],
    ['pointer', 'is in ticket ABC-12'],
    ['said', 'refusal rate is about 19 %'],
    ['said', 'p95 went to 4.2 s'],
    ['said', 'nine of twenty were refused'],
    ['said', 'costs $0.04 now'],
    ['content', 'How do I cancel my subscription?'],
    ['content', 'Q: Where is my invoice for January? A: I can’t help with account data.'],
    ['content', '“How do I cancel?” was refused in 3 of 20 runs'],
    ['content', '2025-02-17T12:03:44Z ERROR gateway: 503 from provider\nretry 2 of 3 in 400 ms'],
    [
      'content',
      'You are the support bot. Answer in at most 5 sentences and never promise a refund of more than 50 %.',
    ],
    [
      'content',
      'See https://docs.example.com/x: the page says that invoices are sent on the first of each month to the owner',
    ],
    ['content', JSON.stringify(call), 'tool-call'],
    [
      'content',
      JSON.stringify([{ type: 'tool_use', id: 't1', name: 'refund', input: { order: 17 } }]),
      'tool-call',
    ],
    ['content', 'DEBUG sent {"method":"tools/call","params":{"name":"refund","arguments":{}}}', 'tool-call'],
    ['content', JSON.stringify({ messages: [{ role: 'assistant', tool_calls: [call] }] }), 'tool-call'],
    ['other', 'It called refund with the order', 'tool-call'],
    ['other', '{"name":"Ana","age":3}', 'tool-call'],
    ['pointer', 'see trace 123', 'tool-call'],
    ['content', '{"usage":{"output_tokens":912}}', 'json'],
    ['other', 'output tokens were fine', 'json'],
    ['content', '4bf92f3577b34da6a3ce929d0e0e4736', 'trace-id'],
    ['content', 'trace 123', 'trace-id'],
    ['other', 'the one from this morning', 'trace-id'],
    ['content', 'https://wiki.example.com/restricted/17', 'reference'],
    ['pointer', file],
    ['pointer', `${file}\n${file}`],
    ['pointer', file, 'tool-call'],
    ['pointer', file, 'trace-id'],
    ['content', file, 'reference'],
    ['pointer', `here are the twenty that failed since noon\n\n${file}`],
    ['pointer', `about 19 % were refused\n\n${file}`],
    ['content', `Q: Where is my invoice? A: I can’t help.\n\n${file}`],
    ['content', `trace 123\n\n${file}`, 'trace-id'],
    ['pointer', unlinked, 'reference'],
    ['pointer', `as sent\n\n${unlinked} \r\nand 3 more files`, 'reference'],
    ['content', `4bf92f3577b34da6a3ce929d0e0e4736\n\n${unlinked}`, 'reference'],
    ['content', `${unlinked}\n${file}\nand 3 more files`, 'reference'],
    ['pointer', `here’s what we found, don't share\n\n${file}`],
    ['pointer', `@Ben can you look?\nthese failed since noon\n\n${file}`],
    ['pointer', `all “refusals” of today in the sheet "new prompts", from the nightly run "r7"\n\n${file}`],
    ['pointer', `Q: who has time for this?\n\n${file}`],
    ['pointer', `${'these are the ones that failed since noon and '.repeat(9)}\n\n${file}`],
    ['pointer', `these don't parse: {"a"}\n\n${file}`, 'json'],
    ['content', `It said “I can’t help with account data” to all.\n\n${file}`],
    ['content', `{"usage":{"output_tokens":912}}\n\n${file}`],
    ['content', `DEBUG sent ${JSON.stringify(call)}\n\n${file}`, 'tool-call'],
    ['content', 'The bot listed three invoices\nand 3 more files'],
  ])('%s: %s', (nature, content, kind) => {
    expect(natureOf(content, kind)).toBe(nature);
  });

  it('takes a text of a megabyte in its stride', () => {
    expect(natureOf(`{"name": ${'['.repeat(500_000)}`, 'tool-call')).toBe('other');
    expect(natureOf(`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`, 'tool-call')).toBe('other');
  });
});
