import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NewIssue, Tracker } from '../../src/ports/tracker.ts';
import { type Endpoint, endpoint, failureOf, nobody } from '../support/endpoint.ts';
import { lies } from '../support/lies.ts';

export const token = 'tok-3141592653589793';

/** What a tracker is played by: it keeps issues as its vendor documents it. */
export interface PlayedTracker {
  answer: Endpoint['answer'];
  /** Closes, declines or opens again what it has under this key. */
  put(key: string, state: 'open' | 'done' | 'undone'): void;
  /** Deletes what it has under this key. */
  remove(key: string): void;
  issues: { title: string; body: string }[];
}

export interface TrackerUnderTest {
  name: string;
  project: string;
  make(url: string, timeoutMs: number): Tracker;
  play(): PlayedTracker;
}

/** What every tracker must do, against a server that answers as its documentation says. */
export function trackerContract({ name, project, make, play }: TrackerUnderTest): void {
  const issue: NewIssue = {
    project,
    title: 'INC-42: alert per customer',
    body: 'Alert per customer.\n\nairb keeps both together. airb-inc42-item1-x1',
    marker: 'airb-inc42-item1-x1',
    labels: ['incident'],
    doubt: false,
  };

  describe(`${name}, as any tracker`, () => {
    let server: Endpoint;
    let played: PlayedTracker;
    beforeEach(async () => {
      server = await endpoint();
      played = play();
      server.answer = played.answer;
    });
    afterEach(() => server.close());
    const tracker = (timeoutMs = 5000) => make(server.url, timeoutMs);

    it('opens an issue with its words and its marker, and says where it is', async () => {
      const { key, link } = await tracker().open(issue);
      expect(key).not.toBe('');
      expect(link).toMatch(/^https?:\/\//);
      expect(played.issues).toEqual([
        { title: issue.title, body: expect.stringContaining('Alert per customer.') },
      ]);
    });

    it('finds what an attempt without an answer has opened, and opens it once', async () => {
      const first = await tracker().open(issue);
      expect(await tracker().open({ ...issue, doubt: true })).toEqual(first);
      expect(played.issues).toHaveLength(1);
      await tracker().open({
        ...issue,
        marker: 'airb-inc42-item2-x1',
        doubt: true,
        body: 'airb-inc42-item2-x1',
      });
      expect(played.issues).toHaveLength(2);
    });

    it('sees an issue closed as done, closed without, and opened again', async () => {
      const { key } = await tracker().open(issue);
      const look = () => tracker().look({ project, key });
      expect(await look()).toEqual({ state: 'open' });
      played.put(key, 'done');
      expect(await look()).toEqual({ state: 'closed' });
      played.put(key, 'undone');
      expect(await look()).toEqual({ state: 'closed', unplanned: true });
      played.put(key, 'open');
      expect(await look()).toEqual({ state: 'open' });
    });

    it('says of an issue that was deleted that it is gone, and of one it was not shown only why', async () => {
      const { key } = await tracker().open(issue);
      played.remove(key);
      const look = () => failureOf(tracker().look({ project, key }));
      expect(await look()).toMatchObject({ gone: true, retry: false });
      server.answer = (response) => response.writeHead(401).end('{"message":"no"}');
      expect(await look()).toMatchObject({ gone: false });
    });

    it('says whether it answers for the project', async () => {
      await expect(tracker().check(project)).resolves.toBeUndefined();
      server.answer = (response) => response.writeHead(401).end(`{"message":"bad ${token}"}`);
      const error = await failureOf(tracker().check(project));
      expect(error).toMatchObject({ retry: false });
      expect(String(error)).toMatch(/401.*Look at AIRB_/);
      expect(String(error)).not.toContain(token);
    });

    it.each([401, 403, 404, 422])('does not repeat at once what is refused with %i', async (status) => {
      server.answer = (response) => response.writeHead(status).end('{"message":"no"}');
      expect(await failureOf(tracker().open(issue))).toMatchObject({ retry: false, throttled: false });
    });

    it('is in doubt after 500, half an answer and no answer, and slow when it is asked to', async () => {
      server.answer = (response) => response.writeHead(429, { 'retry-after': '120' }).end();
      expect(await failureOf(tracker().open(issue))).toMatchObject({ throttled: true, afterMs: 120_000 });
      server.answer = (response) => response.writeHead(500).end();
      expect(await failureOf(tracker().open({ ...issue, doubt: false }))).toMatchObject({ retry: true });
      server.answer = () => undefined;
      expect(await failureOf(tracker(50).open(issue))).toMatchObject({ retry: true });
      expect(await failureOf(make(await nobody(), 500).open(issue))).toMatchObject({ retry: true });
    });

    it.each(Object.keys(lies))('takes %s for no issue', async (lie) => {
      server.answer = (response) => void lies[lie]?.(response);
      const error = await failureOf(tracker().open(issue));
      expect(error).toHaveProperty('code');
      expect(await failureOf(tracker().look({ project, key: '#1' }))).toHaveProperty('code');
    });
  });
}
