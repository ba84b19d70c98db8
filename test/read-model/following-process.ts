/** Follows a log into the read model of a folder, as the thread of a server does, until the process is killed. */
import { SqliteEventStore } from "#event-store/sqlite/sqlite-event-store.ts";
import { LiveReadModel } from "#projections/read-model/live-read-model.ts";
import { ReadModelFollower } from "#projections/read-model/read-model-follower.ts";

const [, , file = "", folder = ""] = process.argv;
const clock = { now: (): string => new Date(0).toISOString() };
const store = await SqliteEventStore.open({ file, clock, readOnly: true });
await ReadModelFollower.start(store, await LiveReadModel.open(folder));
