import type { Machine } from "./machine.ts";

/** A measured value: the median of the rounds. */
export interface Figure {
  readonly value: number;
  readonly unit: "commands/s" | "appends/s" | "events/s" | "ms" | "s" | "MB";
  /** What else was measured with it, such as percentiles. */
  readonly also?: string;
}

/** One line of the table. */
export interface Row {
  readonly part: string;
  readonly what: string;
  readonly measured?: Figure;
  readonly compared?: { readonly with: string; readonly figure: Figure };
  /** How many times as good as what it is compared with; of what is slower, below 1. */
  readonly ratio?: number;
  readonly aim?: { readonly text: string; readonly held: boolean };
  /** Why there is no figure. */
  readonly notMeasured?: string;
}

/** What a part of the bench found: rows for people, and every single measurement for machines. */
export interface Found {
  readonly rows: readonly Row[];
  readonly raw: unknown;
}

/** A whole run, for machines. */
export interface Run {
  readonly at: string;
  readonly scale: string;
  readonly machine: Machine;
  readonly parts: Readonly<Record<string, Found>>;
}
