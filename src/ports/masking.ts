import type { Masks } from '../domain/runbooks/runbook.ts';

/** How deep to look, and into what not. */
export interface MaskOptions {
  /** `secrets` unless told. `personal-data` takes out both. */
  masks?: Masks;
  /** Names of fields that hold ids, refs and text of the runbook files; they are left as they are. */
  except?: ReadonlySet<string>;
}

/**
 * Takes out of foreign text what must not be kept. The words in its place are always the same for the same kind, and
 * masking what is masked already changes nothing: `key [masked: AWS access key] leaked`.
 */
export interface Masking {
  text(text: string, options?: MaskOptions): string;
  /** The same for every text inside a value; the value itself when there was nothing to take out. */
  within<T>(value: T, options?: MaskOptions): T;
}
