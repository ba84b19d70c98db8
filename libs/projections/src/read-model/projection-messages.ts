import type { Position } from "#event-store/event-store.ts";
import { DatabaseDamaged, DatabaseUnavailable } from "../database-unavailable.ts";
import { ReadModelOutdated } from "./read-model.ts";

/** What the projecting thread is started with. */
export interface ProjectionSettings {
  /** The log's file. */
  readonly log: string;
  /** The read model's folder. */
  readonly folder: string;
}

/** What a failure was, as it travels between threads. */
export interface ToldFailure {
  readonly kind: "damaged" | "unavailable" | "other";
  readonly message: string;
}

/** How far the projecting thread has come, in full each time: the last word counts. */
export interface ProjectionState {
  readonly kind: "state";
  readonly position: Position;
  /** Which generation it writes; readers go over to it before they are told how far it has come. */
  readonly generation: string;
  /** The generation in use is not sound. */
  readonly damage: ToldFailure | undefined;
  readonly trouble: ToldFailure | undefined;
  /** The trouble lasts: nobody is kept waiting for its end. */
  readonly isHalted: boolean;
  /** It has ended for good. */
  readonly stopped: string | undefined;
}

export type FromProjection = ProjectionState | { readonly kind: "refused"; readonly failure: ToldFailure };

export type ToProjection =
  /** There is something new in the log. */
  | { readonly kind: "look" }
  /** A reader has found out that this generation is not sound. */
  | { readonly kind: "damaged"; readonly generation: string; readonly failure: ToldFailure }
  | { readonly kind: "close" };

export function tell(error: unknown): ToldFailure {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof DatabaseDamaged) return { kind: "damaged", message };
  const isOfDatabase = error instanceof DatabaseUnavailable || error instanceof ReadModelOutdated;
  return { kind: isOfDatabase ? "unavailable" : "other", message };
}

export function errorTold({ kind, message }: ToldFailure): Error {
  if (kind === "damaged") return new DatabaseDamaged(message);
  return kind === "unavailable" ? new DatabaseUnavailable(message) : new Error(message);
}
