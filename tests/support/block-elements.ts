/** A part of a drawn message, as far as these stories look at it. */
export interface BlockElement {
  type?: string;
  text?: unknown;
  url?: string;
}

/** Every part of drawn blocks, however deep it lies. */
export function elements(value: unknown): BlockElement[] {
  if (Array.isArray(value)) return value.flatMap(elements);
  if (value === null || typeof value !== 'object') return [];
  return [value as BlockElement, ...Object.values(value).flatMap(elements)];
}
