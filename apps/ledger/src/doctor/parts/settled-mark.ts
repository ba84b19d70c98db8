import { readFileSync } from "node:fs";
import { RESTORE_LOG, checksOf } from "../check.ts";
import type { Examination, Subject } from "../examination.ts";
import { markIn } from "../../data-folder/settled-mark.ts";
import { Reactions } from "../reactions.ts";

const mark = checksOf("settled mark");
const reactions = checksOf("reactions");

/** How far the log is known to be settled, and what is not settled in truth. */
export function settledMark({ folder, log }: Subject): Examination {
  const content = contentOf(folder.settledMark);
  const told = content === undefined ? undefined : markIn(content);
  const followed = new Reactions();
  let isOfLog = false;
  return {
    take: ({ stored }) => {
      followed.take(stored);
      if (stored.position === told?.position) isOfLog = stored.id === told.eventId;
    },
    checks: async ({ isWhole }) => {
      if (!isWhole || log === undefined) return [];
      const later = "the next start goes over the whole log, which takes a little longer";
      const through = isOfLog ? told?.position : undefined;
      const { due, position } = await followed.due(log);
      return [
        content === undefined
          ? mark.ok("settled", `There is no mark yet: ${later}.`)
          : told === undefined
            ? mark.note("settled", `The mark in ${folder.settledMark} cannot be read: ${later}.`)
            : through === undefined
              ? mark.problem(
                  "settled",
                  `The log has lost events: ${folder.settledMark} was made from one with an event at position ${told.position} that this one does not hold.`,
                  RESTORE_LOG,
                )
              : mark.ok("settled", `The log is known to be settled up to position ${through}.`),
        ...due.map(({ event, stream, causeAt }) => {
          const what = `What follows from ${event} at position ${causeAt} is missing in ${stream}.`;
          return causeAt > (through ?? -1)
            ? reactions.note("settled", `${what} The next start of the ledger does it.`)
            : reactions.problem(
                "settled",
                `${what} The mark says that it was done.`,
                `Stop the server, remove ${folder.settledMark}, and start it again: it goes over the whole log and does it.`,
              );
        }),
        ...(due.length === 0
          ? [
              reactions.ok(
                "settled",
                `Everything that follows is done, up to position ${position ?? "none"}.`,
              ),
            ]
          : []),
      ];
    },
  };
}

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    return "";
  }
}
