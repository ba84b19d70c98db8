import { setTimeout as pause } from "node:timers/promises";
import type { Connection } from "./connection.ts";

export interface Loop {
  readonly connections: readonly Connection[];
  readonly seconds: number;
  readonly send: (connection: Connection) => Promise<void>;
  /** Is told of each answer how long it took, in milliseconds. */
  readonly answered: (milliseconds: number) => void;
}

/** Each client sends its next request when the last one was answered. */
export async function closedLoop({ connections, seconds, send, answered }: Loop): Promise<void> {
  const end = performance.now() + seconds * 1_000;
  const client = async (connection: Connection): Promise<void> => {
    for (let began = performance.now(); began < end;) {
      await send(connection);
      const now = performance.now();
      answered(now - began);
      began = now;
    }
  };
  await Promise.all(connections.map(client));
}

/**
 * Requests fall due at a fixed rate, per second. One that finds no free connection waits, and the wait counts:
 * nothing is left out because the server was slow (no coordinated omission).
 */
export async function openLoop({
  connections,
  rate,
  seconds,
  send,
  answered,
}: Loop & { readonly rate: number }): Promise<void> {
  const free = [...connections];
  const began = performance.now();
  const all = Math.max(1, Math.round(rate * seconds));
  const dueAt = (index: number): number => began + (index * 1_000) / rate;
  let [next, done] = [0, 0];
  await new Promise<void>((resolve, reject) => {
    const sendDue = (): void => {
      while (next < all && dueAt(next) <= performance.now()) {
        const connection = free.pop();
        if (connection === undefined) return;
        const due = dueAt(next++);
        send(connection).then(() => {
          answered(performance.now() - due);
          free.push(connection);
          done += 1;
          if (done === all) resolve();
          else sendDue();
        }, reject);
      }
    };
    const ticking = async (): Promise<void> => {
      while (next < all) {
        sendDue();
        await pause(1);
      }
    };
    ticking().catch(reject);
  });
}
