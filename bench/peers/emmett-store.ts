import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { BareStore } from "./bare-fastify.ts";

/** What is used of `@event-driven-io/emmett-sqlite`. */
interface Emmett {
  sqliteConnection(options: { fileName: string }): Connection;
  getSQLiteEventStore(options: {
    fileName: string;
    connectionOptions: { singleton: true; connection: Connection };
  }): {
    appendToStream(
      stream: string,
      events: readonly { type: string; data: object; metadata: object }[],
    ): Promise<{ nextExpectedStreamVersion: bigint }>;
  };
}

interface Connection {
  command(sql: string): Promise<unknown>;
  close(): void;
}

const PACKAGE = "@event-driven-io/emmett-sqlite";
const require = createRequire(new URL("../emmett/package.json", import.meta.url));

export const NO_EMMETT = "Emmett is not installed: run npm ci in bench/emmett";

export function isEmmettInstalled(): boolean {
  try {
    require.resolve(PACKAGE);
    require("sqlite3");
    return true;
  } catch {
    return false;
  }
}

/**
 * Emmett's SQLite event store, as durable as the ledger's: WAL with `synchronous=FULL`.
 *
 * Its connection is kept, which is much quicker than the one per append that it opens by itself, and appends
 * take turns: on one connection, an append that began while another was under way would be answered before the
 * transaction that they share is committed.
 */
export async function emmettStore(folder: string): Promise<BareStore> {
  const fileName = join(folder, "emmett.sqlite");
  const emmett = (await import(pathToFileURL(require.resolve(PACKAGE)).href)) as Emmett;
  const connection = emmett.sqliteConnection({ fileName });
  await connection.command("PRAGMA synchronous = FULL");
  const store = emmett.getSQLiteEventStore({ fileName, connectionOptions: { singleton: true, connection } });
  let last: Promise<unknown> = Promise.resolve();
  return {
    append: (stream, commandId, data) => {
      const appended = last.then(() =>
        store.appendToStream(stream, [{ type: "FundsPassedOn", data, metadata: { commandId } }]),
      );
      last = appended;
      return appended.then(({ nextExpectedStreamVersion }) => Number(nextExpectedStreamVersion) - 1);
    },
    close: async () => connection.close(),
  };
}
