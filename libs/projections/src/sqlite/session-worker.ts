/**
 * A session's own thread, so that a heavy read does not keep the service from answering. It runs from the
 * TypeScript source (under tests) and from the build alike, so this file and what it imports use erasable
 * syntax and relative imports only.
 */
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { type FromSession, type ToSession, failureOf } from "./session-messages.ts";
import { SqliteSession, type SqliteSettings } from "./sqlite-session.ts";

function serve(port: MessagePort, settings: SqliteSettings): void {
  const answer = (message: FromSession): void => port.postMessage(message);
  let session: SqliteSession;
  try {
    session = new SqliteSession(settings);
  } catch (error) {
    answer({ kind: "refused", failure: failureOf(error) });
    return port.close();
  }
  answer({ kind: "ready" });
  port.on("message", (message: ToSession) => {
    if (message.kind === "stop") {
      session.close();
      return port.close();
    }
    const { ticket, sql, parameters } = message;
    try {
      answer({ kind: "ran", ticket, result: session.run(sql, parameters) });
    } catch (error) {
      answer({ kind: "failed", ticket, failure: failureOf(error) });
    }
  });
}

if (parentPort) serve(parentPort, workerData as SqliteSettings);
