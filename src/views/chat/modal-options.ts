import { severities } from '../../domain/people.ts';
import { severityWord } from './naming.ts';
import { clip } from './spans.ts';

/** Choices of a field; platforms take 100 at most, and 75 characters a label. */
export function optionsOf(items: { id: string; title: string }[]): { value: string; label: string }[] {
  return items.slice(0, 100).map(({ id, title }) => ({ value: id, label: clip(title, 75) }));
}

/**
 * The choice of a severity.
 * @param meaning what makes it which, by severity
 */
export function severityOptions(meaning: Record<string, string>) {
  return severities.map((severity) => ({
    value: severity,
    label: severityWord(severity),
    description: clip(meaning[severity] ?? '', 75),
  }));
}
