import type { Finding } from '../finding.ts';
import type { LibraryFiles, ReadSystem } from '../library-files.ts';
import type { Path } from '../source.ts';

/** Finds links and addresses of traces that lead where nobody should be led, or carry what nobody should read. */
export function unsafeTraces({ systems }: LibraryFiles): Finding[] {
  return systems.flatMap((system) => {
    const { traces } = system.value;
    if (traces === undefined) return [];
    const { samples } = traces;
    return [
      ...faults(system, { path: ['traces', 'url'], url: traces.url }),
      ...(samples?.url ? faults(system, { path: ['traces', 'samples', 'url'], url: samples.url }) : []),
      ...bareSecrets(system),
    ];
  });
}

const secretName =
  /(?:^|[_-])(?:token|secret|password|passwd|api-?_?key|apikey|auth|signature|sig)(?:$|[_-])/i;
const secretVariable = /TOKEN|SECRET|PASSWORD|PASSWD|APIKEY|API_KEY|CREDENTIAL|BASIC/;

function faults({ source }: ReadSystem, { path, url }: { path: Path; url: string }): Finding[] {
  const say = (what: string, expected: string, why: string) =>
    source.at(path, { level: 'error', rule: 'traces-unsafe', what, expected, why });
  const host = /^[a-z]+:\/\/([^/?#]*)/i.exec(url)?.[1] ?? '';
  const names = [...(url.split('?')[1] ?? '').matchAll(/(?:^|&)([^=&]+)=/g)].map((hit) => hit[1] ?? '');
  const variables = [...url.matchAll(/\$\{(\w+)\}/g)].map((hit) => hit[1] ?? '');
  return [
    ...(/^http:/i.test(url) && !isHere(host)
      ? [say('the address is not encrypted', 'https', 'what users wrote would cross the network in the open')]
      : []),
    ...(/[{}@]/.test(host.replace(/\$\{\w+\}/g, ''))
      ? [
          say(
            'the host is not fixed',
            'a host without blanks and without a password',
            'the link could lead anywhere',
          ),
        ]
      : []),
    ...(names.some((name) => secretName.test(name)) || variables.some((name) => secretVariable.test(name))
      ? [
          say(
            'the address carries a secret',
            '`headers`, with the name of a variable',
            'it would stand in every message and in the log',
          ),
        ]
      : []),
  ];
}

function isHere(host: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/i.test(host);
}

function bareSecrets({ value, source }: ReadSystem): Finding[] {
  return Object.entries(value.traces?.samples?.headers ?? {})
    .filter(
      ([name, text]) => /authorization|cookie|token|secret|api-?key/i.test(name) && !/\$\{\w+\}/.test(text),
    )
    .map(([name]) =>
      source.at(['traces', 'samples', 'headers', name], {
        level: 'error',
        rule: 'traces-unsafe',
        what: `the header \`${name}\` carries a secret`,
        expected: `the name of an environment variable, as \`Basic \${LANGFUSE_BASIC}\``,
        why: 'the value would be kept in the incident log',
      }),
    );
}
