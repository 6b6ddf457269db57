/** Asked every few seconds by machines, or played: nobody follows these. */
const left = new Set(['healthz', 'readyz', 'metrics', 'sandbox', 'favicon.ico']);

/**
 * Names the route of a path by words airb knows; whatever else stands there, a number, an id, a secret, becomes `*`.
 * @param paths of all routes: `/incidents/{number}/export`
 */
export function routeNames(paths: readonly string[]): (path: string) => string | undefined {
  const words = new Set(
    paths.flatMap((path) => path.split('/')).filter((part) => /^[a-z][a-z.-]*$/.test(part)),
  );
  return (path) => {
    const [first = '', ...rest] = path.split('/').slice(1, 8);
    if (left.has(first)) return undefined;
    return `/${[first, ...rest].map((part) => (part === '' || words.has(part) ? part : '*')).join('/')}`;
  };
}
