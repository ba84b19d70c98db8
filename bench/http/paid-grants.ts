import { join } from "node:path";
import { ledger } from "../processes.ts";
import type { Workplace } from "../workplace.ts";
import { rounds } from "../world/rounds.ts";
import { writeLines } from "../world/write-lines.ts";
import { type World, foundation, grantsOf } from "../world/world.ts";

/** Enough for any number of kronor that are handed on one by one. */
const REQUISITIONED = 60_000_000;

/** A data folder in which each grant of a world has been paid. */
export async function paidGrants(world: World, workplace: Workplace): Promise<string> {
  const folder = workplace.folder("paid");
  const lines = workplace.folder("lines");
  const begun = writeLines(join(lines, "foundation.jsonl"), foundation(world));
  await ledger("bulk", begun, "--data", folder, "--key", "foundation");
  const once = rounds({ grants: grantsOf(world), rounds: 1, days: 1, requisitioned: REQUISITIONED });
  const paid = writeLines(join(lines, "paid.jsonl"), once);
  await ledger("bulk", paid, "--data", folder, "--key", "paid");
  return folder;
}
