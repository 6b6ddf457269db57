import { isObject, jsonIn } from '../../http/json.ts';

/** A file of an export, read as JSON. */
export interface ExportFile {
  name: string;
  json: unknown;
}

/** @returns undefined when the text is not JSON */
export function jsonFile(name: string, text: string): ExportFile | undefined {
  const json = jsonIn(text);
  return json === undefined ? undefined : { name, json };
}

/** One thing in an export. */
export interface Item {
  file: string;
  value: Record<string, unknown>;
}

/** Names under which APIs put what was asked for. */
const wrappers = ['data', 'values', 'results'];

/** The things in an export's files: one, a list, or either below a page of an API's answer. */
export function itemsIn({ name, json }: ExportFile): Item[] {
  if (Array.isArray(json)) return json.flatMap((one) => itemsIn({ name, json: one }));
  if (!isObject(json)) return [];
  const wrapper = wrappers.find((key) => key in json && (Array.isArray(json[key]) || isObject(json[key])));
  return wrapper === undefined ? [{ file: name, value: json }] : itemsIn({ name, json: json[wrapper] });
}

/** Sentences on the files that are one page of several. */
export function pagesMissing(files: readonly ExportFile[]): string[] {
  return files.filter(hasMore).map(({ name }) => `${name} is one page of several: the others were not given`);
}

/** True where an API's answer says that there are more pages than the one in the file. */
function hasMore({ json }: ExportFile): boolean {
  if (!isObject(json)) return false;
  const { next, paging, links } = json;
  const further = [
    next,
    isObject(paging) ? paging.next : undefined,
    isObject(links) ? links.next : undefined,
  ];
  return further.some((one) => typeof one === 'string' && one !== '');
}
