import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { day } from "#domain/calendar.ts";
import { kronor } from "#domain/money.ts";
import { POST } from "#domain/testing/given-agreement.ts";
import type { StoredEvent } from "#event-store/event-store.ts";
import { PoisonedEvent } from "./posted-events.ts";
import { balances } from "./queries/sums.ts";
import { ReadModel } from "./read-model.ts";

/** The nth grant of 1 000 kronor to the post, at positions with gaps. */
function granted(n: number): StoredEvent {
  return {
    id: `event-${n}`,
    type: "AppropriationGranted",
    data: {
      funding: POST,
      name: "Ett anslag",
      kind: "years_grant",
      amount: kronor(1_000),
      decision: "regleringsbrev",
      by: "anna",
      effectiveOn: day("2013-01-01"),
    },
    metadata: { actor: "anna", commandId: `anna/${n}` },
    stream: `anslagspost-${POST}`,
    revision: n,
    position: n * 3,
    recordedAt: "2013-01-02T08:00:00.000Z",
  };
}
const events = (count: number): StoredEvent[] => Array.from({ length: count }, (_, n) => granted(n));

async function availableIn(model: ReadModel): Promise<number> {
  return model.read(async (db) => {
    const [row] = await balances(db, { by: [] });
    return row?.net.available ?? 0;
  });
}

describe("the read model's checkpoint", () => {
  it("moves with the rows, and events that were applied are left out", async () => {
    const model = await ReadModel.inMemory();
    expect(await model.writer.write(events(2))).toBe(3);
    expect(await model.writer.write(events(3))).toBe(6);
    expect(await availableIn(model)).toBe(kronor(3_000));
    await model.close();
  });

  it("lets two processes project at once: each event is applied once", async () => {
    const folder = mkdtempSync(join(tmpdir(), "read-model-"));
    const file = join(folder, "model.sqlite");
    const [one, other] = [
      await ReadModel.open({ file, readingThreads: 1 }),
      await ReadModel.open({ file, readingThreads: 1 }),
    ];
    const all = events(300);
    const inBatches = async (model: ReadModel, size: number): Promise<void> => {
      for (let start = 0; start < all.length; start += size) {
        await model.writer.write(all.slice(0, start + size));
      }
    };

    await Promise.all([inBatches(one, 7), inBatches(other, 11)]);

    expect(await availableIn(one)).toBe(kronor(300_000));
    expect(await other.writer.position()).toBe(299 * 3);
    await one.close();
    await other.close();
    rmSync(folder, { recursive: true });
  });
});

describe("an event that cannot be applied", () => {
  const poisoned: StoredEvent = { ...granted(5), type: "FromAnotherWorld" };

  it("stops the writing in front of it, and everything before it stands", async () => {
    const model = await ReadModel.inMemory();
    const log = [...events(5), poisoned, granted(6)];

    await expect(model.writer.write(log)).rejects.toThrow(
      new PoisonedEvent(poisoned, new Error("No row in the transfer table for FromAnotherWorld.")).message,
    );

    expect(await model.writer.position()).toBe(4 * 3);
    expect(await availableIn(model)).toBe(kronor(5_000));
    await expect(model.writer.write([poisoned])).rejects.toThrow(PoisonedEvent);
    await model.close();
  });

  it("is told by its name, position and stream", async () => {
    const model = await ReadModel.inMemory();
    await expect(model.writer.write([poisoned])).rejects.toThrow(
      /FromAnotherWorld at position 15 \(anslagspost-.*, revision 5\)/,
    );
    await model.close();
  });
});
