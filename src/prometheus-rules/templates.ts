import type { Unit } from '../domain/signals/reading.ts';

/**
 * Go templates as Prometheus fills them in when an alert fires (prometheus.io, "Template reference"). They have no
 * arithmetic, so a share becomes a percentage by Prometheus' own function.
 */

/** Text that means itself, although somebody may have written `{{` into it. */
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

/** Text that is only there while a query answers; in it `$normal` is the answer. */
export function whenAnswered(query: string, text: string): string {
  return `{{ with query \`${query}\` }}{{ $normal := . | first | value }}${text}{{ end }}`;
}
