import type { CompletedCommand, CompletedOption, Values } from "./completed-commands.ts";
import { quotedForFish as quoted } from "./quoting.ts";

/** A line for each command and option, as fish keeps them. */
export function fishScript(
  commands: readonly CompletedCommand[],
  before: readonly CompletedOption[],
): string {
  const lines = [
    ...commands.map(
      ({ name, description }) =>
        `complete -c ledger -n __fish_use_subcommand -a ${name} -d ${quoted(description)}`,
    ),
    ...before.map((option) => optionLine("__fish_use_subcommand", option)),
    ...commands.flatMap(linesOf),
  ];
  return `# Completion of the ledger command for fish. To have it: ledger completion fish | source
function __ledger_ask
    set -l words (commandline -opc)
    set -l given
    if set -l at (contains -i -- --data $words)
        set given --data $words[(math $at + 1)]
    end
    eval (string escape -- $words[1]) complete $argv (string escape -- $given) 2>/dev/null
end

function __ledger_condition
    set -l given (string split -m 1 = -- (commandline -ct))
    if test (count $given) -gt 1
        __ledger_ask $given[1] | string replace -r '^' $given[1]=
    else
        printf '%s=\\n' $argv
    end
end

# Whether the next word is the argument of that number of the command.
function __ledger_argument
    set -l plain (string match -v -- '-*' (commandline -opc))
    test (count $plain) -gt 1; and test $plain[2] = $argv[1]
    and begin
        test $argv[2] = any; or test (count $plain) -eq (math $argv[2] + 1)
    end
end

complete -c ledger -f
${lines.join("\n")}
`;
}

function linesOf({ name, options, arguments: taken }: CompletedCommand): string[] {
  return [
    ...options.map((option) => optionLine(`__fish_seen_subcommand_from ${name}`, option)),
    ...taken.flatMap(({ takes, variadic }, index) =>
      takes.kind === "anything"
        ? []
        : [
            `complete -c ledger -n ${quoted(`__ledger_argument ${name} ${variadic ? "any" : index + 1}`)} ${valuesOf(takes)}`,
          ],
    ),
  ];
}

function optionLine(when: string, { names, description, takes }: CompletedOption): string {
  const flags = names.map((name) => (name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  const follows = takes === undefined ? [] : [takes.kind === "files" ? "-r" : "-x", valuesOf(takes)];
  return [`complete -c ledger -n ${quoted(when)}`, ...flags, ...follows, "-d", quoted(description)]
    .filter((part) => part !== "")
    .join(" ");
}

function valuesOf(values: Values): string {
  switch (values.kind) {
    case "words": {
      const words = values.words.join(" ");
      return values.list
        ? `-a ${quoted(`(__fish_complete_list , "printf '%s\\n' ${words}")`)}`
        : `-a ${quoted(words)}`;
    }
    case "condition":
      return `-a ${quoted(`(__ledger_condition ${values.dimensions.join(" ")})`)}`;
    case "asked":
      return `-a ${quoted(`(__ledger_ask ${values.what})`)}`;
    case "files":
      return "-F";
    case "folders":
      return `-a ${quoted("(__fish_complete_directories)")}`;
    case "anything":
      return "";
  }
}
