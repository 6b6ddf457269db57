const units: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Milliseconds of a written duration: `5m`, `-40m`, `0s`, `30d`.
 * @throws Error naming the text when it is not one.
 */
export function milliseconds(text: string): number {
  const [, sign = '', amount = '', unit = ''] = /^([+-]?)(\d+)([smhd])$/.exec(text.trim()) ?? [];
  const factor = units[unit];
  if (!factor) throw new Error(`"${text}" is not a duration such as 5m, -40m or 30d`);
  return (sign === '-' ? -1 : 1) * Number(amount) * factor;
}
