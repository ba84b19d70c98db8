import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseUnavailable } from "#projections/database-unavailable.ts";
import { compareWithLog } from "#projections/read-model/compare-with-log.ts";
import { Generations } from "#projections/read-model/generations.ts";
import { ReadModelToExamine } from "#projections/read-model/read-model-to-examine.ts";
import { ReadModelOutdated } from "#projections/read-model/read-model.ts";
import { type Check, REBUILD, WHICH_IS_RIGHT, checksOf } from "../check.ts";
import type { Examination, Subject } from "../examination.ts";

const { ok, note, problem } = checksOf("read model");

const NOTHING_TO_COMPARE = note(
  "rows",
  "No row was compared with the log: there is no read model that could be read. What was changed in an event without breaking its stream is not found.",
);

/** What readers query: one generation in use, sound, and the same as the log says. */
export function readModel({ folder, log, deep, onEvents }: Subject): Examination {
  const inUse = generationIn(folder.readModel);
  if ("check" in inUse) return { checks: () => [inUse, ...(deep ? [NOTHING_TO_COMPARE] : [])] };
  const { file, generation } = inUse;
  const opened = open(file);
  const checks = [...generationChecks(folder.readModel, generation)];
  if (!(opened instanceof ReadModelToExamine)) {
    return { checks: () => [...checks, opened, ...(deep ? [NOTHING_TO_COMPARE] : [])] };
  }
  const damage = opened.damage();
  return {
    take: (event) => opened.take(event),
    checks: async ({ isWhole }) => {
      if (damage.length > 0) {
        return [...checks, problem("file", `SQLite finds ${file} damaged: ${damage.join("; ")}.`, REBUILD)];
      }
      checks.push(ok("file", `${file} is sound.`));
      if (!isWhole || log === undefined) return checks;
      const differences = opened.differences();
      checks.push(
        differences.length > 0
          ? problem("sums", `It does not say what the log says: ${differences.join("; ")}.`, WHICH_IS_RIGHT)
          : ok("sums", `Its events, entries and sums are the log's, up to position ${opened.position}.`),
      );
      if (deep) checks.push(await rowByRow(log, file, onEvents));
      return checks;
    },
    close: () => opened.close(),
  };
}

async function rowByRow(
  log: NonNullable<Subject["log"]>,
  file: string,
  onEvents: Subject["onEvents"],
): Promise<Check> {
  try {
    const differences = await compareWithLog(log, file, onEvents);
    if (differences.length === 0)
      return ok("rows", "Every row of it is what the log gives when it is built anew.");
    const told = differences.map(({ table, rows }) => `${rows.differing} rows of ${table}`);
    return problem("rows", `It differs from what the log gives: ${told.join("; ")}.`, WHICH_IS_RIGHT);
  } catch (error) {
    if (!(error instanceof DatabaseUnavailable)) throw error;
    return problem("rows", `Its rows cannot be compared with the log: ${error.message}.`, REBUILD);
  }
}

function open(file: string): ReadModelToExamine | Check {
  try {
    return ReadModelToExamine.open(file);
  } catch (error) {
    if (error instanceof ReadModelOutdated) {
      return note("file", `${file} is of another version: the next start of the ledger begins a new one.`);
    }
    const reason = error instanceof Error ? error.message : String(error);
    return problem("file", `${file} cannot be read: ${reason}.`, REBUILD);
  }
}

function generationIn(folder: string): { readonly generation: string; readonly file: string } | Check {
  const generations = new Generations(folder);
  const generation = generations.current();
  if (generation !== undefined) return { generation, file: generations.fileOf(generation) };
  const pointer = join(folder, "current");
  if (!existsSync(pointer))
    return ok("generation", "There is none: it is built from the log when it is asked for.");
  const named = readFileSync(pointer, "utf8").slice(0, 40).trim();
  return note(
    "generation",
    `${pointer} names no generation that is there (${JSON.stringify(named)}): the next start of the ledger builds one.`,
  );
}

function generationChecks(folder: string, inUse: string): Check[] {
  const others = readdirSync(folder).filter((name) => /^\d{6}\.sqlite$/.test(name) && name !== inUse);
  const left = others.length === 0 ? "" : ` Beside it lie ${others.join(", ")}, which the ledger tidies up.`;
  return [ok("generation", `Generation ${inUse} is in use.${left}`)];
}
