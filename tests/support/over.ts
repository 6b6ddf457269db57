/** The JSON with some of its fields replaced: `{ 'alert.alias': 'x' }`; undefined takes a field out. */
export function over(text: string, fields: Record<string, unknown>): Record<string, unknown> {
  const body = JSON.parse(text) as Record<string, unknown>;
  for (const [path, value] of Object.entries(fields)) {
    const steps = path.split('.');
    const last = steps.pop() ?? '';
    const holder = steps.reduce<Record<string, unknown>>(
      (at, step) => at[step] as Record<string, unknown>,
      body,
    );
    holder[last] = value;
  }
  return JSON.parse(JSON.stringify(body)) as Record<string, unknown>;
}
