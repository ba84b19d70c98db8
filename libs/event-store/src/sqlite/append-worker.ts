/**
 * The writer's thread. It runs from the TypeScript source (under tests) and from the build alike, so this
 * file and what it imports use erasable syntax and relative imports only.
 */
import { parentPort, receiveMessageOnPort, workerData, type MessagePort } from "node:worker_threads";
import type { AppendRequest, FromWriter, ToWriter, WriterSettings } from "./append-messages.ts";
import { GroupCommit } from "./group-commit.ts";
import { failureOf } from "./sqlite-failure.ts";

function open(settings: WriterSettings, answer: (message: FromWriter) => void): GroupCommit | undefined {
  try {
    const writer = new GroupCommit(settings);
    answer({ kind: "ready" });
    return writer;
  } catch (error) {
    answer({ kind: "refused", failure: failureOf(error, settings.file) });
    return undefined;
  }
}

function serve(port: MessagePort, settings: WriterSettings): void {
  const answer = (message: FromWriter): void => port.postMessage(message);
  const writer = open(settings, answer);
  if (!writer) return port.close();
  port.on("message", (first: ToWriter) => {
    // All appends that arrived while the last group was being written make up the next one.
    const requests: AppendRequest[] = [];
    let stop = false;
    for (let message: ToWriter | undefined = first; message; message = waiting(port)) {
      if (message.kind === "append") requests.push(...message.requests);
      else stop = true;
    }
    if (requests.length > 0) answer({ kind: "replies", replies: writer.commit(requests) });
    if (!stop) return;
    try {
      writer.close();
    } finally {
      port.close();
    }
  });
}

function waiting(port: MessagePort): ToWriter | undefined {
  return receiveMessageOnPort(port)?.message as ToWriter | undefined;
}

if (parentPort) serve(parentPort, workerData as WriterSettings);
