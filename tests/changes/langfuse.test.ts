import { describe, expect, it } from 'vitest';
import { parsePromptVersion } from '../../src/changes/langfuse.ts';
import { now } from '../webhooks/running.ts';
import { fixture } from './fixture.ts';

const of = {
  source: 'langfuse',
  name: 'support-bot/system',
  projects: ['cm34proj0001'],
  field: 'prompt.name',
};

const gains = (over: Record<string, unknown> = {}) =>
  parsePromptVersion(fixture('langfuse-version-gains-production', over), now);
const loses = (over: Record<string, unknown> = {}) =>
  parsePromptVersion(fixture('langfuse-version-loses-production', over), now);

describe('a prompt version of Langfuse', () => {
  it('that has a label now is a change of that environment; latest is no environment', () => {
    expect(gains().items).toEqual([
      {
        of,
        environment: 'production',
        id: 'cm34abc700001ab7:production:1739799000870',
        to: '7',
        summary: 'Decline when the sources disagree',
        at: Date.parse('2025-02-17T13:30:00.870Z'),
        restates: true,
      },
      { of, lost: '7', liveIn: ['production'] },
    ]);
  });

  it('that has it no longer only says what was replaced', () => {
    expect(loses().items).toEqual([{ of, lost: '6', liveIn: [] }]);
    expect(loses().passed).toEqual(['version 6 of support-bot/system carries no label that makes it live']);
  });

  it('delivered twice has the same id, and moved again another', () => {
    expect(gains().items[0]).toEqual(gains({ timestamp: '2025-02-17T14:00:00Z' }).items[0]);
    const later = gains({ 'prompt.updatedAt': '2025-02-18T09:00:00Z' }).items[0];
    expect(later).not.toEqual(gains().items[0]);
  });

  it('just made without a label never had one to lose', () => {
    expect(loses({ action: 'created', 'prompt.labels': ['latest'] }).items).toEqual([]);
  });

  it('that is deleted is live nowhere', () => {
    expect(gains({ action: 'deleted' }).items).toEqual([{ of, lost: '7', liveIn: [] }]);
  });

  it('without a word about it is named', () => {
    expect(gains({ 'prompt.commitMessage': null }).items[0]).toMatchObject({
      summary: 'support-bot/system: version 7 carries production',
    });
  });

  it.each(['prompt', 'prompt.name', 'prompt.version'])('is refused by field without %s', (field) => {
    expect(gains({ [field]: undefined }).rejected.map((bad) => bad.field)).toEqual([field]);
  });

  it('is not what another event is', () => {
    expect(parsePromptVersion({ type: 'monitor-alert', payload: {} }, now)).toEqual({
      items: [],
      rejected: [],
      passed: ['monitor-alert is no change of a prompt'],
    });
  });
});
