import type { Field, Modal, Node } from '../../domain/chat/card.ts';
import { type ExampleSet, exampleSets } from '../../domain/incident/events.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { count } from '../../domain/plain.ts';
import { completeness } from '../../domain/response/evidence.ts';
import { kindWords, natureOf } from '../../domain/response/evidence-nature.ts';
import { fileLines, type SharedFile, withoutFiles } from '../../domain/response/shared-file.ts';
import { promptIn } from '../evidence/prompt-in.ts';
import { evidenceText, fileTitle } from '../evidence/with-files.ts';
import { formAbout } from './controls.ts';
import { optionsOf } from './modal-options.ts';
import { clip } from './spans.ts';

/** Characters a field of a form takes. */
const longest = 3000;

/** @param message what was pointed at, when evidence is saved from a message */
export function evidenceModal(
  incident: Opened,
  message?: { ref: string; text: string; author: string; files?: SharedFile[] },
): Modal {
  const files = message?.files ?? [];
  const text = message && evidenceText(message.text, files, longest);
  const content: Field = {
    id: 'content',
    label: 'Content',
    kind: 'paragraph',
    maxLength: longest,
    hint: 'The thing itself: a link or a number from memory is kept, but preserves nothing.',
  };
  return {
    ...formAbout('evidence', { incident: incident.number, message: message?.ref }),
    title: 'Save evidence',
    submit: 'Save',
    intro: [
      ...(files.length > 0 ? [{ type: 'text', spans: [fileNote(files, incident)] } satisfies Node] : []),
      small('Kept in the log with its hash. Leave out personal data and secrets.'),
      ...missingNodes(incident),
    ],
    fields: [
      itemField(incident, text),
      {
        id: 'title',
        label: 'Title',
        kind: 'line',
        maxLength: 120,
        ...(message ? { initial: titleFor(message) } : {}),
      },
      text === undefined ? content : { ...content, initial: text },
    ],
  };
}

function titleFor({
  author,
  text,
  files = [],
}: {
  author: string;
  text: string;
  files?: SharedFile[];
}): string {
  const by = clip(author, 40);
  return files.length > 0 && text.trim() === '' ? `${fileTitle(files)}, by ${by}` : `Message by ${by}`;
}

/** Said before it is saved, because a link looks like the thing. */
function fileNote(files: SharedFile[], { plan }: Opened): string {
  const chat = files[0]?.chat ?? 'the chat';
  const { linked } = withoutFiles(fileLines(files));
  const answers = linked && plan.evidence.some(({ kind }) => kind === 'reference');
  const which = answers
    ? 'answers only an item that asks for ids or links'
    : 'answers no item of the runbook';
  return files.length === 1
    ? `airb keeps the name of the file${linked ? ' and a link to it' : ''}. The file itself stays in ${chat}, and a pointer ${which}: paste below what matters of it.`
    : `airb keeps the names of the files${linked ? ' and links to them' : ''}. The files themselves stay in ${chat}, and a pointer ${which}: paste below what matters of them.`;
}

/**
 * The missing item that a text is likely to answer: the one whose kind it is, else the first that it may be.
 * @param text what was pointed at; undefined where it is still to be written
 */
function likelyItem(incident: Opened, text?: string): { id: string; alone: boolean } | undefined {
  const fits = completeness(incident).missing.filter(
    ({ kind }) => text === undefined || natureOf(text, kind) === 'content',
  );
  const special = text === undefined ? [] : fits.filter(({ kind }) => kind !== undefined && kind !== 'text');
  const [first] = special.length === 1 ? special : fits;
  return first && { id: first.id, alone: special.length === 1 || fits.length === 1 };
}

/** What is missing stands first and says so. */
function itemField(incident: Opened, text?: string): Field {
  const missing = new Set(completeness(incident).missing.map(({ id }) => id));
  const likely = likelyItem(incident, text);
  const items = incident.plan.evidence
    .slice(0, 99)
    .map(({ id, title, kind }) => ({ id, title, kind, isMissing: missing.has(id) }))
    .sort((a, b) => Number(b.isMissing) - Number(a.isMissing));
  const options = optionsOf([
    ...items.map(({ id, title, isMissing }) => ({
      id,
      title: `${isMissing ? 'Missing' : 'Saved'}: ${title}`,
    })),
    { id: 'other', title: 'None of these' },
  ]).map((option) => {
    const kind = items.find(({ id }) => id === option.value)?.kind;
    return kind === undefined || kind === 'text'
      ? option
      : { ...option, description: clip(`Asks for ${kindWords[kind]}`, 75) };
  });
  return {
    id: 'item',
    label: 'Answers which item of the runbook?',
    kind: 'choice',
    options,
    initial: items.some(({ id }) => id === likely?.id) ? (likely?.id ?? 'other') : 'other',
    ...(likely &&
      !likely.alone && { hint: 'The first one that is missing: choose another where it answers that.' }),
  };
}

function missingNodes(incident: Opened): Node[] {
  const { missing } = completeness(incident);
  if (missing.length === 0) return [];
  return [small(`${count(missing.length, 'item')} of the runbook’s evidence still missing.`)];
}

const setWords: Record<ExampleSet, [label: string, description: string]> = {
  blocking: ['Blocking', 'a release that fails it does not go out'],
  monitoring: ['Monitoring', 'watched from release to release, stops nothing'],
  backlog: ['Backlog', 'for later: not clear yet, or rare'],
};

/**
 * The form that sorts a failed example.
 * @param content the whole of the evidence
 */
export function exampleModal(
  incident: Opened,
  { place, content, chosen }: { place: number; content: string; chosen?: ExampleSet | undefined },
): Modal | undefined {
  const from = incident.evidence[place - 1];
  if (from === undefined) return undefined;
  const before = incident.examples.findLast(({ source }) => source === from.id);
  const known = from.nature === undefined ? promptIn(content) : { input: '' };
  const fits = known.input.length <= longest;
  const input = before?.input ?? (fits ? known.input : '');
  const output = before?.output ?? (known.output ?? '').slice(0, longest);
  const set = chosen ?? before?.set;
  return {
    ...formAbout('example', { incident: incident.number, place }),
    title: 'Failed example',
    submit: 'Sort',
    intro: [
      { type: 'text', spans: [clip(from.title, 150)] },
      small('Goes to the eval set without secrets and personal data, by “airb examples export”.'),
    ],
    fields: [
      {
        id: 'set',
        label: 'Where does it belong?',
        kind: 'choice',
        options: exampleSets.map((value) => {
          const [label, description] = setWords[value];
          return { value, label, description };
        }),
        ...(set && { initial: set }),
      },
      {
        id: 'input',
        label: 'What went in',
        kind: 'paragraph',
        maxLength: longest,
        optional: from.nature === undefined,
        ...(fits ? {} : { hint: 'Left empty, the whole evidence is the input.' }),
        ...(input !== '' && { initial: input }),
      },
      {
        id: 'output',
        label: 'What came out',
        kind: 'paragraph',
        maxLength: longest,
        optional: true,
        ...(output !== '' && { initial: output }),
      },
      {
        id: 'expected',
        label: 'What does a good answer do?',
        kind: 'paragraph',
        placeholder: 'explains where the invoice is',
        maxLength: 1000,
        ...(before && { initial: before.expected }),
      },
      {
        id: 'reason',
        label: 'Why there?',
        kind: 'paragraph',
        placeholder: 'paid customers ask this every day',
        maxLength: 1000,
        ...(before && { initial: before.reason }),
      },
    ],
  };
}

function small(words: string): Node {
  return { type: 'context', spans: [words] };
}
