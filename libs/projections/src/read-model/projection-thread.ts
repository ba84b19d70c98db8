import { Worker } from "node:worker_threads";
import type { Position } from "#event-store/event-store.ts";
import { DatabaseDamaged, DatabaseUnavailable } from "../database-unavailable.ts";
import { ProjectionStopped } from "../projector.ts";
import { type Following, PATIENCE } from "./following.ts";
import { LiveReadModel } from "./live-read-model.ts";
import { PositionWaiters } from "./position-waiters.ts";
import {
  type FromProjection,
  type ProjectionSettings,
  type ProjectionState,
  type ToProjection,
  errorTold,
  tell,
} from "./projection-messages.ts";

/** Milliseconds that the thread has for the batch under way and for closing its files. */
const MOST_PATIENCE = 10_000;

/**
 * Megabytes for what the thread has just made, most of which is of no use once a batch is written. Left to itself the
 * heap sets aside 100 MB for it under load, and the thread is no faster for that.
 */
const YOUNG_GENERATION = 24;

/**
 * Keeps the read model of a folder up to date on a thread of its own, which reads the log by itself. This side reads
 * the generation that is in use, and goes over to another one before it tells anybody how far that has come: a
 * reader never goes back in time.
 */
export class ProjectionThread implements Following {
  readonly #worker: Worker;
  readonly #live: LiveReadModel;
  readonly #waiters: PositionWaiters;
  readonly #exited: Promise<void>;
  /** States are taken one after the other, since going over to another generation takes a while. */
  #taking: Promise<void> = Promise.resolve();
  #stopped: ProjectionStopped | undefined;
  #trouble: DatabaseUnavailable | undefined;
  #hasAsked = false;

  private constructor(worker: Worker, live: LiveReadModel, first: ProjectionState) {
    this.#worker = worker;
    this.#live = live;
    this.#waiters = new PositionWaiters(first.position);
    this.#exited = new Promise((resolve) => worker.once("exit", () => resolve()));
    live.onDamage((generation = "", damage) => {
      this.#say({ kind: "damaged", generation, failure: tell(damage) });
    });
    worker.on("message", (message: FromProjection) => {
      if (message.kind === "state") this.#taking = this.#taking.then(() => this.#take(message));
    });
    worker.on("error", (error) => this.#end(`The read model's thread failed: ${String(error)}`));
    worker.on("exit", () => this.#end("The read model is closed."));
    this.#taking = this.#take(first);
  }

  /**
   * @returns what keeps it up to date, and the read model as it is read from this thread
   * @throws DatabaseUnavailable, DatabaseDamaged, Error when the thread cannot open log or read model
   */
  static async start(
    settings: ProjectionSettings,
    readingThreads: number,
  ): Promise<{ following: ProjectionThread; live: LiveReadModel }> {
    const worker = startWorker(settings);
    try {
      for (let state = await nextState(worker); ; state = await nextState(worker)) {
        const live = await readable(settings.folder, state.generation, readingThreads, worker);
        if (live) return { following: new ProjectionThread(worker, live, state), live };
      }
    } catch (error) {
      await worker.terminate();
      throw error;
    }
  }

  get position(): Position {
    return this.#waiters.position;
  }

  get stopped(): ProjectionStopped | undefined {
    return this.#stopped;
  }

  get trouble(): DatabaseUnavailable | undefined {
    return this.#trouble;
  }

  waitFor(position: Position | undefined, patience = PATIENCE): Promise<void> {
    if (position !== undefined && position > this.position && !this.#hasAsked) {
      this.#hasAsked = true;
      this.#say({ kind: "look" });
    }
    return this.#waiters.until(position, patience);
  }

  async close(): Promise<void> {
    this.#say({ kind: "close" });
    const patience = setTimeout(() => void this.#worker.terminate(), MOST_PATIENCE);
    await this.#exited;
    clearTimeout(patience);
    await this.#taking;
  }

  async #take(state: ProjectionState): Promise<void> {
    this.#hasAsked = false;
    const { generation, damage, trouble, isHalted, stopped, position } = state;
    this.#trouble = trouble && asTrouble(errorTold(trouble));
    if (this.#trouble && isHalted) this.#waiters.halt(this.#trouble);
    else this.#waiters.goOn();
    try {
      if (generation !== this.#live.identity) await this.#live.goOverToRead(generation);
      const found = damage && errorTold(damage);
      if (found instanceof DatabaseDamaged) this.#live.noteDamage(found);
      this.#waiters.moveTo(position);
    } catch (error) {
      // The generation is gone again already: another state follows, with one that is there.
      this.#trouble = asTrouble(error);
    }
    if (stopped !== undefined) this.#end(stopped);
  }

  #end(message: string): void {
    this.#stopped ??= new ProjectionStopped(message);
    this.#waiters.end(this.#stopped);
  }

  #say(message: ToProjection): void {
    this.#worker.postMessage(message);
  }
}

const asTrouble = (error: unknown): DatabaseUnavailable =>
  error instanceof DatabaseUnavailable ? error : new DatabaseUnavailable(String(error));

/** Undefined when it is gone or not sound: the thread puts another one into use, and says so. */
async function readable(
  folder: string,
  generation: string,
  readingThreads: number,
  worker: Worker,
): Promise<LiveReadModel | undefined> {
  try {
    return await LiveReadModel.toRead(folder, generation, readingThreads);
  } catch (error) {
    if (!(error instanceof DatabaseUnavailable)) throw error;
    const damaged: ToProjection = { kind: "damaged", generation, failure: tell(error) };
    if (error instanceof DatabaseDamaged) worker.postMessage(damaged);
    return undefined;
  }
}

/** @throws what the thread could not open */
function nextState(worker: Worker): Promise<ProjectionState> {
  return new Promise((resolve, reject) => {
    const ended = (): void => reject(new Error("The read model's thread ended before it had begun."));
    worker.once("message", (message: FromProjection) => {
      worker.off("error", reject);
      worker.off("exit", ended);
      if (message.kind === "refused") reject(errorTold(message.failure));
      else resolve(message);
    });
    worker.once("error", reject);
    worker.once("exit", ended);
  });
}

function startWorker(settings: ProjectionSettings): Worker {
  const fromSource = import.meta.url.endsWith(".ts");
  const file = new URL(fromSource ? "./projection-worker.ts" : "./projection-worker.js", import.meta.url);
  // The options of the starting process are not passed on: a test runner's would not suit the thread.
  const execArgv = ["--disable-warning=ExperimentalWarning", ...(fromSource ? ["--conditions=source"] : [])];
  const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_GENERATION };
  return new Worker(file, { workerData: settings, execArgv, name: "read-model", resourceLimits });
}
