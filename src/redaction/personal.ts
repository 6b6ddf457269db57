import { byPattern, type Finder } from './finding.ts';

/** True where a text may hold personal data at all: an at sign, or enough digits. */
export const hintOfPerson = /@|\d[\d\s().-]{5,}\d|[A-Z]{2}\d{2}/;

/** Personal data by its form. Names can't be told from other words; for those there is `redact`. */
export const findPersonal: Finder[] = [
  byPattern('e-mail address', /(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}/dgu),
  byPattern('IBAN', /(?<![A-Z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{2,4}){3,8}(?![A-Z0-9])/dg, isIban),
  byPattern('card number', /(?<![\d.:+-])\d(?:[ -]?\d){12,18}(?![\d.:-]\d)/dg, isCard),
  byPattern('social security number', /(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])/dg),
  byPattern('phone number', /(?<![\d\w.:+-])(?:\+|00)[1-9](?:[\s()./-]{0,2}\d){7,14}(?!\d)/dg),
  byPattern('phone number', /(?<![\d\w.:+/-])\(?0?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?![\d.:-])/dg),
  byPattern('phone number', /(?<![\d\w.:+/-])0\d{2,4}[ /-]\d{5,9}(?![\d.:-])/dg),
];

/** ISO 13616: the first four characters moved to the end, letters as numbers, and the remainder by 97 is 1. */
function isIban(found: string): boolean {
  const plain = found.replaceAll(' ', '');
  if (plain.length < 15 || plain.length > 34) return false;
  let rest = 0;
  for (const sign of plain.slice(4) + plain.slice(0, 4)) {
    const value = Number.parseInt(sign, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

/** ISO/IEC 7812: the Luhn sum. Beginnings that no card has are numbers of something else. */
function isCard(found: string): boolean {
  const digits = found.replace(/\D/g, '');
  if (!/^(?:[3-6]|2[2-7])/.test(digits)) return false;
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = Number(digits.at(-1 - at));
    const twice = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
    sum += at % 2 === 0 ? digit : twice;
  }
  return sum % 10 === 0;
}
