import type { Finding } from '../library/finding.ts';
import { type FoundFile, yamlFiles } from '../library/folder.ts';
import type { LibraryFiles, ReadSystem } from '../library/library-files.ts';
import { type AnyShape, parseAs } from '../library/parse.ts';
import { jsonSchemaOf, textOf } from '../library/schema.ts';
import type { Source } from '../library/source.ts';
import { type Fault, peopleFaults, type Scenario, scenarioFile, workspaceFile } from '../sandbox/files.ts';
import { systemFaults } from './scenario-system.ts';

const folder = 'scenarios';
const workspacePath = `${folder}/workspace.yaml`;

/** The published JSON Schemas of the sandbox's files, by the kind of file. */
export const sandboxSchemas: Record<string, () => string> = {
  scenario: () => textOf('scenario', jsonSchemaOf(scenarioFile)),
  workspace: () => textOf('workspace', jsonSchemaOf(workspaceFile)),
};

/**
 * What is wrong with the scenarios of a runbooks folder, each file by itself, then against the workspace and the system it
 * happens to. A folder without scenarios has none.
 * @param files the library's files; without them the systems are not looked at
 */
export function scenarioFindings(dir: string, files?: LibraryFiles): Finding[] {
  const found = yamlFiles(dir, folder, 0);
  if (found.length === 0) return [];
  const workspace = found.find(({ file }) => file === workspacePath);
  const people = workspace && read(workspaceFile, workspace);
  const scenarios = found
    .filter(({ file }) => file !== workspacePath)
    .map((one) => ({ file: one.file, ...read(scenarioFile, one) }));
  const names = scenarios.flatMap(({ value }) => (value ? [value.name] : []));
  return [
    ...(people?.findings ?? [{ ...noWorkspace }]),
    ...(people?.value ? openingFinding(people.source, people.value.scenario, names) : []),
    ...scenarios.flatMap(({ file, value, source, findings }) => [
      ...findings,
      ...(value
        ? [
            ...nameFaults(file, value).map((fault) => placed(source, fault, value)),
            ...(people?.value ? peopleFaults(value, people.value.people) : []).map((fault) =>
              placed(source, fault, value),
            ),
            ...(files ? againstSystem(value, files.systems) : []).map((fault) =>
              placed(source, fault, value),
            ),
          ]
        : []),
    ]),
  ];
}

function read<S extends AnyShape>(shape: S, { file, bytes }: FoundFile) {
  return parseAs({ shape, published: () => jsonSchemaOf(shape) }, file, bytes);
}

function againstSystem(scenario: Scenario, systems: ReadSystem[]): Fault[] {
  const system = systems.find(({ id }) => id === scenario.system);
  const known = systems.map(({ id }) => id).join(', ');
  return system
    ? systemFaults(scenario, system)
    : [{ path: ['system'], expected: `a system of systems/: ${known}` }];
}

function nameFaults(file: string, { name }: Scenario): Fault[] {
  const own = file.slice(folder.length + 1).replace(/\.ya?ml$/, '');
  return name === own ? [] : [{ path: ['name'], expected: `${own}, as the file is called` }];
}

function openingFinding(source: Source, scenario: string | undefined, names: string[]): Finding[] {
  if (scenario === undefined || names.includes(scenario)) return [];
  return [placed(source, { path: ['scenario'], expected: `one of ${names.join(', ')}` }, { scenario })];
}

/** The finding of a fault: what stands there, and what was expected. */
function placed(source: Source, { path, expected }: Fault, value: unknown): Finding {
  const field = path.join('.');
  const there = path.reduce<unknown>(
    (inner, word) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, word) : undefined),
    value,
  );
  const what = typeof there === 'string' ? `\`${field}\` is "${there}"` : `\`${field}\` does not fit`;
  return source.at(path, { level: 'error', rule: 'name-unknown', what, expected });
}

const noWorkspace: Finding = {
  level: 'error',
  rule: 'file-place',
  file: workspacePath,
  line: 1,
  column: 1,
  path: '',
  what: 'the file is missing',
  expected: 'the people and channels the scenarios are played with',
};
