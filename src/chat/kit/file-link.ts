/** Addresses that hand a file over: those of downloads, and of links that were made to be passed on. */
const handsOver = /\/(?:download|guestaccess)\.aspx|^\/:\w:\/(?!r\/)/i;

/**
 * The address at which a member opens a shared file. Anybody can write one into a message, and a query may hold a key to the
 * file, so only the chat's own places are kept, and of them only the path.
 * @param places the hosts where the chat keeps files
 */
export function fileLink(address: string | undefined, places: RegExp): string | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined;
  const { protocol, host, pathname } = new URL(address);
  if (protocol !== 'https:' || !places.test(host) || handsOver.test(pathname)) return undefined;
  return `https://${host}${pathname}`;
}
