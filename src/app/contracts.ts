import type { Contract } from '../web/contract/operation.ts';

/** What webhooks and agents are answered. Loaded when somebody asks, as most never do. */
export async function otherContracts(): Promise<Contract[]> {
  const [{ webhookContract }, { mcpContract }, { alertSources }, { changeSources }, { pagingSources }] =
    await Promise.all([
      import('../webhooks/contract.ts'),
      import('../mcp/contract.ts'),
      import('../alerts/sources.ts'),
      import('../changes/sources.ts'),
      import('./pagers.ts'),
    ]);
  return [webhookContract({ alertSources, changeSources, pagingSources }), mcpContract()];
}

/** The path of every address airb answers at. */
export async function allPaths(): Promise<string[]> {
  const [{ apiContract }, { pageContract }, { chatContract }, others] = await Promise.all([
    import('../web/contract/api.ts'),
    import('../web/contract/pages.ts'),
    import('../web/contract/chats.ts'),
    otherContracts(),
  ]);
  const all = [...others, apiContract, pageContract, chatContract];
  return all.flatMap(({ operations }) => operations.map(({ path }) => path));
}
