import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Day } from "#domain/calendar.ts";
import { readGoodFiles } from "../imports/files-to-import.ts";
import { importFiles } from "../imports/import-files.ts";
import type { Ledger } from "../ledger/ledger.ts";

/** Under agreements/, in an order in which each names only what stands in one before it. */
export const IMPORTED_FILES: readonly string[] = [
  "parties.yaml",
  "keys/population-2022.yaml",
  "dagmar-2007.yaml",
  "jamlik-2011.yaml",
  "vissa-2013.yaml",
  "sjsv-2022.yaml",
];

/** Imports everybody who takes part, the key and the four agreements, as `ledger import` does. */
export async function importAgreements(ledger: Ledger, on: Day): Promise<void> {
  const folder = agreementsFolder();
  const files = await readGoodFiles(IMPORTED_FILES.map((name) => join(folder, name)));
  await importFiles(ledger, files, { actor: "import", on });
}

/** The agreements come with the package; its sources and what is built of them lie at different depths. */
function agreementsFolder(): string {
  for (let at = import.meta.dirname; at !== dirname(at); at = dirname(at)) {
    const folder = join(at, "agreements");
    if (existsSync(join(folder, "agreement.schema.json"))) return folder;
  }
  throw new Error(`No folder above ${import.meta.dirname} holds the agreements.`);
}
