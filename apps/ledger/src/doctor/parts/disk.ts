import { statfsSync } from "node:fs";
import { checksOf } from "../check.ts";
import type { Examination, Subject } from "../examination.ts";

const { ok, note, problem } = checksOf("disk");

const MEGABYTE = 1_048_576n;
/** Megabytes: a busy day's log with its read model, and what a rebuilding of a small one needs. */
const LITTLE = 1_024n;
/** Megabytes: less than what SQLite's write-ahead logs grow to before they are emptied. */
const TOO_LITTLE = 64n;

/** Whether what comes next has room. */
export function disk({ folder }: Subject): Examination {
  return {
    checks: () => {
      const { bavail, bsize } = statfsSync(folder.path, { bigint: true });
      const free = (bavail * bsize) / MEGABYTE;
      const told = `${free} MB are free on the disk of ${folder.path}.`;
      if (free < TOO_LITTLE) {
        return [problem("space", told, "Make room before the next write: on a full disk nothing is taken.")];
      }
      return [free < LITTLE ? note("space", told) : ok("space", told)];
    },
  };
}
