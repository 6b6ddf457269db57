import type { FastifyInstance } from 'fastify';

/**
 * Remembers every route added from now on, because Fastify answers 404 for a path that exists with another method.
 * @returns the methods that a concrete path answers; empty when no route has it
 */
export function methodsByPath(app: FastifyInstance): (path: string) => string[] {
  const routes: { segments: string[]; methods: string[] }[] = [];
  app.addHook('onRoute', ({ url, method }) => {
    routes.push({ segments: url.split('/'), methods: typeof method === 'string' ? [method] : method });
  });
  return (path) => {
    const segments = path.split('/');
    const found = routes.filter((route) => fits(route.segments, segments)).flatMap((route) => route.methods);
    return [...new Set(found)];
  };
}

function fits(pattern: string[], path: string[]): boolean {
  if (pattern.at(-1) === '*') {
    const fixed = pattern.slice(0, -1);
    return path.length > fixed.length && fits(fixed, path.slice(0, fixed.length));
  }
  return (
    pattern.length === path.length && pattern.every((part, at) => part.startsWith(':') || part === path[at])
  );
}
