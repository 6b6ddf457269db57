import type { Weekday } from '../../domain/oncall/rotation.ts';
import { clockIn, dayIn } from '../../domain/oncall/wall-time.ts';
import type { Duration, Instant } from '../../domain/time.ts';
import { minute } from '../../domain/time.ts';

/** A person that the organization file does not have yet, as it is written there. */
export interface NewPerson {
  name: string;
  email?: string;
  slack?: string;
}

export interface HoursDraft {
  days?: Weekday[];
  from: string;
  to: string;
}

export interface LayerDraft {
  people: string[];
  turn: 'day' | 'week';
  every?: number;
  from: string;
  handOver: string;
  zone?: string;
  hours?: HoursDraft[];
}

export interface OverrideDraft {
  person: string;
  from: string;
  to: string;
}

export interface RotationDraft {
  title: string;
  zone: string;
  layers?: LayerDraft[];
  source?: { calendar: string };
  overrides?: OverrideDraft[];
}

export interface PolicyDraft {
  steps: { people: string[]; after: string }[];
}

/** The part of an organization file that another tool's export comes to. */
export interface Draft {
  people: Record<string, NewPerson>;
  rotations: Record<string, RotationDraft>;
  policies: Record<string, PolicyDraft>;
}

/** What was made of an export. Whatever it held and the draft does not is named, each in a sentence without a full stop. */
export interface Imported {
  draft: Draft;
  left: string[];
}

/** Somebody the organization file has already. */
export interface KnownPerson {
  id: string;
  email?: string | undefined;
}

/** An id of the file for a name of the other tool; never one that is taken. */
export function idFrom(name: string, taken: (id: string) => boolean): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 50)
    .replace(/-+$/, '');
  const first = plain === '' || plain in {} ? 'imported' : plain;
  if (!taken(first)) return first;
  for (let n = 2; ; n++) if (!taken(`${first}-${n}`)) return `${first}-${n}`;
}

/** `10m`, as files write it. Whole minutes, at least one. */
export function durationText(time: Duration): string {
  const minutes = Math.max(1, Math.round(time / minute));
  return minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`;
}

/** `2026-12-24 09:00`, as clocks in the zone show it. */
export function wallText(at: Instant, zone: string): string {
  return `${dayIn(zone, at)} ${clockIn(zone, at)}`;
}
