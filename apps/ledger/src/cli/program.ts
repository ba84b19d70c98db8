import { Command } from "commander";
import type { Clock } from "#event-store/event-store.ts";
import { DEFAULT_DATA_FOLDER, dataFolderAt } from "../data-folder/data-folder.ts";
import { bulkCommand } from "./bulk.ts";
import { check } from "./check.ts";
import { type Done, globals } from "./command-context.ts";
import { addCompletion } from "./completion/completion-commands.ts";
import { addDeskCommands } from "./desk-commands.ts";
import { EXAMPLES, EXIT_CODES } from "./help.ts";
import { importCommand } from "./import.ts";
import { addLogCommands } from "./log-commands.ts";
import { addMoneyCommands } from "./money-commands.ts";
import { actorFrom, keyFrom, numberFrom } from "./options.ts";
import { serve } from "./serve.ts";
import { endedBySignal } from "./signals.ts";

/** The `ledger` command; `done` is told how the subcommand that ran ended. */
export function ledgerProgram(version: string, clock: Clock, done: Done): Command {
  const program = new Command("ledger")
    .description("The ledger for Swedish agreement funds: every krona from the anslag to the last repayment.")
    .version(version)
    .option("--data <dir>", `data folder (default: $LEDGER_DATA_DIR or ${DEFAULT_DATA_FOLDER})`)
    .option("--json", "for machines: plain JSON instead of tables")
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError("Run with --help for the options and examples.")
    .addHelpText("after", EXAMPLES.ledger);
  addFileCommands(program, clock, done);
  addMoneyCommands(program, clock, done);
  addDeskCommands(program, clock, done);
  addLogCommands(program, clock, done);
  addBulk(program, clock, done);
  addServe(program, clock, done);
  addCompletion(program, clock, done);
  // Subcommands are made by this point and inherit nothing that is set later.
  for (const command of [program, ...program.commands]) {
    command.exitOverride().addHelpText("after", EXIT_CODES);
  }
  return program;
}

function addFileCommands(program: Command, clock: Clock, done: Done): void {
  program
    .command("check")
    .description("compare the figures that agreement files state; parties and key files are validated")
    .argument("<file...>", "agreement, parties and key files, YAML or JSON")
    .addHelpText("after", EXAMPLES.check)
    .action(async (files: string[], _options: object, command: Command) => {
      done(await check(files, globals(command).json ?? false));
    });

  program
    .command("import")
    .description("register the parties, distribution keys and agreements that stand in files")
    .argument("<file...>", "agreement, parties and key files, YAML or JSON, in any order")
    .option("--actor <id>", "opaque id of who imports, never a name", "cli")
    .option("--amend <reason>", "make an agreement that differs from the registered one its next version")
    .addHelpText("after", EXAMPLES.import)
    .action(async (files: string[], options: { actor: string; amend?: string }, command: Command) => {
      const { data, json = false } = globals(command);
      const actor = actorFrom(options.actor, "--actor");
      done(await importCommand({ ...options, actor, files, folder: dataFolderAt(data), clock, json }));
    });
}

interface BulkOptions {
  readonly actor: string;
  readonly key?: string;
  readonly stop?: boolean;
}

function addBulk(program: Command, clock: Clock, done: Done): void {
  program
    .command("bulk")
    .description("carry out a file of commands, one JSON object per line; repeatable as a whole")
    .argument("<file>", "the file, or - for stdin")
    .option("--actor <id>", "opaque id of who asks, for lines that do not say so", "cli")
    .option("--key <key>", "names the bulk for ever; a line without it needs a key of its own")
    .option("--stop", "end at the first line that is refused: the rest is not tried")
    .addHelpText("after", EXAMPLES.bulk)
    .action(async (file: string, { actor, key, stop = false }: BulkOptions, command: Command) => {
      const { data, json = false } = globals(command);
      const asker = {
        actor: actorFrom(actor, "--actor"),
        ...(key === undefined ? {} : { key: keyFrom(key) }),
      };
      const where = { folder: dataFolderAt(data), clock, ended: endedBySignal() };
      done(await bulkCommand({ file, ...asker, ...where, stopOnRefusal: stop, json }));
    });
}

function addServe(program: Command, clock: Clock, done: Done): void {
  program
    .command("serve")
    .description("serve the ledger over HTTP until interrupted")
    .option("--port <number>", "port (default: $PORT or 3000; 0 takes a free one)")
    .option("--host <address>", "loopback address to listen on: 127.0.0.1 or ::1", "127.0.0.1")
    .addHelpText("after", EXAMPLES.serve)
    .action(async (options: { port?: string; host: string }, command: Command) => {
      const { data, json = false } = globals(command);
      const port =
        options.port === undefined
          ? numberFrom(process.env["PORT"] || "3000", "PORT", 0, 65_535)
          : numberFrom(options.port, "--port", 0, 65_535);
      const { host } = options;
      const ended = endedBySignal();
      done(await serve({ folder: dataFolderAt(data), clock, port, host, json, ended }));
    });
}
