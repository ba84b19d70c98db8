import { parseArgs } from "node:util";
import { agreementStream } from "#domain/accounts.ts";
import { EXIT, type ExitCode } from "../cli/exit-codes.ts";
import { UsageError, report } from "../cli/failures.ts";
import { endQuietlyWithoutReader, print, say } from "../cli/output.ts";
import { dataFolderAt } from "../data-folder/data-folder.ts";
import { LedgerView } from "#projections/ledger-view.ts";
import { openLedger } from "../data-folder/open-ledger.ts";
import { systemClock } from "../data-folder/system-clock.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { freshFolder } from "./fresh-folder.ts";
import { balancesPage, discrepanciesPage, stepLine } from "./page.ts";
import { playDemo } from "./play.ts";
import { machineSummary } from "./result.ts";

const HELP = `npm run demo [-- options]

Imports the four agreements into an empty ledger, plays the whole life of their money and
leaves the data for "npm start".

  --fresh   move a ledger that is not empty aside to <folder>.bak-<n> and begin anew
  --quiet   only the balance tables
  --json    a summary for machines
  --help    this text

LEDGER_DATA_DIR says where (./var/ledger).`;

interface Options {
  readonly fresh: boolean;
  readonly quiet: boolean;
  readonly json: boolean;
  readonly help: boolean;
}

/** @throws UsageError */
function optionsOf(args: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        fresh: { type: "boolean", default: false },
        quiet: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    return values;
  } catch (error) {
    throw new UsageError("usage-option", error instanceof Error ? error.message : String(error));
  }
}

async function run({ fresh, quiet, json, help }: Options): Promise<ExitCode> {
  if (help) {
    print(HELP);
    return EXIT.fine;
  }
  const folder = dataFolderAt(undefined);
  const aside = await freshFolder(folder, { fresh, clock: systemClock });
  if (aside !== undefined) say(`The old ledger lies in ${aside} now.`);
  const ledger = await openLedger({ folder, clock: systemClock, view: new LedgerView() });
  try {
    const tells = !quiet && !json;
    const result = await playDemo(
      ledger,
      tells
        ? {
            onStory: ({ agreement }) => print(`\n${titleOf(ledger, agreement)}`),
            onStep: (step) => print(stepLine(step)),
          }
        : {},
    );
    if (json) {
      print(JSON.stringify(machineSummary(result, folder.path), null, 2));
      return EXIT.fine;
    }
    if (tells) print(`\n${discrepanciesPage(result)}\n`);
    print(balancesPage(result, ledger.view));
    if (tells) {
      print("\nEfter varje kommando kontrollerades att kontona på varje anslagspost tar ut varandra.");
      print(`Data ligger i ${folder.path}. "npm start" visar dem.`);
    }
    return EXIT.fine;
  } finally {
    await ledger.close();
  }
}

function titleOf(ledger: Ledger, agreement: string): string {
  const known = ledger.view.agreements.get(agreementStream(agreement))?.agreement;
  return known === undefined ? agreement : `${known.title} (${agreement})`;
}

endQuietlyWithoutReader();
const args = process.argv.slice(2);
try {
  process.exitCode = await run(optionsOf(args));
} catch (error) {
  process.exitCode = report(error, args.includes("--json"));
}
