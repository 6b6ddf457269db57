import type { MayCall } from './runbook.ts';

/** Why a call is not among those the organization allows, as the end of a sentence; undefined where it is. */
export function notAllowed(
  allowed: readonly MayCall[] | undefined,
  { method, url }: { method: string; url: URL },
): string | undefined {
  if (allowed === undefined) return undefined;
  const here = allowed.filter(({ host }) => isHost(host, url));
  if (here.length === 0) return `${url.host} is not among the hosts of \`mayCall\` in organization.yaml`;
  // Reading changes nothing, so the host alone is enough.
  if (method === 'GET') return undefined;
  const fits = here.some(
    ({ methods, paths }) =>
      (methods === undefined || methods.includes(method)) &&
      (paths === undefined || paths.some((path) => matches(path, url.pathname))),
  );
  return fits
    ? undefined
    : `\`mayCall\` in organization.yaml does not allow ${method} ${url.host}${url.pathname}`;
}

/** Whether the name of the host may lead to an address of the own network. */
export function mayBePrivate(allowed: readonly MayCall[] | undefined, url: URL): boolean {
  return allowed?.some((one) => one.private === true && isHost(one.host, url)) === true;
}

function isHost(host: string, url: URL): boolean {
  return [url.host, url.hostname].includes(host.toLowerCase());
}

/** `*` stands for one segment, at the end for any rest. */
function matches(pattern: string, path: string): boolean {
  const rest = pattern.endsWith('/*');
  const wanted = (rest ? pattern.slice(0, -2) : pattern).split('/');
  const given = path.split('/');
  if (rest ? given.length <= wanted.length : given.length !== wanted.length) return false;
  return wanted.every((segment, place) => segment === '*' || segment === given[place]);
}
