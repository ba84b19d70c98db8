import { closeAll } from "#event-store/close-all.ts";
import type { Clock } from "#event-store/event-store.ts";
import { type DataFolder, holdsLedger } from "../data-folder/data-folder.ts";
import { openLedger, unkeptLedger } from "../data-folder/open-ledger.ts";
import { openRegisters } from "../data-folder/open-registers.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { keepHeapSmall } from "../platform/heap-growth.ts";
import type { Registers } from "../registers/registers.ts";
import { ReadSide } from "../reads/read-side.ts";
import type { RunningServer } from "../serve.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { UsageError } from "./failures.ts";
import { print, say } from "./output.ts";

export interface ServeCommand {
  readonly folder: DataFolder;
  readonly clock: Clock;
  readonly port: number;
  readonly host: string;
  readonly json: boolean;
  /** Aborted by SIGINT or SIGTERM. */
  readonly ended: AbortSignal;
}

/** Serves the ledger of a folder until it is told to end, and then closes the log in order. */
export async function serve(command: ServeCommand): Promise<ExitCode> {
  const { folder, clock, json, ended } = command;
  keepHeapSmall();
  if (!holdsLedger(folder)) await mustListen(command);
  const ledger = await openLedger({ folder, clock, notice: say });
  let registers: Registers | undefined;
  for (const { message } of ledger.alarms) say(`Somebody has to look: ${message}`);
  let reads: ReadSide | undefined;
  try {
    reads = await ReadSide.over(ledger, folder);
    registers = await openRegisters(folder, clock);
    const server = await listening(ledger, command, { reads, registers });
    try {
      if (json) print(JSON.stringify({ url: server.url, data: folder.path, docs: `${server.url}/docs` }));
      else
        print(`Ready on ${server.url}\nData folder: ${folder.path}\nAPI documentation: ${server.url}/docs`);
      await until(ended);
      say("Closing the ledger.");
      await mustStillHold(ledger);
    } finally {
      await server.close();
    }
    return EXIT.fine;
  } finally {
    await closeAll(
      () => registers?.close(),
      () => reads?.close(),
      () => ledger.close(),
    );
  }
}

/** Whoever started the server is told that it did not end in order when it lost its log on the way. */
async function mustStillHold(ledger: Ledger): Promise<void> {
  // The log itself comes first: it tells more than the view, which may not even have noticed.
  for await (const event of ledger.store.readAll({ limit: 1 })) void event;
  if (ledger.stopped) throw ledger.stopped;
}

/** A port or a host that cannot be had leaves no new, empty folder behind. */
async function mustListen(command: ServeCommand): Promise<void> {
  const ledger = await unkeptLedger(command.clock);
  try {
    await (await listening(ledger, command)).close();
  } finally {
    await ledger.close();
  }
}

async function listening(
  ledger: Ledger,
  { host, port }: ServeCommand,
  beside: { readonly reads?: ReadSide; readonly registers?: Registers } = {},
): Promise<RunningServer> {
  // Loaded when it is needed: the other commands start without the framework.
  const { startServer, ServerNotStarted } = await import("../serve.ts");
  return startServer({ ledger, port, host, ...beside }).catch((error: unknown) => {
    throw error instanceof ServerNotStarted ? listenFailure(error, host, port) : error;
  });
}

const LISTEN_RULES: Readonly<Record<string, string>> = {
  EADDRINUSE: "port-in-use",
  EACCES: "port-not-permitted",
  EADDRNOTAVAIL: "host-unknown",
};

/** The server says in a sentence why it cannot listen; here it gets its rule, since another port helps. */
function listenFailure({ message, cause }: Error, host: string, port: number): UsageError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const figures = { host, port: String(port) };
  const rule = LISTEN_RULES[code] ?? "server-not-started";
  return new UsageError(rule, message, {
    field: rule.startsWith("port") ? "--port" : "--host",
    figures,
  });
}

function until(ended: AbortSignal): Promise<void> {
  if (ended.aborted) return Promise.resolve();
  return new Promise((resolve) => ended.addEventListener("abort", () => resolve(), { once: true }));
}
