/** Where work is tracked besides here. */
export const trackerNames = ['github', 'jira', 'linear'] as const;
export type TrackerName = (typeof trackerNames)[number];

/** The place in a tracker where action items become issues. */
export interface TrackerSpec {
  name: TrackerName;
  /** `owner/repository` of GitHub, key of a project of Jira, key of a team of Linear. */
  project: string;
  labels?: string[];
  /** Opens each item by itself; without it, people ask for it. */
  always?: boolean;
}
