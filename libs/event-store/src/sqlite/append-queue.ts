import { Worker } from "node:worker_threads";
import { StoreUnavailable, WrongExpectedRevision } from "../errors.ts";
import type { Appended } from "../event-store.ts";
import { asRevision } from "../expected-revision.ts";
import type { RecentAppends } from "./recent-appends.ts";
import type { AppendReply, AppendRequest, FromWriter, ToWriter, WriterSettings } from "./append-messages.ts";
import { toError } from "./sqlite-failure.ts";

/** Milliseconds that the writer has for what was asked for before and for closing the file. */
const MOST_PATIENCE = 10_000;

interface Waiting {
  readonly request: AppendRequest;
  resolve(appended: Appended): void;
  reject(error: Error): void;
}

/**
 * The store's side of the writer's thread. Appends made in the same turn travel in one message, and those
 * that arrive while the writer is busy wait there and share its next commit.
 */
export class AppendQueue {
  readonly #worker: Worker;
  readonly #recent: RecentAppends;
  readonly #onAppended: () => void;
  readonly #waiting = new Map<number, Waiting>();
  readonly #exited: Promise<void>;
  #unsent: AppendRequest[] = [];
  #ticket = 0;
  #ended: StoreUnavailable | undefined;

  private constructor(worker: Worker, recent: RecentAppends, onAppended: () => void) {
    this.#worker = worker;
    this.#recent = recent;
    this.#onAppended = onAppended;
    worker.on("message", (message: FromWriter) => this.#receive(message));
    worker.on("error", (error) => this.#end(stopped(error)));
    this.#exited = new Promise((resolve) => {
      worker.on("exit", () => {
        this.#end(stopped(undefined));
        resolve();
      });
    });
  }

  /**
   * @param recent is told of every answer before whoever waits for it
   * @throws StoreUnavailable when the writer cannot open the file
   */
  static async start(
    settings: WriterSettings,
    recent: RecentAppends,
    onAppended: () => void,
  ): Promise<AppendQueue> {
    const worker = startWorker(settings);
    await new Promise<void>((resolve, reject) => {
      worker.once("message", (message: FromWriter) => {
        if (message.kind === "refused") reject(toError(message.failure));
        else resolve();
      });
      worker.once("error", (error) => reject(stopped(error)));
    });
    return new AppendQueue(worker, recent, onAppended);
  }

  append(append: Omit<AppendRequest, "ticket">): Promise<Appended> {
    if (this.#ended) return Promise.reject(this.#ended);
    const request: AppendRequest = { ...append, ticket: ++this.#ticket };
    return new Promise((resolve, reject) => {
      this.#waiting.set(request.ticket, { request, resolve, reject });
      this.#unsent.push(request);
      if (this.#unsent.length === 1) setImmediate(() => this.#send());
    });
  }

  /**
   * Everything asked for before is written and answered; then the thread ends. One that does not end by
   * itself is ended: it would keep the process alive, and with it the lock.
   */
  async stop(): Promise<void> {
    this.#send();
    this.#post({ kind: "stop" });
    const patience = setTimeout(() => void this.#worker.terminate(), MOST_PATIENCE);
    await this.#exited;
    clearTimeout(patience);
  }

  #send(): void {
    if (this.#unsent.length === 0) return;
    const requests = this.#unsent;
    this.#unsent = [];
    this.#post({ kind: "append", requests });
  }

  #post(message: ToWriter): void {
    if (!this.#ended) this.#worker.postMessage(message);
  }

  #receive(message: FromWriter): void {
    if (message.kind !== "replies") return;
    for (const reply of message.replies) this.#settle(reply);
    this.#onAppended();
  }

  #settle(reply: AppendReply): void {
    const waiting = this.#waiting.get(reply.ticket);
    if (!waiting) return;
    this.#waiting.delete(reply.ticket);
    this.#recent.took(waiting.request, reply);
    const { stream, expected, events } = waiting.request;
    switch (reply.kind) {
      case "appended": {
        const { revision, position, after } = reply;
        const positions = events.map((_, index) => after + 1 + index);
        return waiting.resolve({ revision, position, positions, repeated: false });
      }
      case "repeated":
        return waiting.resolve({ revision: reply.revision, position: reply.position, repeated: true });
      case "conflict":
        return waiting.reject(
          new WrongExpectedRevision(stream, asRevision(expected), asRevision(reply.actual)),
        );
      case "failed":
        return waiting.reject(toError(reply.failure));
    }
  }

  /** The thread is gone: whoever waits cannot know whether the append was written. */
  #end(reason: StoreUnavailable): void {
    this.#ended ??= reason;
    this.#recent.forget();
    for (const { reject } of this.#waiting.values()) reject(reason);
    this.#waiting.clear();
    this.#unsent = [];
  }
}

function startWorker(settings: WriterSettings): Worker {
  const fromSource = import.meta.url.endsWith(".ts");
  const file = new URL(fromSource ? "./append-worker.ts" : "./append-worker.js", import.meta.url);
  // The options of the starting process are not passed on: a test runner's would not suit the thread.
  const execArgv = ["--disable-warning=ExperimentalWarning", ...(fromSource ? ["--conditions=source"] : [])];
  return new Worker(file, { workerData: settings, execArgv, name: "event-store-writer" });
}

function stopped(cause: unknown): StoreUnavailable {
  return new StoreUnavailable(
    "unknown_outcome",
    "The event store's writer has stopped; whether the append was written is unknown.",
    { cause },
  );
}
