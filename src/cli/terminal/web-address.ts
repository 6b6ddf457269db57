import { InvalidArgumentError } from 'commander';

/** The value of an option that takes an address. @throws InvalidArgumentError when it is none */
export function webAddress(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError('Expected an address like https://airb.example.com.');
}
