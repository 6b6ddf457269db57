/** What a token lets an agent do. `propose` also hands evidence over; neither does a deed. */
export const scopes = ['read', 'propose'] as const;
export type Scope = (typeof scopes)[number];

/** One token of `AIRB_MCP_TOKENS`. Two may have the same name while one is being changed. */
export interface AgentToken {
  name: string;
  scopes: readonly Scope[];
  token: string;
}

/** Random characters, so that trying is hopeless however patient somebody is. */
const shortest = 24;
const expected = `expected name:scopes:token, several with blanks between them: triage-agent:read+propose:<${shortest} characters or more>`;

/**
 * Reads the tokens of agents: `triage-agent:read+propose:TOKEN cost-agent:read:TOKEN`.
 * @returns what is wrong, without the secret
 */
export function readAgentTokens(text: string): { tokens: AgentToken[] } | { wrong: string } {
  const words = text.split(/[\s,]+/).filter(Boolean);
  const read = words.map(readOne);
  const wrong = read.find((one) => 'wrong' in one);
  if (wrong && 'wrong' in wrong) return wrong;
  const tokens = read.filter((one) => 'token' in one);
  if (new Set(tokens.map(({ token }) => token)).size < tokens.length)
    return { wrong: 'the same token stands there twice; each agent needs its own' };
  return { tokens };
}

function readOne(word: string, place: number): AgentToken | { wrong: string } {
  const [, name = '', scoped = '', token = ''] = /^([^:]*):([^:]*):(.*)$/.exec(word) ?? [];
  const at = `token ${place + 1}`;
  if (!/^[a-z0-9][a-z0-9-]{0,29}$/.test(name) || name === 'airb')
    return { wrong: `${at}: a name has up to 30 small letters, digits and hyphens; ${expected}` };
  const asked = scoped.split('+');
  const known = scopes.filter((scope) => asked.includes(scope));
  if (known.length === 0 || known.length < asked.length)
    return { wrong: `${at} (${name}): its scopes are ${scopes.join(', ')} or both with a +; ${expected}` };
  if (token.length < shortest) return { wrong: `${at} (${name}): is too short; ${expected}` };
  return { name, scopes: known, token };
}
