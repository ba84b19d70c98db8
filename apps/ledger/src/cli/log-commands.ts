import type { Command } from "commander";
import type { Clock } from "#event-store/event-store.ts";
import { dataFolderAt } from "../data-folder/data-folder.ts";
import { openLog } from "../data-folder/open-ledger.ts";
import { type Done, globals } from "./command-context.ts";
import { doctor } from "./doctor.ts";
import { events } from "./events.ts";
import { EXAMPLES } from "./help.ts";
import { numberFrom } from "./options.ts";
import { rebuildCommand } from "./rebuild.ts";
import { endedBySignal } from "./signals.ts";

interface EventsOptions {
  readonly stream?: string;
  readonly after?: string;
  readonly limit?: string;
  readonly follow?: boolean;
}

/** The commands that are about the log itself, and what is derived from it. */
export function addLogCommands(program: Command, clock: Clock, done: Done): void {
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

  program
    .command("rebuild")
    .description("build the read model anew from the log, compare the two, and put it into use if they agree")
    .option("--accept", "put it into use also where they differ: the log is right, a person has looked")
    .addHelpText("after", EXAMPLES.rebuild)
    .action(async ({ accept = false }: { readonly accept?: boolean }, command: Command) => {
      const { data, json = false } = globals(command);
      done(await rebuildCommand(dataFolderAt(data), clock, { accept, json }));
    });

  program
    .command("doctor")
    .description("look the data folder over: files, log, streams, read model, registers; changes nothing")
    .option("--deep", "also build the read model anew, elsewhere, and compare it row by row")
    .addHelpText("after", EXAMPLES.doctor)
    .action(async ({ deep = false }: { readonly deep?: boolean }, command: Command) => {
      const { data, json = false } = globals(command);
      done(await doctor(dataFolderAt(data), deep, json));
    });
}
