import { PERIODS_STREAM } from "#domain/accounts.ts";
import { day } from "#domain/calendar.ts";
import { kronor } from "#domain/money.ts";
import { POST } from "#domain/testing/given-agreement.ts";
import { MemoryEventStore } from "#event-store/memory/memory-event-store.ts";
import { LedgerView } from "./ledger-view.ts";
import { replayBalances } from "./replayed-balances.ts";

const CLOCK = { now: (): string => "2013-06-01T10:00:00.000Z" };
const STREAM = `anslagspost-${POST}`;
const METADATA = { actor: "anna", commandId: "anna/1", commandHash: "h" };

const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const granted = (n: number, effectiveOn: string, amount: number) => ({
  id: uuid(n),
  type: "AppropriationGranted",
  metadata: METADATA,
  data: {
    funding: POST,
    name: "Ett anslag",
    kind: "years_grant",
    amount: kronor(amount),
    decision: "regleringsbrev",
    by: "anna",
    effectiveOn: day(effectiveOn),
  },
});

describe("Replaying a log to balances", () => {
  it("gives what the whole view gives, also by posting date when an entry came after its period was closed", async () => {
    const store = new MemoryEventStore({ clock: CLOCK });
    const { position } = await store.append(STREAM, "no_stream", [granted(1, "2013-01-01", 10)]);
    const closing = { through: day("2013-03-31"), asOfPosition: position, by: "anna" };
    const closed = { id: uuid(2), type: "PeriodClosed", data: closing, metadata: METADATA };
    await store.append(PERIODS_STREAM, "no_stream", [closed]);
    await store.append(STREAM, 0, [granted(3, "2013-02-01", 5), granted(4, "2013-05-01", 1)]);

    const seen: number[] = [];
    const replayed = await replayBalances(store, { onEvent: (read) => seen.push(read) });

    const available = (fold: typeof replayed.byEffectiveDate, on: string): number | undefined =>
      fold.balances({ by: [], on: day(on) })[0]?.net.available;
    expect(available(replayed.byEffectiveDate, "2013-02-01")).toBe(kronor(15));
    expect(available(replayed.byPostingDate, "2013-02-01")).toBe(kronor(10));
    expect(available(replayed.byPostingDate, "2013-04-01")).toBe(kronor(15));
    expect(available(replayed.byPostingDate, "2013-05-01")).toBe(kronor(16));
    expect(seen).toEqual([1, 2, 3, 4]);

    const view = new LedgerView();
    for await (const event of store.readAll()) view.apply(event);
    for (const on of ["2012-12-31", "2013-01-01", "2013-02-01", "2013-04-01", "2013-05-01"].map(day)) {
      const asked = { by: ["anslagspost"], on } as const;
      expect(replayed.byEffectiveDate.balances(asked)).toEqual(view.byEffectiveDate.balances(asked));
      expect(replayed.byPostingDate.balances(asked)).toEqual(view.byPostingDate.balances(asked));
    }
  });

  it("stops at an event that it does not know", async () => {
    const store = new MemoryEventStore({ clock: CLOCK });
    await store.append(STREAM, "no_stream", [{ ...granted(1, "2013-01-01", 1), type: "FromAnotherWorld" }]);
    await expect(replayBalances(store)).rejects.toThrow(/FromAnotherWorld .* cannot be applied/);
  });
});
