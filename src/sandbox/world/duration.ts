const units: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Milliseconds of a written duration: `5m`, `-40m`, `0s`, `2h`, `-30d`, `1h30m`.
 * @throws Error naming the text when it is not one.
 */
export function milliseconds(text: string): number {
  const [, sign = '', amounts] = /^([+-]?)((?:\d+[smhd])+)$/.exec(text.trim()) ?? [];
  if (amounts === undefined) throw new Error('a duration such as 5m, -40m, 2h or -30d');
  const total = [...amounts.matchAll(/(\d+)([smhd])/g)].reduce(
    (sum, [, amount, unit = '']) => sum + Number(amount) * (units[unit] ?? 0),
    0,
  );
  // A plain zero: `-0s` is no other time than `0s`.
  return total === 0 ? 0 : (sign === '-' ? -1 : 1) * total;
}
