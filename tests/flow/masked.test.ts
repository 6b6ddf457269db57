import { describe, expect, it } from 'vitest';
import type { CommandBody } from '../../src/domain/incident/commands.ts';
import { nothing } from '../../src/domain/incident/evolve.ts';
import type { Incident } from '../../src/domain/incident/state.ts';
import { given } from '../support/given.ts';
import { hash, mask } from '../support/mask.ts';
import { evidence, opening } from '../support/worked-example.ts';

const fresh = given(opening()).incident;
/** An incident whose system asks for personal data to be masked, or for secrets alone. */
const asking = (masks: string) => ({ ...fresh, plan: { ...fresh.plan, mask: masks } }) as unknown as Incident;
const key = `sk-${'Ab3dE6gH9jK2mN5p'.repeat(3)}`;
const saying = (content: string) => evidence({ id: 'e1', title: 'A question', content, from: 'command' });
const leaked = saying(`it was sent with ${key}`);
const of = (body: object) => body as CommandBody;

describe('a command', () => {
  it('that holds no secret is left as it is, with the hash it came with', () => {
    const body = of({ type: 'evidence', evidence: { ...saying('calm'), sha256: 'as it came' } });
    expect(mask(body, fresh)).toBe(body);
  });

  it('without evidence loses the secret alone', () => {
    const masked = mask(of({ type: 'note', text: `they used ${key} today` }), fresh);
    expect(masked).toEqual({ type: 'note', text: expect.stringMatching(/^they used (?!sk-).* today$/) });
  });

  it.each(['open', 'samples', 'absorb'])('%s with evidence has for each the hash of what is kept', (type) => {
    const plan = { ...fresh.plan, mask: 'secrets' };
    const body = of({ type, plan, evidence: [leaked, saying('calm')] });
    const { evidence: kept } = mask(body, type === 'open' ? nothing : fresh) as unknown as {
      evidence: { content: string; sha256: string }[];
    };
    expect(kept).toHaveLength(2);
    expect(kept[0]?.content).toMatch(/^it was sent with (?!sk-)/);
    for (const { content, sha256 } of kept) expect(sha256).toBe(hash(content));
  });

  it('that saves one has the hash of what is kept', () => {
    const { evidence: kept } = mask(of({ type: 'evidence', evidence: leaked }), fresh) as unknown as {
      evidence: { content: string; sha256: string };
    };
    expect(kept.content).not.toContain(key);
    expect(kept).toEqual({ ...leaked, content: kept.content, sha256: hash(kept.content) });
  });

  it('whose evidence is not there loses the secret all the same', () => {
    const masked = mask(of({ type: 'samples', evidence: undefined, why: key }), fresh);
    expect(JSON.stringify(masked)).not.toContain(key);
    expect(masked).toHaveProperty('evidence', undefined);
  });
});

describe('personal data', () => {
  const said = (plan?: object) => of({ type: plan ? 'open' : 'note', plan, text: 'it was zed@example.com' });
  const hides = (body: CommandBody, before: Incident) =>
    !JSON.stringify(mask(body, before)).includes('zed@example.com');

  it('goes where the incident’s system asks for that', () => {
    expect(hides(said(), asking('personal-data'))).toBe(true);
    expect(hides(said(), asking('secrets'))).toBe(false);
  });

  it('goes with the opening too, as its own plan says', () => {
    expect(hides(said({ mask: 'personal-data' }), nothing)).toBe(true);
    expect(hides(said({ mask: 'secrets' }), nothing)).toBe(false);
    expect(hides(said(), nothing)).toBe(false);
  });
});
