import { type ParseArgsConfig, parseArgs } from "node:util";

/** As the ledger's own commands end on bad input: 1 would be an answer. */
const BAD_INPUT = 2;

type Options = NonNullable<ParseArgsConfig["options"]>;

/**
 * The options of one of the project's own tools. `--help` prints how it is used and ends it; what it does not know
 * ends it with a sentence and exit code 2.
 */
export function optionsOf<Given extends Options>(usage: string, options: Given, allowPositionals = false) {
  process.stdout.on("error", unlessReaderLeft);
  const asked = parsed(usage, options, allowPositionals);
  if ((asked.values as { readonly help?: boolean }).help !== true) return asked;
  process.stdout.write(usage);
  process.exit(0);
}

/** A reader may leave early (`| head`): what is done is done to its end, and the rest is not written. */
function unlessReaderLeft(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}

function parsed<Given extends Options>(usage: string, options: Given, allowPositionals: boolean) {
  try {
    return parseArgs({
      options: { ...options, help: { type: "boolean" as const } },
      allowPositionals,
    });
  } catch (error) {
    return wrongUse(error instanceof Error ? error.message : String(error), usage);
  }
}

/** Ends the tool: nothing was done. */
export function wrongUse(sentence: string, usage: string): never {
  process.stderr.write(`${sentence}\n\n${usage}`);
  process.exit(BAD_INPUT);
}

/** Nought rounds, or "x" of them, would show nothing and still end well. */
export function wholeNumber(
  name: string,
  text: string,
  { usage, least }: { readonly usage: string; readonly least: number },
): number {
  const number = Number(text);
  if (text.trim() !== "" && Number.isSafeInteger(number) && number >= least) return number;
  return wrongUse(`--${name} takes a whole number of at least ${least}, not ${JSON.stringify(text)}.`, usage);
}
