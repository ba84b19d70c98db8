import type { Command } from "commander";
import type { Clock } from "#event-store/event-store.ts";
import { dataFolderAt } from "../data-folder/data-folder.ts";
import { OpenBooks } from "../data-folder/open-read-model.ts";
import type { ExitCode } from "./exit-codes.ts";
import type { GlobalOptions } from "./options.ts";
import { say } from "./output.ts";
import { progressOf } from "./progress.ts";

/** Is told how the subcommand that ran ended. */
export type Done = (exit: ExitCode) => void;

export const globals = (command: Command): GlobalOptions => command.optsWithGlobals<GlobalOptions>();

/** For an option that may be given several times. */
export const collect = (value: string, before: string[]): string[] => [...before, value];

/** Answers from the books of the folder that a command was given; nothing stays open. */
export async function withBooks<Result>(
  command: Command,
  clock: Clock,
  work: (books: OpenBooks) => Promise<Result>,
): Promise<Result> {
  const progress = progressOf("Events read");
  const folder = dataFolderAt(globals(command).data);
  try {
    const onEvents = (events: number): void => progress.update(events);
    const books = await OpenBooks.open({ folder, clock, onEvents, onDetour: say });
    progress.stop();
    try {
      return await work(books);
    } finally {
      await books.close();
    }
  } finally {
    progress.stop();
  }
}
