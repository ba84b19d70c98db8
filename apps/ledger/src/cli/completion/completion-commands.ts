import { Argument, type Command } from "commander";
import type { Clock } from "#event-store/event-store.ts";
import { dataFolderAt } from "../../data-folder/data-folder.ts";
import { type Done, globals } from "../command-context.ts";
import { EXIT } from "../exit-codes.ts";
import { EXAMPLES } from "../help.ts";
import { print } from "../output.ts";
import { ASKED, type Asked, askedValues } from "./asked-values.ts";
import { bashScript } from "./bash.ts";
import {
  type CompletedCommand,
  type CompletedOption,
  completedCommands,
  programOptions,
} from "./completed-commands.ts";
import { fishScript } from "./fish.ts";
import { zshScript } from "./zsh.ts";

type Script = (commands: readonly CompletedCommand[], before: readonly CompletedOption[]) => string;

const SHELLS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const satisfies Record<
  string,
  Script
>;

/** `completion` prints a script for a shell; the script asks `complete` for what the ledger knows. */
export function addCompletion(program: Command, clock: Clock, done: Done): void {
  program
    .command("completion")
    .description("print a script that completes commands, options and values in a shell")
    .addArgument(new Argument("<shell>", "which shell").choices(Object.keys(SHELLS)))
    .addHelpText("after", EXAMPLES.completion)
    .action((shell: keyof typeof SHELLS) => {
      print(SHELLS[shell](completedCommands(program), programOptions(program)).trimEnd());
      done(EXIT.fine);
    });

  program
    .command("complete", { hidden: true })
    .addArgument(new Argument("<what>", "what is looked for").choices([...ASKED]))
    .action(async (what: Asked, _options: object, command: Command) => {
      // Whoever presses the tabulator key wants words, or nothing; a message would stand in the line being typed.
      const values = await askedValues(dataFolderAt(globals(command).data), clock, what).catch(() => []);
      for (const value of values) print(value);
      done(EXIT.fine);
    });
}
