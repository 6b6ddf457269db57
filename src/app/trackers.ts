import type { Config } from '../config.ts';
import type { Tracker } from '../ports/tracker.ts';
import { githubTracker } from '../trackers/github.ts';
import { jiraTracker } from '../trackers/jira.ts';
import { linearTracker } from '../trackers/linear.ts';

/** The trackers that the settings have tokens for. */
export function trackersOf({ github, jira, linear }: Pick<Config, 'github' | 'jira' | 'linear'>): Tracker[] {
  return [
    ...(github ? [githubTracker({ token: github.key, url: github.url })] : []),
    ...(jira ? [jiraTracker(jira)] : []),
    ...(linear ? [linearTracker({ token: linear.key, url: linear.url })] : []),
  ];
}
