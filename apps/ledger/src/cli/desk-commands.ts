import { type Command, Option } from "commander";
import { type Day, stockholmDay } from "#domain/calendar.ts";
import type { Clock } from "#event-store/event-store.ts";
import { DEADLINE_STATUSES, type DeadlineStatus } from "#projections/read-model/queries/deadlines.ts";
import { WORK_KINDS, type WorkKind } from "#projections/read-model/queries/worklist.ts";
import {
  DEADLINE_KINDS,
  type DeadlineKind,
  SEARCH_KINDS,
  type SearchKind,
} from "#projections/read-model/work-tables.ts";
import { today } from "../data-folder/system-clock.ts";
import { readSearched } from "../work/searched-text.ts";
import { type Done, globals, withBooks } from "./command-context.ts";
import { deadlinesCommand } from "./deadlines.ts";
import { EXAMPLES } from "./help.ts";
import { actorFrom, asUsage, dayFrom, givenOf, numberFrom } from "./options.ts";
import { knownAtOption, knownFrom, mustBeInOrder } from "./time-options.ts";
import { searchCommand, worklistCommand } from "./work.ts";

/** The commands for what is due, what waits and what is found. */
export function addDeskCommands(program: Command, clock: Clock, done: Done): void {
  addDeadlines(program, clock, done);
  addWorklist(program, clock, done);
  addSearch(program, clock, done);
}

/** The day as of which something is asked that has no day of its own: today, or the day that was known. */
function dayAsked(on: string | undefined, knownAt: string | undefined, clock: Clock): Day {
  if (on !== undefined) return dayFrom(on, "--effective");
  return knownAt === undefined ? today(clock) : stockholmDay(knownAt);
}

interface DeadlinesOptions {
  readonly from?: string;
  readonly to?: string;
  readonly effective?: string;
  readonly knownAt?: string;
  readonly agreement?: string;
  readonly recipient?: string;
  readonly line?: string;
  readonly what?: DeadlineKind;
  readonly open?: boolean;
  readonly status?: DeadlineStatus;
}

function addDeadlines(program: Command, clock: Clock, done: Done): void {
  program
    .command("deadlines")
    .description("by when each recipient requisitions, reports and repays, and what came of it")
    .option("--from <date>", "only what is due on or after this day")
    .option("--to <date>", "only what is due on or before this day")
    .option("--effective <date>", "what has come by the end of this day (default: today)")
    .addOption(knownAtOption())
    .option("--agreement <id>", "only this agreement")
    .option("--recipient <id>", "only this recipient")
    .option("--line <id>", "only this line")
    .addOption(new Option("--what <what>", "only what is due in this way").choices([...DEADLINE_KINDS]))
    .option("--open", "only what has not come and is not late yet")
    .addOption(
      new Option("--status <status>", "only those of which this came")
        .choices([...DEADLINE_STATUSES])
        .conflicts("open"),
    )
    .addHelpText("after", EXAMPLES.deadlines)
    .action(async (options: DeadlinesOptions, command: Command) => {
      const { open = false, what, effective } = options;
      const known = knownFrom(options.knownAt);
      const status = open ? ("open" as const) : options.status;
      const asked = {
        ...known,
        on: dayAsked(effective, known.knownAt, clock),
        where: givenOf(options, ["agreement", "recipient", "line"]),
        ...(options.from === undefined ? {} : { from: dayFrom(options.from, "--from") }),
        ...(options.to === undefined ? {} : { to: dayFrom(options.to, "--to") }),
        ...(what === undefined ? {} : { kinds: [what] }),
        ...(status === undefined ? {} : { status }),
      };
      mustBeInOrder(asked.from, asked.to, "--to");
      const { json = false } = globals(command);
      done(await withBooks(command, clock, (books) => deadlinesCommand(books, asked, json)));
    });
}

interface WorklistOptions {
  readonly effective?: string;
  readonly knownAt?: string;
  readonly kind?: WorkKind;
  readonly agreement?: string;
  readonly recipient?: string;
  readonly notRegisteredBy?: string;
  readonly order: "opened" | "-opened" | "amount" | "-amount";
  readonly limit?: string;
}

function addWorklist(program: Command, clock: Clock, done: Done): void {
  program
    .command("worklist")
    .description("what waits for somebody: to decide, to pay, to place, to claim; and overdue reports")
    .option("--effective <date>", "reports are overdue at the end of this day (default: today)")
    .addOption(knownAtOption())
    .addOption(new Option("--kind <kind>", "only what waits in this way").choices([...WORK_KINDS]))
    .option("--agreement <id>", "only this agreement")
    .option("--recipient <id>", "only this recipient")
    .option("--not-registered-by <id>", "without what this person wrote in and so may not decide")
    .addOption(
      new Option("--order <order>", "what has waited longest first, or by amount; - turns it round")
        .choices(["opened", "-opened", "amount", "-amount"])
        .default("opened"),
    )
    .option("--limit <number>", "at most so many")
    .addHelpText("after", EXAMPLES.worklist)
    .action(async (options: WorklistOptions, command: Command) => {
      const { kind, notRegisteredBy: writer, order } = options;
      const known = knownFrom(options.knownAt);
      const asked = {
        ...known,
        on: dayAsked(options.effective, known.knownAt, clock),
        where: givenOf(options, ["agreement", "recipient"]),
        ...{ sort: order.endsWith("amount") ? ("amount" as const) : ("opened" as const) },
        descending: order.startsWith("-"),
        limit: limitFrom(options.limit),
        ...(kind === undefined ? {} : { kinds: [kind] }),
        ...(writer === undefined ? {} : { notWrittenBy: actorFrom(writer, "--not-registered-by") }),
      };
      const { json = false } = globals(command);
      done(await withBooks(command, clock, (books) => worklistCommand(books, asked, json)));
    });
}

interface SearchOptions {
  readonly knownAt?: string;
  readonly kind?: SearchKind;
  readonly agreement?: string;
  readonly recipient?: string;
  readonly limit?: string;
}

function addSearch(program: Command, clock: Clock, done: Done): void {
  program
    .command("search")
    .description("find agreements, lines, parties, requisitions, payments, reports and claims by words")
    .argument("<words...>", "each begins a word of what is found")
    .addOption(knownAtOption())
    .addOption(new Option("--kind <kind>", "only what is of this kind").choices([...SEARCH_KINDS]))
    .option("--agreement <id>", "only in this agreement")
    .option("--recipient <id>", "only about this recipient")
    .option("--limit <number>", "at most so many")
    .addHelpText("after", EXAMPLES.search)
    .action(async (words: string[], options: SearchOptions, command: Command) => {
      const { kind } = options;
      const asked = {
        ...knownFrom(options.knownAt),
        text: asUsage(() => readSearched(words.join(" "), "<words>")),
        where: givenOf(options, ["agreement", "recipient"]),
        limit: limitFrom(options.limit),
        ...(kind === undefined ? {} : { kinds: [kind] }),
      };
      const { json = false } = globals(command);
      done(await withBooks(command, clock, (books) => searchCommand(books, asked, json)));
    });
}

/** More than anybody reads: without a limit a list is whole. */
const ALL = 1_000_000_000;

const limitFrom = (text: string | undefined): number =>
  text === undefined ? ALL : numberFrom(text, "--limit", 1, ALL);
