import { InvalidArgumentError } from 'commander';

/** The value of `--app-id`. */
export function applicationId(text: string): string {
  if (/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError('Expected the application (client) id: 8-4-4-4-12 hexadecimal digits.');
}

/** The value of `--app-version`. */
export function appVersion(text: string): string {
  if (/^\d{1,5}\.\d{1,5}\.\d{1,5}$/.test(text)) return text;
  throw new InvalidArgumentError('Expected three numbers, such as 1.0.2.');
}
