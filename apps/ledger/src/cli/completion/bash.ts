import type { CompletedCommand, CompletedOption, Values } from "./completed-commands.ts";
import { quoted } from "./quoting.ts";

/**
 * Bash takes words apart at = and : before it completes; the script looks at whole words instead, and gives
 * back what follows the last of those signs.
 */
export function bashScript(
  commands: readonly CompletedCommand[],
  before: readonly CompletedOption[],
): string {
  const names = commands.map(({ name }) => name);
  return `# Completion of the ledger command for bash. To have it: source <(ledger completion bash)
_ledger_ask() {
  "\${_ledger_program/#\\~/$HOME}" complete "$1" \${_ledger_data:+--data "$_ledger_data"} 2>/dev/null
}

_ledger_words() {
  COMPREPLY=($(compgen -W "$1" -- "$cur"))
}

_ledger_list() {
  COMPREPLY=($(compgen -P "\${cur%"\${cur##*,}"}" -W "$1" -- "\${cur##*,}"))
  compopt -o nospace 2>/dev/null
}

_ledger_condition() {
  case "$cur" in
    *=*) COMPREPLY=($(compgen -P "\${cur%%=*}=" -W "$(_ledger_ask "\${cur%%=*}")" -- "\${cur#*=}")) ;;
    *)
      COMPREPLY=($(compgen -S = -W "$1" -- "$cur"))
      compopt -o nospace 2>/dev/null
      ;;
  esac
}

_ledger_files() {
  COMPREPLY=($(compgen "$1" -- "$cur"))
  compopt -o filenames 2>/dev/null
}

_ledger() {
  local IFS=$' \\t\\n' cur prev command='' at=0 index head _ledger_program _ledger_data=''
  local -a words
  COMPREPLY=()
  read -ra words <<<"\${COMP_LINE:0:COMP_POINT}"
  case "\${COMP_LINE:0:COMP_POINT}" in
    *[[:space:]]) words+=('') ;;
  esac
  _ledger_program="\${words[0]}"
  cur="\${words[\${#words[@]} - 1]}"
  for ((index = 1; index < \${#words[@]} - 1; index++)); do
    case "\${words[index]}" in
      --data) _ledger_data="\${words[++index]}" ;;
      --data=*) _ledger_data="\${words[index]#--data=}" ;;
      ${patterns(withValues(commands, before))}) ((index++)) ;;
      -*) ;;
      *) if [ -z "$command" ]; then command="\${words[index]}"; else ((at++)); fi ;;
    esac
  done
  prev="\${words[\${#words[@]} - 2]}"
  case "$cur" in
    --*=*)
      prev="\${cur%%=*}"
      cur="\${cur#*=}"
      ;;
  esac
  case "$command $prev" in
${commands.flatMap(({ name, options }) => valuesAfter(name, options)).join("\n")}
${valuesAfter("", before).join("\n")}
    *)
      case "$command $cur" in
${commands.map(({ name, options }) => `        ${quoted(`${name} -`)}*) _ledger_words ${quoted(words(options))} ;;`).join("\n")}
        ' -'*) _ledger_words ${quoted(words(before))} ;;
        ' '*) _ledger_words ${quoted(names.join(" "))} ;;
        *)
          case "$command $at" in
${commands.flatMap(argumentCases).join("\n")}
          esac
          ;;
      esac
      ;;
  esac
  head="\${cur%"\${cur##*[=:]}"}"
  [ -z "$head" ] || COMPREPLY=("\${COMPREPLY[@]#"$head"}")
}

complete -F _ledger ledger
`;
}

const words = (options: readonly CompletedOption[]): string =>
  options.flatMap(({ names }) => names).join(" ");

/** Every option that a value follows, but for the folder, which is looked at by itself. */
function withValues(commands: readonly CompletedCommand[], before: readonly CompletedOption[]): string[] {
  const options = [...commands.flatMap(({ options }) => options), ...before];
  const names = options.filter(({ takes }) => takes !== undefined).flatMap(({ names }) => names);
  return [...new Set(names)].filter((name) => name !== "--data");
}

const patterns = (names: readonly string[]): string => names.join(" | ");

function valuesAfter(command: string, options: readonly CompletedOption[]): string[] {
  return options.flatMap(({ names, takes }) =>
    takes === undefined
      ? []
      : [`    ${names.map((name) => quoted(`${command} ${name}`)).join(" | ")}) ${reply(takes)} ;;`],
  );
}

function argumentCases({ name, arguments: taken }: CompletedCommand): string[] {
  return taken.map(({ takes, variadic }, index) => {
    const pattern = variadic ? `${quoted(`${name} `)}*` : quoted(`${name} ${index}`);
    return `            ${pattern}) ${reply(takes)} ;;`;
  });
}

function reply(values: Values): string {
  switch (values.kind) {
    case "words":
      return `${values.list ? "_ledger_list" : "_ledger_words"} ${quoted(values.words.join(" "))}`;
    case "condition":
      return `_ledger_condition ${quoted(values.dimensions.join(" "))}`;
    case "asked":
      return `_ledger_words "$(_ledger_ask ${values.what})"`;
    case "files":
      return "_ledger_files -f";
    case "folders":
      return "_ledger_files -d";
    case "anything":
      return ":";
  }
}
