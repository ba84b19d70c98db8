import type { PreparedEvent } from "../prepared-append.ts";
import type { Failure } from "./sqlite-failure.ts";

/** What the store's thread and the writer's thread say to each other: plain data, many at a time. */
export interface AppendRequest {
  readonly ticket: number;
  readonly stream: string;
  /** The expected revision; −1 for a stream that is not there. */
  readonly expected: number;
  readonly events: readonly PreparedEvent[];
  /** The clock's instant when the append was asked for. */
  readonly now: string;
}

export type AppendReply =
  | {
      readonly ticket: number;
      readonly kind: "appended";
      readonly revision: number;
      readonly position: number;
      /** Where the log ended before this append; 0 before the first. Its events follow one after the other. */
      readonly after: number;
      readonly recordedAt: string;
    }
  | {
      readonly ticket: number;
      readonly kind: "repeated";
      readonly revision: number;
      readonly position: number;
    }
  /** `actual` is −1 for a stream that is not there. */
  | { readonly ticket: number; readonly kind: "conflict"; readonly actual: number }
  | { readonly ticket: number; readonly kind: "failed"; readonly failure: Failure };

export type ToWriter =
  { readonly kind: "append"; readonly requests: readonly AppendRequest[] } | { readonly kind: "stop" };

export type FromWriter =
  | { readonly kind: "ready" }
  | { readonly kind: "refused"; readonly failure: Failure }
  | { readonly kind: "replies"; readonly replies: readonly AppendReply[] };

/** What the writer's thread is started with. */
export interface WriterSettings {
  readonly file: string;
  readonly maxBytes: number | undefined;
}
