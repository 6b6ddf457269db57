import { describe, expect, it } from 'vitest';
import type { CommandBody } from '../../../src/domain/incident/commands.ts';
import { incident42 } from '../../support/given.ts';
import { ana, ben } from '../../support/worked-example.ts';

const unhelpful = (step: string, why?: string): CommandBody => ({
  ...{ type: 'step.unhelpful', step },
  ...(why !== undefined && { why }),
});
const suggest = (section: string, title: string, more: { look?: string; means?: string } = {}) =>
  ({ type: 'step.suggest', section, title, ...more }) as CommandBody;
const step = 'triage.samples';

describe('a step that was of no help', () => {
  it('is said once by each, with the reason where there is one, and stays as it was', () => {
    const done = incident42().after(['14:11', ana, { type: 'step.do', step, note: 'all alike' }]);
    const said = done
      .when('14:12', ana, unhelpful(step, ' the chart is empty '))
      .decides({ type: 'step.unhelpful', step, why: 'the chart is empty' });
    expect(said.asked().filter(({ body }) => body.kind === 'say')).toEqual([]);
    said.when('14:13', ana, unhelpful(step)).ignores('You have said so already.');
    for (const why of [undefined, ' '])
      said.when('14:13', ben, unhelpful(step, why)).decides({ type: 'step.unhelpful', step });
    const both = said.after(['14:13', ben, unhelpful(step)]);
    both.when('14:14', ana, unhelpful(step)).ignores('You have said so already.');
    expect(both.incident.steps).toEqual({
      ...done.incident.steps,
      [step]: { ...done.incident.steps[step], unhelpful: ['Ana Lima', 'Ben Okafor'] },
    });
  });

  it('has to be one of the runbook', () => {
    for (const name of ['gone', 'constructor', '__proto__'])
      incident42()
        .when('14:12', ana, unhelpful(name))
        .refuses(`INC-42 has no step \`${name}\`.`, /triage\.samples/);
    incident42()
      .when('14:12', ana, unhelpful('triage.sample'))
      .refuses(/no step `triage\.sample`/, /triage\.samples/);
  });
});

describe('a step that the runbook lacks', () => {
  it('is written down for its next version, without a word more than was said', () => {
    const asked = incident42()
      .when('14:12', ben, suggest('rollback', ' Ask the provider ', { look: ' their page ', means: ' ' }))
      .decides({
        type: 'step.suggested',
        section: 'rollback',
        title: 'Ask the provider',
        look: 'their page',
      });
    expect(asked.incident.steps).toEqual(incident42().incident.steps);
    incident42()
      .when('14:12', ben, suggest('triage', 'Ask the provider', { look: ' ', means: ' it is theirs ' }))
      .decides({
        type: 'step.suggested',
        section: 'triage',
        title: 'Ask the provider',
        means: 'it is theirs',
      });
    incident42()
      .when('14:12', ben, suggest('triage', 'Ask'))
      .decides({ type: 'step.suggested', section: 'triage', title: 'Ask' });
  });

  it('needs words, and a section of this runbook', () => {
    incident42()
      .when('14:12', ben, suggest('rollback', ' '))
      .refuses('The step has no words.', /step add/);
    incident42()
      .when('14:12', ben, suggest('gone', 'Ask'))
      .refuses('The runbook of INC-42 has no section `gone`.');
  });
});
