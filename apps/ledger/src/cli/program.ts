import { Command, Option } from "commander";
import type { Clock } from "#event-store/event-store.ts";
import { DEFAULT_DATA_FOLDER, dataFolderAt } from "../data-folder/data-folder.ts";
import { openLog, viewOf } from "../data-folder/open-ledger.ts";
import { today } from "../data-folder/system-clock.ts";
import { balances } from "./balances.ts";
import { bulkCommand } from "./bulk.ts";
import { check } from "./check.ts";
import { events } from "./events.ts";
import type { ExitCode } from "./exit-codes.ts";
import { EXAMPLES } from "./help.ts";
import { importCommand } from "./import.ts";
import {
  type GlobalOptions,
  actorFrom,
  conditionsFrom,
  dayFrom,
  dimensionsFrom,
  keyFrom,
  numberFrom,
} from "./options.ts";
import { progressOf } from "./progress.ts";
import { reclaimableCommand } from "./reclaimable.ts";
import { serve } from "./serve.ts";
import { endedBySignal } from "./signals.ts";

type Done = (exit: ExitCode) => void;

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
  addReadingCommands(program, clock, done);
  addBulk(program, clock, done);
  addServe(program, clock, done);
  // Subcommands are made by this point and inherit nothing that is set later.
  for (const command of [program, ...program.commands]) command.exitOverride();
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

interface BalancesOptions {
  readonly by: string;
  readonly effective?: string;
  readonly posting?: string;
  readonly where: string[];
  readonly turnover?: boolean;
}

interface EventsOptions {
  readonly stream?: string;
  readonly after?: string;
  readonly limit?: string;
  readonly follow?: boolean;
}

function addReadingCommands(program: Command, clock: Clock, done: Done): void {
  program
    .command("balances")
    .description(
      "sums over dimensions: year, area, anslag, anslagspost, agreement, line, recipient, holder, receipt",
    )
    .option("--by <dimensions>", "group by these, separated by commas", "anslagspost")
    .option("--effective <date>", "at the end of this day, by the day that money moved")
    .addOption(
      new Option(
        "--posting <date>",
        "at the end of this day, by the day that the books took it up",
      ).conflicts("effective"),
    )
    .option("--where <dimension=value>", "only money with this value; may be repeated", collect, [])
    .option("--turnover", "what ever came in, instead of what is there")
    .addHelpText("after", EXAMPLES.balances)
    .action(
      async ({ by, effective, posting, where, turnover = false }: BalancesOptions, command: Command) => {
        const date = posting ?? effective;
        const query = {
          by: dimensionsFrom(by),
          where: conditionsFrom(where),
          time: posting === undefined ? ("effective" as const) : ("posting" as const),
          turnover,
          ...(date === undefined
            ? {}
            : { on: dayFrom(date, posting === undefined ? "--effective" : "--posting") }),
        };
        const { json = false } = globals(command);
        done(balances(await viewFrom(command, clock), query, json));
      },
    );

  program
    .command("reclaimable")
    .description(
      "unused funds to reclaim: reported unused, reclaimed and not repaid, and without a report in time",
    )
    .option("--on <date>", "at the end of this day (default: today)")
    .addHelpText("after", EXAMPLES.reclaimable)
    .action(async ({ on }: { on?: string }, command: Command) => {
      const date = on === undefined ? today(clock) : dayFrom(on, "--on");
      const { json = false } = globals(command);
      done(reclaimableCommand(await viewFrom(command, clock), date, json));
    });

  program
    .command("events")
    .description("the log itself: what was recorded, when, by whom, and what it moved")
    .option("--stream <name>", "only this stream, such as agreement-sjsv-2022")
    .option("--after <position>", "only what stands after this position")
    .option("--limit <number>", "at most so many")
    .option("--follow", "go on with what is written from now on, until interrupted")
    .addHelpText("after", EXAMPLES.events)
    .action(async ({ stream, after, limit, follow = false }: EventsOptions, command: Command) => {
      const most = Number.MAX_SAFE_INTEGER;
      const query = {
        follow,
        ...(stream === undefined ? {} : { stream }),
        ...(after === undefined ? {} : { after: numberFrom(after, "--after", 0, most) }),
        ...(limit === undefined ? {} : { limit: numberFrom(limit, "--limit", 1, most) }),
      };
      const { data, json = false } = globals(command);
      const log = await openLog({ folder: dataFolderAt(data), clock });
      try {
        const ended = follow ? endedBySignal() : new AbortController().signal;
        done(await events(log.store, query, { json, ended }));
      } finally {
        await log.close();
      }
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

/** Reads the whole log of the folder that a command was given; nothing stays open. */
async function viewFrom(command: Command, clock: Clock) {
  const log = await openLog({ folder: dataFolderAt(globals(command).data), clock });
  const progress = progressOf("Events read");
  try {
    return await viewOf(log.store, (read) => progress.update(read));
  } finally {
    progress.stop();
    await log.close();
  }
}

const globals = (command: Command): GlobalOptions => command.optsWithGlobals<GlobalOptions>();
const collect = (value: string, before: string[]): string[] => [...before, value];
