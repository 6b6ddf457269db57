import { describe, expect, it } from 'vitest';
import { parseDeployment } from '../../src/changes/github.ts';
import { now } from '../webhooks/running.ts';
import { fixture } from './fixture.ts';

const succeeded = (over: Record<string, unknown> = {}) =>
  parseDeployment(fixture('github-deployment-succeeded', over), now);

describe('a deployment that GitHub tells of', () => {
  it('is a change when it succeeded: what, where, by whom and when', () => {
    expect(succeeded()).toEqual({
      items: [
        {
          of: { source: 'github', name: 'Example/Support-Bot', projects: [], field: 'repository.full_name' },
          environment: 'production',
          id: '145988746',
          to: 'api-v18',
          summary: 'Example/Support-Bot api-v18 deployed to production',
          by: 'release-bot[bot]',
          at: Date.parse('2025-02-17T13:30:55Z'),
          link: 'https://github.com/example/support-bot/actions/runs/7001/job/19',
        },
      ],
      rejected: [],
    });
  });

  it.each(['in_progress', 'queued', 'pending', 'failure', 'error', 'inactive'])(
    'is none while or because it is %s',
    (state) => {
      const { items, rejected, passed } = succeeded({ 'deployment_status.state': state });
      expect([items, rejected]).toEqual([[], []]);
      expect(passed?.[0]).toContain(`is ${state}, and only success is a change`);
    },
  );

  it('is one change, however often its status is told', () => {
    const again = succeeded({
      'deployment_status.id': 5,
      'deployment_status.created_at': '2025-02-17T13:40:00Z',
    });
    expect(again.items[0]?.id).toBe(succeeded().items[0]?.id);
  });

  it.each([
    ['api-v18', 'api-v18'],
    ['refs/tags/v2.1.0', 'v2.1.0'],
    ['main', 'f95f852'],
    ['release/2025', 'f95f852'],
    ['f95f852bd8fca8fcc58a9a2d6c842781e32a215e', 'f95f852'],
  ])('of %s brings version %s: a branch is no version', (ref, version) => {
    expect(succeeded({ 'deployment.ref': ref }).items[0]?.to).toBe(version);
  });

  it('is said in the words of its sender where there are some', () => {
    expect(succeeded({ 'deployment.description': 'Shorter\u202e answers' }).items[0]?.summary).toBe(
      'Shorter answers',
    );
  });

  it('without a time is of now', () => {
    expect(succeeded({ 'deployment_status.created_at': undefined }).items[0]?.at).toBe(now);
  });
});

describe('what else GitHub sends', () => {
  it.each([
    ['a ping', fixture('github-ping')],
    [
      'the beginning of a deployment',
      fixture('github-deployment-succeeded', { deployment_status: undefined }),
    ],
    ['a push', { ref: 'refs/heads/main', repository: { full_name: 'example/support-bot' } }],
  ])('is passed over and said so: %s', (_, body) => {
    expect(parseDeployment(body, now)).toEqual({ items: [], rejected: [], passed: [expect.any(String)] });
  });

  it.each([
    ['repository.full_name', 'repository.full_name'],
    ['deployment.id', 'deployment.id'],
  ])('is refused by field without %s', (path, field) => {
    expect(succeeded({ [path]: undefined }).rejected.map((bad) => bad.field)).toEqual([field]);
  });

  it.each([null, [], 'x', 5])('is refused when it is %j', (odd) => {
    expect(parseDeployment(odd, now).items).toEqual([]);
  });
});
