/** The address if a person may safely open it from here, else null: only http, https and mailto leave a message. */
export function safeLink(address: string): string | null {
  const trimmed = address.trim();
  if (!URL.canParse(trimmed)) return null;
  const { protocol } = new URL(trimmed);
  return protocol === 'http:' || protocol === 'https:' || protocol === 'mailto:' ? trimmed : null;
}

/** Like `safeLink`, and paths of this server: pictures and files of the sandbox itself. */
export function safeSource(address: string): string | null {
  return address.startsWith('/') && !address.startsWith('//') ? address : safeLink(address);
}
