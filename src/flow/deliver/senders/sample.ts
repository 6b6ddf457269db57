import type { EvidenceRecord } from '../../../domain/incident/events.ts';
import { cut, oneLine } from '../../../domain/plain.ts';
import type { Sample } from '../../../ports/traces.ts';
import type { BodyOf, DeliverDeps, Send } from '../sending.ts';

/** So many at a time: what one person reads before they ask for more. */
const few = 5;

/** Takes some outputs of the bad minutes into the evidence, without secrets and without personal data. */
export function sample({ traces, masking, hash }: DeliverDeps): Send {
  return async (effect, { plan }) => {
    const { page, from, to } = effect.body as BodyOf<'sample'>;
    const spec = plan.traces?.samples;
    if (spec === undefined)
      return { command: { type: 'samples', page, evidence: [], because: 'none are set up' } };
    const found = await traces.samples(spec, { from, to, page, limit: few });
    if ('problem' in found)
      return { command: { type: 'samples', page, evidence: [], because: found.problem } };
    // Whatever the runbook asks for: nobody chose these words, and users wrote half of them.
    const clean = masking.within(found.samples, { masks: 'personal-data', except: ids });
    return { command: { type: 'samples', page, evidence: clean.map((one) => recordOf(one, hash)) } };
  };
}

const ids: ReadonlySet<string> = new Set(['id']);

function recordOf({ id, input, output }: Sample, hash: (text: string) => string): EvidenceRecord {
  const content = JSON.stringify({ trace: id, input, output }, null, 2);
  const sha256 = hash(content);
  const title = `Sampled output: ${cut(oneLine(input) || oneLine(output), 60)}`;
  return { id: `trace-${sha256.slice(0, 16)}`, title, content, sha256, from: 'trace' };
}
