import type { Unit } from '../domain/signals/reading.ts';
import type { Instant } from '../domain/time.ts';
import type { CheckNode } from './decision.ts';

/** A string is literal text; renderers escape it. */
export type Inline =
  | string
  | { strong: string }
  | { code: string }
  | { link: string; text: string }
  /** A place on this page (`#check-2`) or another page of airb (`/systems/x`); never made of untrusted text. */
  | { here: string; text: string };
export type Text = Inline[];

export interface ChartPanel {
  title: string;
  unit: Unit;
  /** What is normal, in the unit's base. */
  baseline?: number;
  /** What counts as in range, in the unit's base; drawn as a band. */
  inRange?: { from?: number; to?: number };
  points: { at: Instant; value: number }[];
  /** Stretches in which nothing was measured; no line is drawn across one. */
  gaps?: { from: Instant; to: Instant }[];
}

export interface ChartMarker {
  at: Instant;
  label: string;
  kind: 'opened' | 'change' | 'rollback' | 'recovered';
}

/** What every panel read at a moment that tells; undefined where nothing was measured near it. */
export interface ChartMoment {
  label: string;
  values: (number | undefined)[];
}

/** Signals over one shared time axis, one panel each, because their units differ. */
export interface Chart {
  title: string;
  /** The text for readers who can't see it. */
  description: string;
  panels: ChartPanel[];
  markers: ChartMarker[];
  /** What stands in place of a picture where none can be drawn; every reading where it is left out. */
  moments?: ChartMoment[];
  /** Where every reading stands, said beside the moments. */
  whole?: string;
}

export interface Bars {
  /** What is shown, as a sentence for readers who can't see it too. */
  title: string;
  /** `value` is absent where there is none; `shown` says it in words. */
  bars: { label: string; value?: number | undefined; shown: string }[];
}

export type Block =
  /** `page`: it begins a new page on paper. */
  | { type: 'heading'; level: 2 | 3; text: string; page?: true }
  | { type: 'paragraph'; text: Text }
  | { type: 'list'; items: Text[]; ordered?: boolean }
  /**
   * On a narrow page each row becomes its own block, unless `stacked` is false. `folded` is the sentence it is folded
   * behind, and all that is left of it where nothing can be folded.
   */
  | {
      type: 'table';
      caption: string;
      head: string[];
      rows: Text[][];
      dense?: boolean;
      stacked?: boolean;
      folded?: string;
    }
  /** Steps to be taken one after the other, each with its labelled lines. */
  | { type: 'steps'; items: Procedure[] }
  /** A decision tree. */
  | { type: 'decision'; title: string; root: CheckNode }
  /** Somebody's own words. */
  | { type: 'quote'; text: string; by: string }
  /** Literal text with its line breaks: a payload, a trace. */
  | { type: 'pre'; text: string }
  | { type: 'figure'; chart: Chart }
  /** One value after the other, as bars: how something went from week to week. */
  | ({ type: 'bars' } & Bars)
  /** A question that the log can't answer, for the author. */
  | { type: 'question'; text: string };

export interface Procedure {
  /** Its place on the page: `rollback.cut-reach`. */
  anchor: string;
  title: string;
  /** A word on who does it. */
  who?: string;
  lines: { label: string; text: Text }[];
}

export interface Document {
  title: string;
  /** Small line above the title: what kind of paper this is. */
  kicker: string;
  facts: { label: string; value: Text }[];
  blocks: Block[];
}

/** A section heading. */
export function heading(text: string, level: 2 | 3 = 2): Block {
  return { type: 'heading', level, text };
}

/** A paragraph of literal text and marked-up pieces. */
export function paragraph(...text: Text): Block {
  return { type: 'paragraph', text };
}

/** A marked question to the author. */
export function question(text: string): Block {
  return { type: 'question', text };
}

/** Nothing when the list is empty. */
export function list(items: Text[]): Block[] {
  return items.length === 0 ? [] : [{ type: 'list', items }];
}

/** How many questions wait for the author. */
export function openQuestions(document: Document): number {
  return document.blocks.filter((block) => block.type === 'question').length;
}
