import type { Unit } from '../domain/signals/reading.ts';

/**
 * Go templates, which Prometheus fills in when an alert fires (prometheus.io, "Template reference"). They can't
 * calculate, so a function of Prometheus turns a share into a percentage.
 */

/** Literal text, even when somebody wrote `{{` in it. */
export function plain(text: string): string {
  return text.replaceAll('{{', '{{"{{"}}');
}

/** A number for people, as `show` writes it: `19 %`, `1.8 s`, `$0.011`. */
export function shown(value: string, unit: Unit): string {
  switch (unit) {
    case 'ratio':
      return `{{ ${value} | humanizePercentage | reReplaceAll "%" " %" }}`;
    case 'seconds':
      return `${digits(value)} s`;
    case 'usd':
      return `$${digits(value)}`;
    case 'tokens':
      return `${digits(value)} tokens`;
    case 'per_second':
      return `${digits(value)}/s`;
    case 'count':
      return digits(value);
    default:
      return unit satisfies never;
  }
}

function digits(value: string): string {
  return `{{ if ge ${value} 10.0 }}{{ printf "%.0f" ${value} }}{{ else }}{{ printf "%.2g" ${value} }}{{ end }}`;
}

/**
 * Text that appears only when a query answers; inside it `$normal` is the answer.
 * @param by the label of the alert whose value the series must have
 */
export function whenAnswered(query: string, text: string, by?: string): string {
  return `{{ with ${asked(query, by)} }}{{ $normal := . | first | value }}${text}{{ end }}`;
}

function asked(query: string, by: string | undefined): string {
  if (by === undefined) return `query \`${query}\``;
  const form = query.replaceAll('%', '%%').replace(/\}$/, `,${by}=%q}`);
  return `printf \`${form}\` $labels.${by} | query`;
}
