import type { FastifyInstance } from 'fastify';
import type { WebOptions } from './options.ts';

/**
 * `/openapi.json`: every address airb answers, with the shapes of bodies and answers. It is made at the first request,
 * because most programs never ask and making it would slow the start.
 */
export function registerOpenApi(app: FastifyInstance, options: WebOptions): void {
  let made: Promise<string> | undefined;
  app.get('/openapi.json', async (_request, reply) => {
    made ??= textOf(options);
    return reply.type('application/json; charset=utf-8').send(await made);
  });
}

async function textOf({ publicUrl, contracts }: WebOptions): Promise<string> {
  const [{ openApi }, { apiContract }, { pageContract }, { chatContract }, others] = await Promise.all([
    import('./contract/document.ts'),
    import('./contract/api.ts'),
    import('./contract/pages.ts'),
    import('./contract/chats.ts'),
    contracts(),
  ]);
  const all = [...others, apiContract, pageContract, chatContract];
  return JSON.stringify(openApi(all, publicUrl), null, 2);
}
