import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { getLanguageService } from 'yaml-language-server';
import { catalogFileName, catalogText, exampleBase } from '../../src/library/catalog.ts';
import { fileKinds, schemaId } from '../../src/library/schema.ts';

/** The language server of VS Code's YAML extension; what it asks for beside the files of this repository is an error. */
const server = getLanguageService({
  schemaRequestService: async (uri) => readFileSync(new URL(uri), 'utf8'),
  workspaceContext: { resolveRelativePath: (path, of) => new URL(path, of).href },
});
server.configure({ validate: true, hover: true, completion: true, yamlVersion: '1.2', schemas: [] });

let version = 0;

/** A file of the samples as somebody edits it: `from` is replaced. */
function edited(file: string, from: string, to: string) {
  const text = readFileSync(file, 'utf8');
  expect(text).toContain(from);
  const document = TextDocument.create(
    pathToFileURL(resolve(file)).href,
    'yaml',
    ++version,
    text.replace(from, to),
  );
  const at = (words: string) => document.positionAt(document.getText().indexOf(words) + words.length);
  return { document, at };
}

it.each([
  {
    file: 'runbooks/library/cost/cost-spike.yaml',
    typing: ['\ntriage:', '\nfail\ntriage:'],
    offers: 'failure',
    over: 'owner',
    says: 'onCall',
    wrong: ['owner: technicalOwner', 'owner: nobody'],
    flagged: 'nobody',
  },
  {
    file: 'runbooks/systems/support-bot.yaml',
    typing: ['\nonCall:', '\nsignalH\nonCall:'],
    offers: 'signalHeaders',
    over: 'riskTier',
    says: 'How much harm',
    wrong: ['riskTier: medium', 'riskTier: enormous'],
    flagged: 'enormous',
  },
  {
    file: 'runbooks/organization.yaml',
    typing: ['\ncommanders:', '\npolic\ncommanders:'],
    offers: 'policies',
    over: 'commanders',
    says: 'Default commanders',
    wrong: ['\nmembers: respond', '\nmembers: rule'],
    flagged: 'rule',
  },
])('an editor completes, explains and checks $file', async ({ file, offers, ...told }) => {
  const whole = edited(file, '', '');
  expect(await server.doValidation(whole.document, false)).toEqual([]);

  const [before = '', typed = ''] = told.typing;
  const typing = edited(file, before, typed);
  const word = typed.split('\n')[1] ?? '';
  const { items } = await server.doComplete(typing.document, typing.at(`\n${word}`), false);
  expect(items.map(({ label }) => label)).toContain(offers);

  const hover = await server.doHover(whole.document, whole.at(`\n${told.over}`));
  expect(JSON.stringify(hover?.contents)).toContain(told.says);

  const [right = '', wrong = ''] = told.wrong;
  const faulty = edited(file, right, wrong);
  const faults = await server.doValidation(faulty.document, false);
  expect(faults.map(({ range }) => faulty.document.getText(range))).toEqual([told.flagged]);
});

it('the catalog for editors is as committed, and each schema has a name that stays', () => {
  const committed = readFileSync(`runbooks/schema/${catalogFileName}`, 'utf8');
  expect(committed, 'run `airb runbooks schema --out runbooks/schema`').toBe(catalogText(exampleBase));
  const { schemas } = JSON.parse(catalogText('https://docs.example.org/airb/')) as {
    schemas: { url: string; fileMatch: string[] }[];
  };
  expect(schemas.map(({ url }) => url)).toEqual(
    fileKinds.map((kind) => `https://docs.example.org/airb/${kind}.v1.json`),
  );
  for (const kind of fileKinds)
    expect(JSON.parse(readFileSync(`runbooks/schema/${kind}.v1.json`, 'utf8'))).toMatchObject({
      $id: schemaId(kind),
    });
});
