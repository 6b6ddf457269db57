import { type Document, isNode, isScalar, parseDocument, visit, type YAMLError } from 'yaml';
import { plainOffset, readPlain } from '../yaml/plain.ts';
import type { Finding } from './finding.ts';
import { tooDeep } from './nesting.ts';
import { documentOffset, type Source, sourceOf } from './source.ts';

/** Aliases a file may expand to; real files use none or a few. */
const maxAliases = 50;

const notYaml = { level: 'error' as const, rule: 'yaml-syntax' as const };

/** Explanations for the parser's error codes that are clearer than its messages. */
const explained: Record<string, { what: string; expected: string; fix?: string }> = {
  TAB_AS_INDENT: {
    what: 'this line is indented with a tab',
    expected: 'spaces',
    fix: 'replace the tab by two spaces for each level',
  },
  BLOCK_AS_IMPLICIT_KEY: {
    what: 'a second `: ` on one line',
    expected: 'one field on a line',
    fix: 'put the text in quotes, or begin it with `>-` on a line of its own',
  },
  MULTIPLE_DOCS: { what: 'a second document begins here', expected: 'one document in a file' },
};

/**
 * Reads the data of a text, or says what is wrong with it as YAML: nesting, syntax, duplicate keys, unknown tags, and
 * aliases that would expand to more than a file can contain. Never throws. Simple texts take a faster way, see
 * yaml/plain.ts.
 */
export function readYaml(
  file: string,
  text: string,
): { source: Source; data?: unknown; findings: Finding[] } {
  const plain = readPlain(text);
  if (plain !== undefined)
    return { source: sourceOf(file, text, () => plainOffset(text)), data: plain.data, findings: [] };
  const bare = sourceOf(file, text);
  const deep = tooDeep(text);
  if (deep !== undefined) {
    const fault = {
      ...notYaml,
      what: deep.what,
      expected: 'a few levels, in pieces of less than 20,000 characters',
    };
    return { source: bare, findings: [bare.atOffset(deep.offset, fault)] };
  }
  try {
    return readDocument(file, text);
  } catch (error) {
    const what = `not readable as YAML: ${error instanceof Error ? error.message : String(error)}`;
    return { source: bare, findings: [bare.atOffset(0, { ...notYaml, what, expected: 'valid YAML' })] };
  }
}

function readDocument(file: string, text: string): ReturnType<typeof readYaml> {
  // The library's own check compares each key with all others; `faultyKeys` takes linear time.
  const document = parseDocument(text, { prettyErrors: false, uniqueKeys: false, logLevel: 'error' });
  const source = sourceOf(file, text, () => (path, on) => documentOffset(document, path, on));
  const findings = [
    ...document.errors.map((error) => syntaxFinding(source, document, error)),
    ...document.warnings.map((warning) =>
      source.atOffset(warning.pos[0], {
        ...notYaml,
        what: warning.message,
        expected: 'plain YAML without tags',
      }),
    ),
    ...faultyKeys(source, document),
  ];
  if (findings.length > 0) return { source, findings };
  try {
    return { source, data: document.toJS({ maxAliasCount: maxAliases }), findings };
  } catch (error) {
    return { source, findings: [unfoldable(source, error)] };
  }
}

function unfoldable(source: Source, error: unknown): Finding {
  return source.atOffset(0, {
    ...notYaml,
    what: `the file can't be unfolded: ${error instanceof Error ? error.message : String(error)}`,
    expected: `at most ${maxAliases} aliases, none of them within itself`,
    fix: 'write the repeated parts out',
  });
}

const notText = {
  level: 'error' as const,
  rule: 'yaml-key' as const,
  what: 'this name is not plain text',
  expected: 'a field name',
};

function syntaxFinding(source: Source, document: Document, error: YAMLError): Finding {
  if (error.code === 'MISSING_CHAR' && error.message.includes('quote')) {
    const what = 'this quote is never closed';
    return source.atOffset(lastQuote(document) ?? error.pos[0], {
      ...notYaml,
      what,
      expected: 'a closing quote',
    });
  }
  const known = explained[error.code] ?? { what: `not valid YAML: ${error.message}`, expected: 'valid YAML' };
  return source.atOffset(error.pos[0], { ...notYaml, ...known });
}

/**
 * The offset of a quote left open. It takes in the rest of the file, so it is the last one; the parser points at the
 * end instead.
 */
function lastQuote(document: Document): number | undefined {
  let offset: number | undefined;
  visit(document, {
    Scalar(_, { type, range }) {
      if (type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE') offset = range?.[0];
    },
  });
  return offset;
}

function faultyKeys(source: Source, document: Document): Finding[] {
  const findings: Finding[] = [];
  visit(document, {
    Map(_, map) {
      const seen = new Set<string>();
      for (const { key } of map.items) {
        if (!isScalar(key)) {
          findings.push(source.atOffset(isNode(key) ? (key.range?.[0] ?? 0) : 0, notText));
          continue;
        }
        const word = String(key.value);
        if (seen.has(word)) {
          findings.push(
            source.atOffset(key.range?.[0] ?? 0, {
              level: 'error',
              rule: 'yaml-key',
              what: `\`${word}\` is given twice`,
              expected: 'each field once',
              why: 'only one of the two would count, and readers differ in which',
            }),
          );
        }
        seen.add(word);
      }
    },
  });
  return findings;
}
