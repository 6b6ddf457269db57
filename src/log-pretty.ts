/** A line of the log for somebody who reads it in a terminal: time, level, message, then the fields. */
export function prettyLine(json: string, colours: boolean): string {
  const { time, level, msg, err, ...fields } = JSON.parse(json) as Record<string, unknown>;
  const paint = (code: number, text: string) => (colours ? `\u001b[${code}m${text}\u001b[0m` : text);
  const [name, colour] = levels[Number(level)] ?? ['info', 32];
  const facts = Object.entries(fields).map(([key, value]) => `${key}=${plain(valueText(value))}`);
  const stack = stackOf(err);
  const parts = [
    paint(dim, String(time).slice(11, 23)),
    paint(colour, name.padEnd(5)),
    plain(String(msg ?? '')),
    ...(facts.length > 0 ? [paint(dim, facts.join(' '))] : []),
  ];
  return `${[parts.join(' '), ...stack.map((line) => `    ${plain(line)}`)].join('\n')}\n`;
}

const dim = 2;

/** Names and colours of pino's levels. */
const levels: Readonly<Record<number, readonly [string, number]>> = {
  10: ['trace', 90],
  20: ['debug', 90],
  30: ['info', 32],
  40: ['warn', 33],
  50: ['error', 31],
  60: ['fatal', 31],
};

function valueText(value: unknown): string {
  return typeof value === 'string' && value !== '' && !/[\s"=]/.test(value) ? value : JSON.stringify(value);
}

function stackOf(err: unknown): string[] {
  if (typeof err !== 'object' || err === null) return [];
  const { stack, message } = err as { stack?: unknown; message?: unknown };
  return String(stack ?? message ?? '').split('\n');
}

/** What would move the cursor, colour the screen or turn the text around is written out: the log quotes strangers. */
function plain(text: string): string {
  return text.replace(/\p{Cc}|[\u2028-\u202e\u2066-\u2069]/gu, (sign) => {
    return `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
  });
}
