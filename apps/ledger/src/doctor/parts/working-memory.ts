import { existsSync } from "node:fs";
import { damageIn, openUnchanged } from "#event-store/sqlite/unchanged-file.ts";
import type { Kept } from "#projections/kept/kept-file.ts";
import { landmarkOf } from "#projections/kept/kept-of-log.ts";
import { TOTAL, mustHold, totalIn } from "#projections/kept/kept-total.ts";
import { RESTORE_LOG, checksOf } from "../check.ts";
import type { Examination, Subject } from "../examination.ts";

const { ok, problem } = checksOf("working memory");

const LATER = "the next start makes it anew from the log, which takes longer";

/** What a start reads instead of the whole log: sound, and of this log. */
export function workingMemory({ folder: { workingMemory: file } }: Subject): Examination {
  if (!existsSync(file)) return { checks: () => [ok("file", `There is none: ${LATER}.`)] };
  const { damage, kept } = look(file);
  let isOfLog = kept === undefined;
  return {
    take: ({ stored }) => {
      if (stored.position !== kept?.landmark.position) return;
      isOfLog = JSON.stringify(landmarkOf(stored)) === JSON.stringify(kept.landmark);
    },
    checks: ({ isWhole }) => {
      if (damage.length > 0) {
        const told = `${file} is damaged: ${damage.join("; ")}.`;
        return [problem("file", told, `Stop the server and remove ${file}: ${LATER}.`)];
      }
      if (!isWhole) return [ok("file", `${file} is sound.`)];
      return isOfLog
        ? [
            ok(
              "log",
              `${file} is sound, and of this log up to position ${kept?.landmark.position ?? "none"}.`,
            ),
          ]
        : [
            problem(
              "log",
              `The log has lost events: ${file} was made from one with an event at position ${kept?.landmark.position ?? "none"} that this one does not hold.`,
              RESTORE_LOG,
            ),
          ];
    },
  };
}

function look(file: string): { readonly damage: readonly string[]; readonly kept: Kept | undefined } {
  try {
    const database = openUnchanged(file);
    try {
      const damage = damageIn(database);
      if (damage.length > 0) return { damage, kept: undefined };
      const row = database.prepare("SELECT content FROM kept").get();
      mustHold(row, totalIn(database.prepare(TOTAL).get()));
      return { damage, kept: row && (JSON.parse(String(row["content"])) as Kept) };
    } finally {
      database.close();
    }
  } catch (error) {
    return { damage: [error instanceof Error ? error.message : String(error)], kept: undefined };
  }
}
