import type { CompletedCommand, CompletedOption, Values } from "./completed-commands.ts";
import { quoted } from "./quoting.ts";

/** Works as a file `_ledger` on the `fpath`, and when it is sourced. */
export function zshScript(commands: readonly CompletedCommand[], before: readonly CompletedOption[]): string {
  return `#compdef ledger
# Completion of the ledger command for zsh. To have it: source <(ledger completion zsh)
_ledger_ask() {
  local -a found given
  local at=\${_ledger_words[(i)--data]}
  ((at < \${#_ledger_words})) && given=(--data "\${(Q)_ledger_words[at + 1]}")
  found=("\${(@f)$("\${(Q)\${_ledger_words[1]/#\\~/$HOME}}" complete $1 "\${given[@]}" 2>/dev/null)}")
  compadd -a found
}

_ledger_condition() {
  if compset -P '*='; then
    _ledger_ask \${\${IPREFIX%=}##*=}
  else
    compadd -S = -- "$@"
  fi
}

_ledger() {
  local curcontext="$curcontext" state line
  local -a _ledger_words=("\${words[@]}") commands
  typeset -A opt_args
  _arguments -C ${before.map(specOf).join(" ")} '1:command:->command' '*::argument:->argument'
  case $state in
    command)
      commands=(
${commands.map(({ name, description }) => `        ${quoted(`${name}:${description}`)}`).join("\n")}
      )
      _describe command commands
      ;;
    argument)
      case $line[1] in
${commands.map(caseOf).join("\n")}
      esac
      ;;
  esac
}

if [ "$funcstack[1]" = "_ledger" ]; then _ledger "$@"; else compdef _ledger ledger; fi
`;
}

function caseOf({ name, options, arguments: taken }: CompletedCommand): string {
  const specs = [
    ...options.map(specOf),
    ...taken.map(({ name, takes, variadic }, index) =>
      quoted(`${variadic ? "*" : index + 1}:${name}:${actionOf(takes)}`),
    ),
  ];
  return `        ${name}) _arguments ${specs.join(" ")} ;;`;
}

function specOf({ names, description, takes, repeatable }: CompletedOption): string {
  // In a specification brackets end the description, and colons part the fields.
  const told = description.replaceAll(/[[\]\\:]/g, (sign) => `\\${sign}`);
  return names
    .map((name) => {
      const value = takes === undefined ? "" : `:${name.replace(/^-+/, "")}:${actionOf(takes)}`;
      const equals = takes !== undefined && name.startsWith("--") ? "=" : "";
      return quoted(`${repeatable ? "*" : ""}${name}${equals}[${told}]${value}`);
    })
    .join(" ");
}

function actionOf(values: Values): string {
  switch (values.kind) {
    case "words":
      return values.list ? `_sequence compadd - ${values.words.join(" ")}` : `(${values.words.join(" ")})`;
    case "condition":
      return `_ledger_condition ${values.dimensions.join(" ")}`;
    case "asked":
      return `_ledger_ask ${values.what}`;
    case "files":
      return "_files";
    case "folders":
      return "_files -/";
    case "anything":
      return " ";
  }
}
