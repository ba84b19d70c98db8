import { type FileHandle, open } from "node:fs/promises";
import type { Clock } from "#event-store/event-store.ts";
import { FileError } from "../agreement-files/file-problems.ts";
import type { BulkNews } from "../bulk/run-bulk.ts";
import type { BulkSummary } from "../bulk/outcomes.ts";
import type { DataFolder } from "../data-folder/data-folder.ts";
import { openLedger } from "../data-folder/open-ledger.ts";
import { openRegisters } from "../data-folder/open-registers.ts";
import type { Registers } from "../registers/registers.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { drained, print, say } from "./output.ts";
import { progressOf } from "./progress.ts";

export interface BulkCommandLine {
  /** A file, or `-` for stdin. */
  readonly file: string;
  readonly folder: DataFolder;
  readonly clock: Clock;
  readonly actor: string;
  readonly key?: string;
  readonly stopOnRefusal: boolean;
  readonly json: boolean;
  /** Aborted by SIGINT or SIGTERM. */
  readonly ended: AbortSignal;
}

/** Carries out a file of commands on the folder itself: an outcome per line on stdout, the sum on stderr. */
export async function bulkCommand(command: BulkCommandLine): Promise<ExitCode> {
  const { file, folder, clock, json, ended } = command;
  // Opened first: a file that is not there leaves no new, empty folder behind.
  const source = await sourceOf(file);
  try {
    // Loaded when it is needed: the other commands start without it.
    const { runBulk } = await import("../bulk/run-bulk.ts");
    const ledger = await openLedger({ folder, clock, notice: say });
    const progress = progressOf("Lines carried out");
    let registers: Registers | undefined;
    try {
      registers = await openRegisters(folder, clock);
      let summary: BulkSummary | undefined;
      let problem: string | undefined;
      let told = 0;
      for await (const news of runBulk(ledger, source.bytes, { ...command, known: registers, ended })) {
        await printOutcomes(news);
        problem ??= news.outcomes.find(({ status }) => status === "failed")?.problem?.detail;
        progress.update((told += news.outcomes.length));
        ({ summary } = news);
      }
      progress.stop();
      if (summary === undefined) throw new Error("A bulk ends with its summary.");
      if (problem !== undefined) say(problem);
      say(json ? JSON.stringify(summary) : sentenceOf(summary));
      return exitOf(summary);
    } finally {
      progress.stop();
      await registers?.close();
      await ledger.close();
    }
  } finally {
    await source.close();
  }
}

interface Source {
  readonly bytes: AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

async function sourceOf(file: string): Promise<Source> {
  // A sender that goes on would keep an interrupted process alive.
  if (file === "-") return { bytes: process.stdin, close: async () => void process.stdin.destroy() };
  const handle = await opened(file);
  return { bytes: handle.createReadStream({ autoClose: false }), close: () => handle.close() };
}

async function opened(file: string): Promise<FileHandle> {
  try {
    const handle = await open(file, "r");
    if (!(await handle.stat()).isDirectory()) return handle;
    await handle.close();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `The file cannot be read: ${reason}.`;
    throw new FileError([{ file, field: "", rule: "file-unreadable", message }]);
  }
  const message = "This is a folder: name one file, or - for stdin.";
  throw new FileError([{ file, field: "", rule: "file-unreadable", message }]);
}

/** Waits for a slow reader, so that outcomes do not pile up; one that has left hears no more. */
async function printOutcomes({ outcomes }: BulkNews): Promise<void> {
  if (outcomes.length === 0) return;
  print(outcomes.map((outcome) => JSON.stringify(outcome)).join("\n"));
  await drained();
}

function sentenceOf(summary: BulkSummary): string {
  const { lines, written, repeated, refused, failed, notTried, done } = summary;
  const counts = [
    `${written} written`,
    `${repeated} repeated`,
    `${refused} refused`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(notTried > 0 ? [`${notTried} not tried`] : []),
  ].join(", ");
  const rest = done ? "" : " Run the same bulk again, with the same --key, to carry out the rest.";
  return `${lines} ${lines === 1 ? "line" : "lines"}: ${counts}.${rest}`;
}

function exitOf({ done, refused, failed }: BulkSummary): ExitCode {
  if (failed > 0) return EXIT.unavailable;
  return refused > 0 || !done ? EXIT.findings : EXIT.fine;
}
