/** The files of the sandbox for whoever checks them: their shapes, and what a scenario and others say of each other. */
export { workspaceFile } from './workspace.ts';
export { scenarioFile } from './world/scenario.ts';
export { type Fault, peopleFaults, versionsOf } from './world/scenario-faults.ts';
export type { Scenario } from './world/scenario-file.ts';
