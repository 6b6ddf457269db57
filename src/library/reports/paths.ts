import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

/**
 * The path of a finding's file from the root of the repository, as pull requests name files. Outside a repository it is
 * relative to the present folder.
 * @param dir the runbooks folder, as given
 */
export function pathsFromRoot(dir: string): (file: string) => string {
  const root = repositoryAround(resolve(dir)) ?? process.cwd();
  return (file) => relative(root, resolve(dir, file)).split(sep).join('/') || '.';
}

function repositoryAround(folder: string): string | undefined {
  if (existsSync(join(folder, '.git'))) return folder;
  const above = dirname(folder);
  return above === folder ? undefined : repositoryAround(above);
}
