import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeEventStore } from "../event-store.contract.ts";
import { SqliteEventStore } from "./sqlite-event-store.ts";

describeEventStore("sqlite", async ({ clock }) => {
  const folder = await mkdtemp(join(tmpdir(), "event-store-"));
  const options = { file: join(folder, "events.db"), clock };
  let store = await SqliteEventStore.open(options);
  return {
    store,
    reopen: async () => {
      await store.close();
      store = await SqliteEventStore.open(options);
      return store;
    },
    dispose: async () => {
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
});
