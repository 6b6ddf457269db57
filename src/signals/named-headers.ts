import { formsOf, withoutSecrets } from '../http/secrets.ts';

const named = /\$\{([A-Z][A-Z0-9_]*)\}/g;

/**
 * Headers with what they name as `${NAME}` filled in.
 * @param whose to follow "a header for": `Prometheus`
 * @returns why they can't be sent, where one is not set or is nothing HTTP can carry
 */
export function filledHeaders(
  given: Record<string, string>,
  { secretOf, whose }: { secretOf: (name: string) => string | undefined; whose: string },
): { headers: Record<string, string> } | { problem: string } {
  const names = Object.values(given).flatMap((value) =>
    [...value.matchAll(named)].map((hit) => hit[1] ?? ''),
  );
  const missing = names.find((name) => !secretOf(name));
  if (missing !== undefined) return { problem: `${missing} is not set, so nothing was asked` };
  const headers = Object.fromEntries(
    Object.entries(given).map(([header, value]) => [
      header,
      value.replace(named, (_, name: string) => secretOf(name) ?? ''),
    ]),
  );
  try {
    new Headers(headers);
    return { headers };
  } catch {
    return { problem: `a header for ${whose} is not one HTTP can carry, so nothing was asked` };
  }
}

/** What is shown never holds what the headers hold, however the other side repeats it. */
export function blanked(text: string, headers: Record<string, string>): string {
  const forms = Object.values(headers)
    .flatMap((value) => {
      const basic = /^Basic /i.test(value) ? formsOf(value.slice('Basic '.length), 'Basic ') : [];
      return [...formsOf(value), ...formsOf(value.replace(/^(?:Bearer|Basic|Token) /i, '')), ...basic];
    })
    .filter((form) => form.length > 3);
  return withoutSecrets(
    { text, ended: 'whole' },
    [...new Set(forms)].sort((a, b) => b.length - a.length),
  );
}
