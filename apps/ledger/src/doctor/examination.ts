import type { StoredEvent } from "#event-store/event-store.ts";
import type { LogToExamine } from "#event-store/sqlite/log-to-examine.ts";
import type { PostedEvent } from "#projections/read-model/part.ts";
import type { DataFolder } from "../data-folder/data-folder.ts";
import type { Check } from "./check.ts";

/** The folder that is looked over. */
export interface Subject {
  readonly folder: DataFolder;
  /** Undefined when its file cannot be opened; why is told by the part of the log itself. */
  readonly log: LogToExamine | undefined;
  /** Compares row by row what is otherwise compared by sums. */
  readonly deep: boolean;
  /** Is told how many events a pass over the log has come through. */
  readonly onEvents: (events: number) => void;
}

/** How the pass over the log ended. */
export interface Walked {
  /** The whole log was read, and each event of it is known. */
  readonly isWhole: boolean;
  readonly last: StoredEvent | undefined;
}

/**
 * One part of a data folder, being looked over. It begins before the log is read, so that what is derived of the
 * log is never seen to be ahead of it, is told every event, and then says what it has found.
 */
export interface Examination {
  /** The next event of the log, with what it moves. It keeps no events: a log is larger than memory. */
  take?(event: PostedEvent): void;
  checks(walked: Walked): Promise<readonly Check[]> | readonly Check[];
  close?(): void;
}

export type Part = (subject: Subject) => Examination | Promise<Examination>;
