import { statSync } from "node:fs";
import { LogOrder } from "#event-store/log-order.ts";
import { WriterLock } from "#event-store/sqlite/writer-lock.ts";
import { StoreUnavailable } from "#event-store/errors.ts";
import { type Check, Findings, RESTORE, checksOf } from "../check.ts";
import type { Examination, Subject } from "../examination.ts";

const { ok, problem } = checksOf("log");

/** The log as a file, and as the one order of events that everything else is derived from. */
export function log({ folder, log: file }: Subject): Examination {
  const order = new LogOrder();
  const disorder = new Findings();
  const damage = file?.damage() ?? [];
  let last = 0;
  return {
    take: ({ stored }) => {
      disorder.add(...order.take(stored));
      // This engine numbers its events one by one; other engines' positions only increase.
      if (stored.position > last + 1) disorder.add(missing(last + 1, stored.position - 1));
      last = stored.position;
    },
    checks: ({ isWhole }) => {
      if (file === undefined) return [];
      const checks = [
        damage.length > 0
          ? problem("file", `SQLite finds ${folder.log} damaged: ${damage.join("; ")}.`, RESTORE)
          : ok("file", `${folder.log} is sound, ${sizeOf(folder.log)}.`),
        lockOf(folder.log),
        disorder.any
          ? problem("order", `The log is not in order: ${disorder.toString()}.`, RESTORE)
          : ok(
              "order",
              `${order.events} events in ${order.streams} streams, without gaps, up to position ${order.last?.position ?? "none"}.`,
            ),
      ];
      const tables = file.differencesOfSchema();
      if (tables.length > 0) {
        const told = `Its tables are not as the ledger makes them: ${tables.join("; ")}.`;
        checks.push(problem("schema", told, RESTORE));
      }
      if (!isWhole || damage.length > 0) return checks;
      const twice = file
        .commandsTakenTwice()
        .map(({ commandId, streams }) => `${commandId} (${streams} streams)`);
      const once =
        twice.length > 0
          ? problem(
              "commands",
              `Commands stand in the log more than once: ${twice.join("; ")}.`,
              "Look at them with ledger events, and reverse what was done twice.",
            )
          : ok("commands", "Every command stands in the log once.");
      return [...checks, once];
    },
  };
}

const missing = (from: number, to: number): string =>
  from === to ? `position ${from} is missing` : `positions ${from} to ${to} are missing`;

const sizeOf = (file: string): string => `${(statSync(file).size / 1_048_576).toFixed(1)} MB`;

function lockOf(file: string): Check {
  try {
    const holder = WriterLock.holder(file);
    return ok("lock", holder === undefined ? "No process writes to it." : `Process ${holder} writes to it.`);
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    return problem("lock", error.message, `Remove ${file}.lock while no process writes to the log.`);
  }
}
