import type { Finding } from '../finding.ts';
import type { LibraryFiles, ReadRunbook, ReadSystem } from '../library-files.ts';

/** Finds mistakes within one file that its schema can't express. */
export function insideFiles({ runbooks, systems }: LibraryFiles): Finding[] {
  return [
    ...runbooks.flatMap(repeatedSteps),
    ...systems.flatMap(secretsInActions),
    ...systems.flatMap(secretsInHeaders),
  ];
}

const sections = ['triage', 'rollback', 'communication', 'recovery', 'postmortem'] as const;

function repeatedSteps({ value, source }: ReadRunbook): Finding[] {
  return sections.flatMap((section) => {
    const ids = value[section].steps.map((step, n) => step.id ?? String(n + 1));
    return ids.flatMap((id, n) =>
      ids.indexOf(id) === n
        ? []
        : source.at([section, 'steps', n, 'id'], {
            level: 'error',
            rule: 'id-twice',
            what: `\`${id}\` is the id of another step of this section`,
            expected: 'an id of its own',
            why: 'a click on the one would tick the other',
          }),
    );
  });
}

const secretHeader = /authorization|cookie|token|secret|api-?key/i;
const secretVariable = /TOKEN|SECRET|PASSWORD|PASSWD|APIKEY|API_KEY|CREDENTIAL/;

/** Finds secrets outside `secret`, because headers and addresses are written to the log of the incident. */
function secretsInActions({ value, source }: ReadSystem): Finding[] {
  return Object.entries(value.parts).flatMap(([part, calls]) =>
    (['action', 'current'] as const).flatMap((call) => {
      const { url, headers } = calls[call] ?? { url: '', headers: {} };
      const bare = Object.keys(headers).filter((name) => secretHeader.test(name));
      const inUrl = secretVariable.test([...url.matchAll(/\$\{(\w+)\}/g)].map((hit) => hit[1]).join(' '));
      return [
        ...bare.map((name) =>
          source.at(['parts', part, call, 'headers', name], {
            ...exposed,
            what: `the header \`${name}\` carries a secret`,
          }),
        ),
        ...(inUrl
          ? [
              source.at(['parts', part, call, 'url'], {
                ...exposed,
                what: 'the address is filled with a secret',
              }),
            ]
          : []),
      ];
    }),
  );
}

/** A header that carries a secret names it; any other value may stand there as it is. */
function secretsInHeaders({ value, source }: ReadSystem): Finding[] {
  return Object.entries(value.signalHeaders ?? {})
    .filter(([name, text]) => secretHeader.test(name) && !/\$\{[A-Z][A-Z0-9_]*\}/.test(text))
    .map(([name]) =>
      source.at(['signalHeaders', name], {
        ...exposed,
        what: `the header \`${name}\` carries a secret`,
        expected: `the name of an environment variable, as \`\${PROMETHEUS_TOKEN}\``,
      }),
    );
}

const exposed = {
  level: 'error' as const,
  rule: 'secret-in-action' as const,
  expected: '`secret: { env: NAME }`',
  why: 'the value would be kept in the incident log',
};
