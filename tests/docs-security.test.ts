import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { acts } from '../src/domain/response/authority.ts';
import { authorityLine, authorityMarkdown } from '../src/views/authority.ts';
import { helpCard } from '../src/views/chat/answers.ts';
import { asText } from '../src/views/chat/spans.ts';

describe('who may do what, in words', () => {
  it('stands in docs/security.md as the program decides it', () => {
    const text = readFileSync('docs/security.md', 'utf8');
    const printed = /<!-- authority:.*-->\n([\s\S]*)<!-- end of authority -->/.exec(text)?.[1];
    expect(printed?.trim()).toBe(authorityMarkdown());
  });

  it('is what `/airb help who` shows, row by row', () => {
    const list = helpCard('who').nodes.find((node) => node.type === 'list');
    const lines = list?.type === 'list' ? list.items.map((item) => asText(item)) : [];
    expect(lines).toHaveLength(acts.length);
    expect(lines).toContain('lower the severity: commander, approver, system approver');
    expect(lines).toContain('save evidence: everybody');
    expect(lines).toContain('declare an incident: member, listed');
    expect(lines).toContain(
      'take command: commander; listed (when the organization file lists them as commanders)',
    );
  });

  it('never leaves a row without somebody', () => {
    for (const act of acts) expect(authorityLine(act).who, act).toMatch(/\w/);
  });
});
