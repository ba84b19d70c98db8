import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { PROBLEM_TYPE, problemOf } from "./problems.ts";

/** What Node's HTTP parser could not read, by its code; anything else is no HTTP at all. */
const STATUSES: ReadonlyMap<string, number> = new Map([
  ["HPE_HEADER_OVERFLOW", 431],
  ["ERR_HTTP_REQUEST_TIMEOUT", 408],
]);
const WORDS: ReadonlyMap<number, string> = new Map([
  [400, "This is not an HTTP request that can be read."],
  [408, "The request did not arrive in time."],
  [431, "The headers are too large."],
]);

class UnreadableRequest extends Error {
  override readonly name = "UnreadableRequest";
  readonly statusCode: number;

  constructor(statusCode: number, cause: Error) {
    super(WORDS.get(statusCode) ?? "", { cause });
    this.statusCode = statusCode;
  }
}

/**
 * Answers what never became a request, since it is no HTTP, with a problem like everything else, and hangs up:
 * where the next request would begin on this connection, nobody knows.
 */
export function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = STATUSES.get(error.code ?? "") ?? 400;
  const body = JSON.stringify(problemOf(new UnreadableRequest(status, error)).problem);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`,
    `Content-Type: ${PROBLEM_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    "X-Content-Type-Options: nosniff",
    "Cache-Control: no-store",
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}
