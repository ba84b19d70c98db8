import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { CommanderError } from "commander";
import { agreementsFolder } from "./agreement-files/schemas.ts";
import { EXIT, type ExitCode } from "./cli/exit-codes.ts";
import { report } from "./cli/failures.ts";
import { endQuietlyWithoutReader } from "./cli/output.ts";
import { ledgerProgram } from "./cli/program.ts";
import { systemClock } from "./data-folder/system-clock.ts";

/**
 * Runs the `ledger` command.
 *
 * @param args what follows the command's name
 * @returns the exit code (docs/cli.md); nothing is thrown
 */
export async function run(args: readonly string[]): Promise<ExitCode> {
  endQuietlyWithoutReader();
  let exit: ExitCode = EXIT.fine;
  try {
    const program = ledgerProgram(version(), systemClock, (code) => {
      exit = code;
    });
    await program.parseAsync(args, { from: "user" });
    return exit;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.fine;
    return report(error, args.includes("--json"));
  }
}

function version(): string {
  const file = join(dirname(agreementsFolder()), "package.json");
  const { version } = JSON.parse(readFileSync(file, "utf8")) as { version: string };
  return version;
}
