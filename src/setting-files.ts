import { readFileSync } from 'node:fs';
import { ConfigError } from './errors.ts';

type Environment = Record<string, string | undefined>;

/**
 * The environment with what stands in files: `SLACK_BOT_TOKEN_FILE=/run/secrets/slack` is the setting `SLACK_BOT_TOKEN` with what that
 * file holds. An environment shows in `docker inspect` and in /proc; a file that an orchestrator mounts does not.
 * @param names of the settings; other names that end so are other programs'
 * @throws ConfigError for a file that can't be read or is empty, and for a setting that is given both ways
 */
export function withFiles(env: Environment, names: readonly string[]): Environment {
  const read = names.flatMap((name) => {
    const path = env[`${name}_FILE`];
    return path ? [[name, settingFrom(name, path, env[name])] as const] : [];
  });
  return read.length === 0 ? env : { ...env, ...Object.fromEntries(read) };
}

function settingFrom(name: string, path: string, beside: string | undefined): string {
  if (beside)
    throw new ConfigError(
      `${name}_FILE: ${name} is set as well`,
      'Keep one of the two, so that it is plain which holds.',
    );
  const value = textOf(name, path).replace(/\r?\n$/, '');
  if (value === '')
    throw new ConfigError(`${name}_FILE: ${path} is empty`, `Expected the value of ${name} in it.`);
  return value;
}

function textOf(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code = 'unreadable' } = error as NodeJS.ErrnoException;
    throw new ConfigError(
      `${name}_FILE: ${path} can't be read (${code})`,
      `Expected a file with the value of ${name} that airb may read.`,
    );
  }
}
