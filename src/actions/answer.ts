/** Far above what is kept, so that a secret is blanked whole before the text is cut. */
const readLimit = 64 * 1024;
const keptLimit = 2048;

/** What a target answered, for the log and the channel: at most 2,048 characters, secrets blanked out. */
export async function readAnswer(response: Response, secrets: string[]): Promise<string> {
  const clean = withoutSecrets(await firstBytes(response), secrets)
    .replaceAll('\r\n', '\n')
    .replace(/(?![\n\t])[\p{Cc}\p{Bidi_Control}]/gu, ' ')
    .trim();
  return clean.length <= keptLimit ? clean : `${clean.slice(0, keptLimit - 1)}…`;
}

/**
 * Every way a target may echo the secret: as it is, inside JSON, inside a URL, in base64, and the two halves a Basic
 * credential holds.
 * @returns longest first, so that no part of one survives the blanking of another
 */
export function formsOf(secret: string, prefix: string): string[] {
  const plain = /^basic\s*$/i.test(prefix) ? Buffer.from(secret, 'base64').toString('utf8') : '';
  const colon = plain.indexOf(':');
  const halves = colon < 0 ? [] : [plain, plain.slice(colon + 1)];
  const derived = [secret, ...halves].flatMap((text) => [
    text,
    JSON.stringify(text).slice(1, -1),
    encodeURIComponent(text),
    Buffer.from(text).toString('base64'),
    Buffer.from(text).toString('base64url'),
  ]);
  // A half of three characters would blank ordinary words.
  const forms = [secret, ...derived.filter((form) => form.length > 3)];
  return [...new Set(forms)].sort((a, b) => b.length - a.length);
}

export function withoutSecrets(text: string, secrets: string[]): string {
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text);
}

/** As much of the body as arrives; the status has already told whether it worked. */
async function firstBytes(response: Response): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of response.body ?? []) {
      parts.push(Buffer.from(part));
      size += part.length;
      if (size >= readLimit) break;
    }
  } catch {
    parts.push(Buffer.from(' … the rest of the answer did not arrive'));
  }
  return Buffer.concat(parts).toString('utf8');
}
