import { describe, expect, it } from 'vitest';
import { compileDiagnosis } from '../../../src/domain/runbooks/compile-diagnosis.ts';
import type {
  Cause,
  ContainmentSpec,
  DiagnosisCheck,
  Mitigation,
  PartSpec,
  Runbook,
  SystemSpec,
} from '../../../src/domain/runbooks/runbook.ts';

const part = (id: string, kind: PartSpec['kind'], more: Partial<PartSpec> = {}): PartSpec => ({
  id,
  kind,
  title: id,
  live: 'v2',
  pinned: true,
  separate: true,
  ...more,
});
const byItself = { action: { method: 'POST' as const, url: 'http://127.0.0.1/x', body: {}, headers: {} } };
const system = { id: 'support-bot', fallback: 'People answer.', dashboard: 'https://dash.example/bot' };

function runbook(
  mitigation: Mitigation,
  check: Partial<DiagnosisCheck> = {},
): Pick<Runbook, 'diagnosis' | 'rollback'> {
  const cause: Cause = { id: 'it', title: 'It', category: 'model', means: 'It is it.', mitigation };
  const checks = [{ id: 'start', ask: 'Which?', look: 'Look.', answers: [], ...check }];
  const steps = [{ id: 'rollback.never-open', title: 'Never', look: 'x', means: 'y' }];
  return {
    diagnosis: { start: 'start', hints: [], checks, causes: [cause] },
    rollback: { steps, order: [], measureAfter: 0 },
  };
}

const bound = (
  mitigation: Mitigation,
  parts: PartSpec[] = [],
  names: typeof system & { safeStop?: string } = system,
) => compileDiagnosis(runbook(mitigation), names, parts).causes[0]?.mitigation;
const asked = (check: Partial<DiagnosisCheck>, names: Partial<typeof system> = system) => {
  const { id, ask, look, answers, ...where } =
    compileDiagnosis(
      runbook({ kind: 'switch', to: 'fallback' }, check),
      { ...system, dashboard: undefined, ...names },
      [],
    ).checks[0] ?? {};
  return where;
};

describe('a mitigation on one system', () => {
  it('is the part of its kind that airb can roll back itself, before one done by hand', () => {
    const parts = [
      part('small', 'model'),
      part('large', 'model', byItself),
      part('other', 'model', byItself),
    ];
    expect(bound({ kind: 'rollback', part: 'model' }, parts)).toEqual({ kind: 'rollback', part: 'large' });
    expect(bound({ kind: 'rollback', part: 'model' }, parts.slice(0, 1))).toEqual({
      kind: 'rollback',
      part: 'small',
    });
  });

  it('is the fallback where there is no such part or switch, and says what is lacking', () => {
    const fallback = { kind: 'switch', to: 'fallback', text: 'People answer.' };
    expect(bound({ kind: 'rollback', part: 'router' }, [part('prompt', 'prompt')])).toEqual({
      ...fallback,
      lacking: 'support-bot has no part of the kind router to roll back.',
    });
    expect(bound({ kind: 'switch', to: 'safe-stop' })).toEqual({
      ...fallback,
      lacking: 'support-bot has no safe stop.',
    });
    expect(bound({ kind: 'step', step: 'rollback.gone' })).toMatchObject({
      ...fallback,
      lacking: 'The runbook has no step rollback.gone.',
    });
  });

  it('is the system’s own words for a switch, and the step by its name', () => {
    expect(
      bound({ kind: 'switch', to: 'safe-stop' }, [], { ...system, safeStop: 'Drain the queue.' }),
    ).toEqual({
      kind: 'switch',
      to: 'safe-stop',
      text: 'Drain the queue.',
    });
    const step: Mitigation = { kind: 'step', step: 'rollback.never-open' };
    expect(bound(step)).toEqual(step);
  });
});

describe('where a check is made', () => {
  it('has the names of the system in its query and its link', () => {
    const query = `rate(errors{system="\${system}"}[5m]) / rate(all{system="\${system}"}[5m])`;
    expect(asked({ query, link: `\${dashboard}?var=\${system}` })).toEqual({
      query: 'rate(errors{system="support-bot"}[5m]) / rate(all{system="support-bot"}[5m])',
      link: 'https://dash.example/bot?var=support-bot',
    });
  });

  it('has no link where the system has no dashboard, or the address is none', () => {
    expect(asked({ link: `\${dashboard}` }, { dashboard: undefined })).toEqual({});
    expect(asked({ link: 'https://status.example/x' }, { dashboard: undefined })).toEqual({
      link: 'https://status.example/x',
    });
    expect(asked({ link: `\${dashboard}` }, { dashboard: 'javascript:alert(1)' })).toEqual({});
  });
});

describe('what is tried instead', () => {
  const containment = [
    {
      id: 'slow',
      kind: 'throttle',
      title: 'Halve it',
      part: 'flag',
      to: 'half',
      loses: 'Some wait.',
      stops: false,
    },
  ] satisfies ContainmentSpec[];
  const insteadOf = (mitigation: Mitigation, instead?: Mitigation, names: Partial<SystemSpec> = {}) => {
    const tree = runbook(mitigation);
    const causes = tree.diagnosis.causes.map((cause) => ({ ...cause, ...(instead && { instead }) }));
    const compiled = compileDiagnosis(
      { ...tree, diagnosis: { ...tree.diagnosis, causes } },
      { ...system, ...names },
      [part('prompt', 'prompt'), part('index', 'index')],
    );
    return compiled.causes[0]?.instead;
  };
  const prompt = { kind: 'rollback', part: 'prompt' } as const;

  it('is a part of this system, or one of its own switches', () => {
    expect(insteadOf(prompt, { kind: 'rollback', part: 'index' })).toEqual({
      kind: 'rollback',
      part: 'index',
    });
    expect(insteadOf(prompt, { kind: 'switch', to: 'throttle' }, { containment })).toEqual({
      kind: 'switch',
      to: 'throttle',
      text: 'Some wait.',
      containment: 'slow',
    });
  });

  it('says what the system has not, and takes the fallback', () => {
    expect(insteadOf(prompt, { kind: 'switch', to: 'throttle' })).toMatchObject({
      to: 'fallback',
      lacking: 'support-bot has no throttle.',
    });
    expect(insteadOf(prompt, { kind: 'rollback', part: 'router' })).toMatchObject({
      to: 'fallback',
      lacking: 'support-bot has no part of the kind router to roll back.',
    });
  });

  it('is not the mitigation once more, and nothing where the runbook says nothing', () => {
    expect(
      insteadOf({ kind: 'rollback', part: 'router' }, { kind: 'switch', to: 'fallback' }),
    ).toBeUndefined();
    expect(insteadOf(prompt)).toBeUndefined();
  });
});
