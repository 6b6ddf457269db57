import fc from 'fast-check';
import { expect, it } from 'vitest';
import { line, paragraph } from '../../src/webhooks/text.ts';

const cleaned = (text: string) => text.replace(/(?![\u200c\u200d])[\p{Cf}\p{Cs}]/gu, '');
const given = fc.string({
  unit: fc.constantFrom(
    'a',
    ' ',
    '\n',
    '\r',
    '\t',
    '\u0000',
    '\u202e',
    '\u200b',
    '\u200d',
    '\u2028',
    'é',
    '⚠️',
    '😀',
    '\ud83d',
    '\ude00',
  ),
});

it('cleans a text as if every character of it were asked, whatever stands beside it', () => {
  fc.assert(
    fc.property(given, (text) => {
      const one = cleaned(text)
        .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
        .replace(/ {2,}/g, ' ')
        .trim();
      expect(line(text, 300)).toBe(/^[ -~]*$/.test(text) ? text.trim() : one);
      const many = cleaned(text.replaceAll('\r\n', '\n')).replace(/(?![\n\t])[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ');
      expect(paragraph(text, 300)).toBe(many);
    }),
  );
});

it('asks about every character that Unicode hides or breaks lines with', () => {
  const missed = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).filter((one) => {
    if (!/[\p{Cf}\p{Cs}\p{Cc}\p{Zl}\p{Zp}]/u.test(one) || /[\u200c\u200d]/.test(one)) return false;
    return (
      line(`a${one}é`, 9).includes(one) || (!/[\n\t]/.test(one) && paragraph(`a${one}é`, 9).includes(one))
    );
  });
  expect(missed).toEqual([]);
});
