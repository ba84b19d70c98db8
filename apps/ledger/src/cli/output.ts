import { once } from "node:events";

/**
 * What the command line says goes through here: results to stdout, everything about the work to stderr.
 *
 * A reader may leave early (`| head`). That is no failure: the rest is not written, and the command ends as
 * it would have.
 */
const readerGone = new AbortController();

/** Aborted when nobody reads stdout any more: a command that follows the log then ends. */
export const stdoutClosed: AbortSignal = readerGone.signal;

/** Once per process, before anything is written. */
export function endQuietlyWithoutReader(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    readerGone.abort();
  });
  // Without a reader of stderr there is nobody to complain to.
  process.stderr.on("error", () => undefined);
}

/** One result, or a line of one. */
export function print(text: string): void {
  if (!stdoutClosed.aborted) process.stdout.write(`${text}\n`);
}

/** Waits for a slow reader, so that what is printed does not pile up; one that has left is not waited for. */
export async function drained(): Promise<void> {
  if (!process.stdout.writableNeedDrain || stdoutClosed.aborted) return;
  await once(process.stdout, "drain", { signal: stdoutClosed }).catch(() => undefined);
}

/** One sentence about the work, for a person. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** A list as JSON, a row on each line: valid as a whole, and readable in a diff. */
export function printJsonList(rows: readonly object[]): void {
  if (rows.length === 0) return print("[]");
  print(`[\n${rows.map((row) => `  ${JSON.stringify(row)}`).join(",\n")}\n]`);
}
