import type { BodyOf, DeliverDeps, Send } from '../sending.ts';

/** Makes the call of a rollback, real or as a dry run, with the effect's key. */
export function run({ actions }: DeliverDeps): Send {
  return async ({ key, body }) => {
    const { http, to: version, reason, dryRun, action } = body as BodyOf<'action'>;
    const answer = await actions.run({ http, version, reason, key, dryRun });
    return { command: { type: 'rollback.responded', action, dryRun, ...answer } };
  };
}
