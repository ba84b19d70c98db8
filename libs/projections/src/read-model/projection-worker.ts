/**
 * The thread that keeps a read model up to date, so that deciding commands and answering do not wait for it. It runs
 * from the TypeScript source (under tests) and from the build alike, so this file and everything that it imports use
 * erasable syntax only.
 */
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { closeAll } from "#event-store/close-all.ts";
import { SqliteEventStore } from "#event-store/sqlite/sqlite-event-store.ts";
import { DatabaseDamaged } from "../database-unavailable.ts";
import { LiveReadModel } from "./live-read-model.ts";
import {
  type FromProjection,
  type ProjectionSettings,
  type ToProjection,
  errorTold,
  tell,
} from "./projection-messages.ts";
import { ReadModelFollower } from "./read-model-follower.ts";

/** Milliseconds between two looks at the log: what a read model is behind at most, and events enough for a batch. */
const LOOK = 20;

interface Projecting {
  readonly store: SqliteEventStore;
  readonly live: LiveReadModel;
  readonly follower: ReadModelFollower;
}

async function begin({ log, folder }: ProjectionSettings, changed: () => void): Promise<Projecting> {
  // Nothing is written to the log from here, so the time is never asked for.
  const clock = { now: (): string => new Date(0).toISOString() };
  const store = await SqliteEventStore.open({ file: log, clock, readOnly: true, pollMs: LOOK });
  let live: LiveReadModel | undefined;
  try {
    live = await LiveReadModel.open(folder);
    return { store, live, follower: await ReadModelFollower.start(store, live, changed) };
  } catch (error) {
    await closeAll(
      () => live?.close(),
      () => store.close(),
    );
    throw error;
  }
}

async function serve(port: MessagePort, settings: ProjectionSettings): Promise<void> {
  const say = (message: FromProjection): void => port.postMessage(message);
  let projecting: Projecting | undefined;
  const sayState = (): void => {
    if (!projecting) return;
    const { live, follower } = projecting;
    const { position, trouble, stopped } = follower;
    say({
      kind: "state",
      position,
      generation: live.identity ?? "",
      damage: live.damage && tell(live.damage),
      trouble: trouble && tell(trouble),
      isHalted: follower.isHalted,
      stopped: stopped?.message,
    });
  };
  try {
    projecting = await begin(settings, sayState);
  } catch (error) {
    say({ kind: "refused", failure: tell(error) });
    return port.close();
  }
  const { store, live, follower } = projecting;
  sayState();
  port.on("message", (message: ToProjection) => {
    switch (message.kind) {
      case "look":
        return store.look();
      case "damaged": {
        const damage = errorTold(message.failure);
        // One that was found in a generation that is in use no more needs nothing.
        if (damage instanceof DatabaseDamaged && message.generation === live.identity) {
          follower.noteDamage(damage);
        }
        return;
      }
      case "close":
        void closeAll(
          () => follower.close(),
          () => live.close(),
          () => store.close(),
        ).finally(() => port.close());
    }
  });
}

if (parentPort) await serve(parentPort, workerData as ProjectionSettings);
