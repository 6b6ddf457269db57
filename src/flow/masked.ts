import type { CommandBody } from '../domain/incident/commands.ts';
import type { EvidenceRecord } from '../domain/incident/events.ts';
import type { Incident } from '../domain/incident/state.ts';
import type { Masks } from '../domain/runbooks/runbook.ts';
import type { Masking } from '../ports/masking.ts';

/** Takes out of a command what the log must not keep. */
export type Mask = (body: CommandBody, before: Incident) => CommandBody;

/** Fields that nobody writes by hand: ids, refs, names of people, and what stands in the runbook files. */
const opaque: ReadonlySet<string> = new Set([
  ...['plan', 'roles', 'people', 'person', 'owner', 'by', 'message', 'room', 'roomName', 'chat', 'route'],
  ...['id', 'item', 'part', 'action', 'step', 'check', 'signal', 'fingerprint', 'sha256', 'source'],
]);

/**
 * Masks every command before it is decided on, so that no event, effect or row can hold what was in it. It is the last
 * of several places: what comes in by webhook and chat is masked where it comes in, because some of it is stored or
 * answered without a command. Here comes what peers answer, and personal data, which only the incident's plan asks for.
 */
export function createMask({ masking, hash }: { masking: Masking; hash: (text: string) => string }): Mask {
  const rehashed = (evidence: EvidenceRecord) => ({ ...evidence, sha256: hash(evidence.content) });
  return (body, before) => {
    const masked = masking.within(body, { masks: masksOf(body, before), except: opaque });
    if (masked === body || !('evidence' in masked) || masked.evidence === undefined) return masked;
    // The hash is that of the text that is kept.
    return masked.type === 'open' || masked.type === 'samples' || masked.type === 'absorb'
      ? { ...masked, evidence: masked.evidence.map(rehashed) }
      : { ...masked, evidence: rehashed(masked.evidence) };
  };
}

function masksOf(body: CommandBody, before: Incident): Masks | undefined {
  if (body.type === 'open') return body.plan.mask;
  return before.phase === 'none' ? undefined : before.plan.mask;
}
