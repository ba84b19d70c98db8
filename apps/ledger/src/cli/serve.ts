import type { Clock } from "#event-store/event-store.ts";
import type { DataFolder } from "../data-folder/data-folder.ts";
import { openLedger } from "../data-folder/open-ledger.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { UsageError } from "./failures.ts";
import { print, say } from "./output.ts";

/** What `serve.ts` offers. It is loaded when it is needed: the other commands start without the framework. */
interface HttpServer {
  startServer(options: {
    readonly ledger: Ledger;
    readonly port: number;
    readonly host?: string;
  }): Promise<{ readonly url: string; close(): Promise<void> }>;
}

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
  const { folder, clock, port, host, json, ended } = command;
  const ledger = await openLedger({ folder, clock });
  try {
    const { startServer } = (await import(SERVER)) as HttpServer;
    const server = await startServer({ ledger, port, host }).catch((error: unknown) => {
      throw listenFailure(error, host, port);
    });
    try {
      if (json) print(JSON.stringify({ url: server.url, data: folder.path, docs: `${server.url}/docs` }));
      else
        print(`Ready on ${server.url}\nData folder: ${folder.path}\nAPI documentation: ${server.url}/docs`);
      await until(ended);
      say("Closing the ledger.");
    } finally {
      await server.close();
    }
    return EXIT.fine;
  } finally {
    await ledger.close();
  }
}

const SERVER = "../serve.ts";

const LISTEN_RULES: Readonly<Record<string, string>> = {
  EADDRINUSE: "port-in-use",
  EACCES: "port-not-permitted",
  EADDRNOTAVAIL: "host-unknown",
};

/** The server says in a sentence why it cannot listen; here it gets its rule, since another port helps. */
function listenFailure(error: unknown, host: string, port: number): unknown {
  if (!(error instanceof Error) || error.name !== "ServerNotStarted") return error;
  const { cause } = error;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const figures = { host, port: String(port) };
  const rule = LISTEN_RULES[code] ?? "server-not-started";
  return new UsageError(rule, error.message, {
    field: rule.startsWith("port") ? "--port" : "--host",
    figures,
  });
}

function until(ended: AbortSignal): Promise<void> {
  if (ended.aborted) return Promise.resolve();
  return new Promise((resolve) => ended.addEventListener("abort", () => resolve(), { once: true }));
}
