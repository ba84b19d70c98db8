import { type Command, Option } from "commander";
import { ACCOUNT_NAMES } from "#domain/accounts.ts";
import { parseFundingKey } from "#domain/appropriations/funding-key.ts";
import { TRANSFER_TABLE } from "#domain/transfers.ts";
import type { Clock } from "#event-store/event-store.ts";
import type { JournalOrder } from "#projections/read-model/queries/journal.ts";
import { dataFolderAt } from "../data-folder/data-folder.ts";
import { today } from "../data-folder/system-clock.ts";
import { balances } from "./balances.ts";
import { type Done, collect, globals, withBooks } from "./command-context.ts";
import { EXAMPLES } from "./help.ts";
import { ORDERS, journal } from "./journal.ts";
import {
  actorFrom,
  asUsage,
  conditionsFrom,
  dayFrom,
  dimensionsFrom,
  givenOf,
  namesFrom,
  numberFrom,
} from "./options.ts";
import { reclaimableCommand } from "./reclaimable.ts";
import { replayedBalances } from "./replayed-balances.ts";
import { statement } from "./statement.ts";
import { type TimeOptions, knownAtOption, knownFrom, timeFrom, withTime } from "./time-options.ts";

export const EVENT_TYPES = Object.keys(TRANSFER_TABLE);

/** The commands that answer about money, each as of a point on both axes of time. */
export function addMoneyCommands(program: Command, clock: Clock, done: Done): void {
  addBalances(program, clock, done);
  addReclaimable(program, clock, done);
  addStatement(program, clock, done);
  addJournal(program, clock, done);
}

interface BalancesOptions extends TimeOptions {
  readonly by: string;
  readonly where: string[];
  readonly turnover?: boolean;
  readonly replay?: boolean;
}

function addBalances(program: Command, clock: Clock, done: Done): void {
  const command = program
    .command("balances")
    .description(
      "sums over dimensions: year, area, anslag, anslagspost, agreement, line, recipient, holder, receipt",
    )
    .option("--by <dimensions>", "group by these, separated by commas", "anslagspost");
  withTime(command, "what came in from this day on: the turnover of a period")
    .option("--where <dimension=value>", "only money with this value; may be repeated", collect, [])
    .option("--turnover", "what ever came in, instead of what is there")
    .addOption(
      new Option("--replay", "summed from every event of the log anew, not from the read model").conflicts(
        "from",
      ),
    )
    .addHelpText("after", EXAMPLES.balances)
    .action(async (options: BalancesOptions, command: Command) => {
      const query = {
        by: dimensionsFrom(options.by),
        where: conditionsFrom(options.where),
        time: timeFrom(options),
        turnover: options.turnover === true || options.from !== undefined,
      };
      const { data, json = false } = globals(command);
      done(
        options.replay === true
          ? await replayedBalances(dataFolderAt(data), clock, query, json)
          : await withBooks(command, clock, (books) => balances(books, query, json)),
      );
    });
}

interface ReclaimableOptions {
  readonly on?: string;
  readonly knownAt?: string;
  readonly agreement?: string;
  readonly recipient?: string;
}

function addReclaimable(program: Command, clock: Clock, done: Done): void {
  program
    .command("reclaimable")
    .description(
      "unused funds to reclaim: reported unused, reclaimed and not repaid, and without a report in time",
    )
    .option("--on <date>", "at the end of this day (default: today)")
    .addOption(knownAtOption())
    .option("--agreement <id>", "only this agreement")
    .option("--recipient <id>", "only this recipient")
    .addHelpText("after", EXAMPLES.reclaimable)
    .action(async (options: ReclaimableOptions, command: Command) => {
      const { on, knownAt } = options;
      const query = {
        on: on === undefined ? today(clock) : dayFrom(on, "--on"),
        ...knownFrom(knownAt),
        where: givenOf(options, ["agreement", "recipient"]),
      };
      const { json = false } = globals(command);
      done(await withBooks(command, clock, (books) => reclaimableCommand(books, query, json)));
    });
}

interface StatementOptions extends TimeOptions {
  readonly line?: string;
  readonly holder?: string;
  readonly anslagspost?: string;
}

function addStatement(program: Command, clock: Clock, done: Done): void {
  const command = program
    .command("statement")
    .description("what happened to a grant's money, day by day, with running balances")
    .argument("<agreement>", "the agreement")
    .argument("<recipient>", "whose grant it is");
  withTime(command, "entries of this day and later; what is before is the opening balance")
    .option("--line <id>", "only this line")
    .option("--holder <id>", "only what this party holds")
    .option("--anslagspost <id>", "only money of this post")
    .addHelpText("after", EXAMPLES.statement)
    .action(async (agreement: string, recipient: string, options: StatementOptions, command: Command) => {
      const { line, holder, anslagspost } = options;
      const of = {
        ...{ agreement, recipient },
        ...(line === undefined ? {} : { line }),
        ...(holder === undefined ? {} : { holder }),
        ...(anslagspost === undefined
          ? {}
          : { anslagspost: asUsage(() => parseFundingKey(anslagspost, "--anslagspost")) }),
      };
      const time = timeFrom(options);
      const { json = false } = globals(command);
      done(await withBooks(command, clock, (books) => statement(books, { of, time }, json)));
    });
}

interface JournalOptions extends TimeOptions {
  readonly where: string[];
  readonly account?: string;
  readonly type?: string;
  readonly actor?: string;
  readonly vouchers?: boolean;
  readonly order: JournalOrder;
  readonly limit?: string;
}

function addJournal(program: Command, clock: Clock, done: Done): void {
  const command = program
    .command("journal")
    .description("every transfer of money with all its dimensions and both its days");
  withTime(command, "entries of this day and later")
    .option("--where <dimension=value>", "only money with this value; may be repeated", collect, [])
    .option("--account <accounts>", "only what leaves or reaches these accounts, separated by commas")
    .option("--type <types>", "only these kinds of event, separated by commas")
    .option("--actor <id>", "only what this person recorded, by opaque id")
    .option("--vouchers", "only accounting events (verifikationer)")
    .addOption(
      new Option("--order <order>", "by log position or by either day; with - the latest first")
        .choices([...ORDERS])
        .default("position"),
    )
    .option("--limit <number>", "at most so many")
    .addHelpText("after", EXAMPLES.journal)
    .action(async (options: JournalOptions, command: Command) => {
      const { account, type, actor, limit, order, vouchers = false } = options;
      const most = Number.MAX_SAFE_INTEGER;
      const query = {
        where: conditionsFrom(options.where),
        time: timeFrom(options),
        vouchersOnly: vouchers,
        order,
        limit: limit === undefined ? most : numberFrom(limit, "--limit", 1, most),
        ...(account === undefined
          ? {}
          : { accounts: namesFrom(account, "--account", "account", ACCOUNT_NAMES) }),
        ...(type === undefined ? {} : { types: namesFrom(type, "--type", "event type", EVENT_TYPES) }),
        ...(actor === undefined ? {} : { actor: actorFrom(actor, "--actor") }),
      };
      const { json = false } = globals(command);
      done(await withBooks(command, clock, (books) => journal(books, query, json)));
    });
}
