import type { Profile } from '../../kit/acquaintances.ts';
import { textOf } from '../api/activity.ts';

/** The roles of people of the tenant; others are `guest` and `anonymous`. */
const whole = ['user', 'owner', 'member'];

/**
 * What a roster says of somebody. A guest has the role, or a sign-in name with `#EXT#`; a person of another tenant, in a
 * shared channel or a federated chat, has that tenant. Somebody of whom the roster says too little is no member.
 * Source: learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context.
 * @param member the answer of the roster; undefined when they are not in it
 * @param tenantId the tenant airb is in
 */
export function profileOf(
  member: Record<string, unknown> | undefined,
  tenantId: string | undefined,
): { profile: Profile; entra?: string } {
  if (member === undefined) return { profile: { member: false, emails: [] } };
  const entra = textOf(member.aadObjectId) ?? textOf(member.objectId);
  const name = textOf(member.name);
  const signIn = textOf(member.userPrincipalName) ?? '';
  const here = tenantId === undefined || textOf(member.tenantId) === tenantId;
  const isWhole = isPerson(textOf(member.userRole), signIn);
  const inTenant = entra !== undefined && here && isWhole;
  const emails = [signIn, textOf(member.email) ?? ''].filter((email) => inTenant && email !== '');
  return { profile: { ...(name && { name }), member: inTenant, emails }, ...(entra && { entra }) };
}

function isPerson(role: string | undefined, signIn: string): boolean {
  if (signIn.toUpperCase().includes('#EXT#')) return false;
  return role === undefined ? signIn !== '' : whole.includes(role.toLowerCase());
}
