/** A report as somebody wrote it into the form. */
export interface Written {
  /** Id of a system, or `other`. */
  system: string;
  /** What it is called, where it is another one. */
  named: string;
  what: string;
  link: string;
  by: string;
}

export type Field = keyof Written;

/** What is wrong with a field, in a sentence. */
export type Faults = Partial<Record<Field, string>>;

/** The choice that stands for a system nobody has listed. */
export const other = 'other';

/** Characters that each field takes. */
export const longest = { named: 120, what: 4000, link: 2000, by: 80 };

/** Reads the form; what is missing is an empty text. */
export function writtenIn(form: URLSearchParams): Written {
  // A browser sends line breaks as two characters, and counts them as one.
  const text = (name: Field) => (form.get(name) ?? '').replaceAll('\r\n', '\n').trim();
  return {
    system: text('system'),
    named: text('named'),
    what: text('what'),
    link: text('link'),
    by: text('by'),
  };
}

/** Judges what was written; a browser without the checks of the form may send anything. */
export function faultsIn(written: Written, systems: string[]): Faults {
  const { system, named, what, link } = written;
  const faults: Faults = {};
  for (const [field, most] of Object.entries(longest) as [keyof typeof longest, number][])
    if (written[field].length > most)
      faults[field] = `This has ${written[field].length} characters; there is room for ${most}.`;
  if (system !== other && !systems.includes(system)) faults.system = 'Choose the system it is about.';
  if (system === other && named === '') faults.named = 'Say what it is called, as you know it.';
  if (what === '') faults.what = 'Say what users told you.';
  if (link !== '' && !isWebAddress(link))
    faults.link = 'Expected an address that begins with https:// or http://.';
  return faults;
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
