import { existsSync } from "node:fs";
import { Findings, checksOf } from "../check.ts";
import { StoreUnavailable } from "#event-store/errors.ts";
import { RegistersToExamine } from "../../registers/store/registers-to-examine.ts";
import type { Examination, Subject } from "../examination.ts";
import { ReferredTo } from "../referred-to.ts";

const { ok, note, problem } = checksOf("registers");

const RESTORE_BOTH = "Restore the registers and the attachments from the copy that the log is of.";

/** Persons, contacts and attachments, their files, and whether the log names anybody whom they do not know. */
export function registers({ folder }: Subject): Examination {
  const opened = open(folder.registers, folder.attachments);
  if ("check" in opened) return { checks: () => [opened] };
  const unknown = new Findings();
  const named = new ReferredTo((ids) => {
    if (opened.register !== undefined) unknown.add(...opened.register.unknownAmong(ids));
    else unknown.add(...ids);
  });
  return {
    take: ({ stored }) => named.take(stored),
    checks: async () => {
      named.end();
      const references = unknown.any
        ? problem(
            "references",
            `The log names what the registers do not hold: ${unknown.toString()}.`,
            RESTORE_BOTH,
          )
        : ok("references", `Everything that the log names is in the registers: ${named.count} ids.`);
      const { register } = opened;
      if (register === undefined) {
        return [ok("file", "There are no registers yet."), ...(unknown.any ? [references] : [])];
      }
      const damage = register.damage();
      if (damage.length > 0) {
        return [
          problem("file", `SQLite finds ${folder.registers} damaged: ${damage.join("; ")}.`, RESTORE_BOTH),
        ];
      }
      const { files, wrong, waiting, unknown: strange } = await register.attachments();
      const unfinished = register.unfinished();
      return [
        ok("file", `${folder.registers} is sound.`),
        wrong.length > 0
          ? problem(
              "attachments",
              `Files of attachments are not as they came: ${wrong.join("; ")}.`,
              RESTORE_BOTH,
            )
          : ok("attachments", `${files} attachments have the file that was uploaded.`),
        ...(waiting + unfinished > 0
          ? [
              note(
                "unfinished",
                `${waiting + unfinished} files wait to be put in place or removed: the next start does it.`,
              ),
            ]
          : []),
        ...(strange > 0
          ? [note("strangers", `${strange} files in ${folder.attachments} are in no register.`)]
          : []),
        references,
      ];
    },
    close: () => opened.register?.close(),
  };
}

function open(file: string, attachments: string) {
  if (!existsSync(file)) return { register: undefined };
  try {
    return { register: RegistersToExamine.open(file, attachments) };
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    return problem("file", error.message, RESTORE_BOTH);
  }
}
