import { type Argument, type Command, Help, type Option } from "commander";
import { ACCOUNT_NAMES } from "#domain/accounts.ts";
import { DIMENSIONS } from "#projections/balance-fold.ts";
import { EVENT_TYPES } from "../money-commands.ts";
import { ASKED, type Asked } from "./asked-values.ts";

/** What can stand after an option, or as an argument. */
export type Values =
  | { readonly kind: "words"; readonly words: readonly string[]; readonly list: boolean }
  /** `dimension=value`. */
  | { readonly kind: "condition"; readonly dimensions: readonly string[] }
  /** What the ledger knows: the command asks it. */
  | { readonly kind: "asked"; readonly what: Asked }
  | { readonly kind: "files" | "folders" | "anything" };

export interface CompletedOption {
  /** `--by`, or `-h` and `--help`. */
  readonly names: readonly string[];
  readonly description: string;
  /** Absent when nothing follows the option. */
  readonly takes?: Values;
  readonly repeatable: boolean;
}

export interface CompletedCommand {
  readonly name: string;
  readonly description: string;
  readonly options: readonly CompletedOption[];
  readonly arguments: readonly {
    readonly name: string;
    readonly takes: Values;
    readonly variadic: boolean;
  }[];
}

/** All that can be completed, as the commands themselves say it: what is added there is never forgotten here. */
export function completedCommands(program: Command): CompletedCommand[] {
  const help = new Help();
  help.showGlobalOptions = true;
  return help.visibleCommands(program).map((command) => ({
    name: command.name(),
    description: command.description(),
    options: [...help.visibleOptions(command), ...globalOptions(program)].map(optionOf),
    arguments: command.registeredArguments.map((argument) => ({
      name: argument.name(),
      takes: valuesOf(argument),
      variadic: argument.variadic,
    })),
  }));
}

/** The options that stand before a command as well as after it. */
export function programOptions(program: Command): CompletedOption[] {
  return new Help().visibleOptions(program).map(optionOf);
}

const globalOptions = (program: Command): readonly Option[] =>
  program.options.filter(({ long }) => long !== "--version");

function optionOf(option: Option): CompletedOption {
  const { short, long, description, defaultValue } = option;
  return {
    names: [short, long].filter((name) => name !== undefined && name !== null),
    description,
    ...(option.required || option.optional ? { takes: valuesOf(option) } : {}),
    repeatable: Array.isArray(defaultValue),
  };
}

const LISTS: Readonly<Record<string, readonly string[]>> = {
  by: DIMENSIONS,
  account: ACCOUNT_NAMES,
  type: EVENT_TYPES,
};

/** What an option or an argument takes goes by its name, which means the same in every command. */
function valuesOf(taker: Option | Argument): Values {
  const name = "long" in taker ? taker.attributeName() : taker.name();
  if (taker.argChoices) return { kind: "words", words: taker.argChoices, list: false };
  const words = LISTS[name];
  if (words) return { kind: "words", words, list: true };
  if (name === "where") return { kind: "condition", dimensions: DIMENSIONS };
  if (name === "data") return { kind: "folders" };
  if (name === "file") return { kind: "files" };
  const what = ASKED.find((asked) => asked === name);
  return what === undefined ? { kind: "anything" } : { kind: "asked", what };
}
