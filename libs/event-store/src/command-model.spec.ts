import fc from "fast-check";
import { CommandIdReused } from "./command-errors.ts";
import { CommandHandler, type CommandOutcome } from "./command-handler.ts";
import { collect } from "./contract/given.contract.ts";
import {
  lostAnswer,
  memoryStore,
  moving,
  withAppend,
  type Move,
  type Till,
} from "./contract/till.contract.ts";
import { StoreUnavailable, WrongExpectedRevision } from "./errors.ts";

describe("the command handler against a model", () => {
  it("agrees with a plain fold of the log, whatever two processes do with whatever is lost", async () => {
    const step = fc.record({
      process: fc.nat(1),
      id: fc.nat(9),
      by: fc.integer({ min: -4, max: 5 }),
      pause: fc.boolean(),
      fault: fc.constantFrom("none", "none", "lost before", "lost after"),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const log = memoryStore();
        const faults: string[] = [];
        const unreliable = withAppend(log, async (...append) => {
          const fault = faults.shift();
          if (fault === "lost before") throw lostAnswer();
          await Promise.resolve();
          const appended = await log.append(...append);
          if (fault === "lost after") throw lostAnswer();
          return appended;
        });
        const handlers = [new CommandHandler(unreliable), new CommandHandler(unreliable)];
        const given: { readonly id: string; readonly outcome: Promise<CommandOutcome<Till> | undefined> }[] =
          [];
        for (const { process, id, by, pause, fault } of steps) {
          if (fault !== "none") faults.push(fault);
          const request = moving({ by }, { commandId: `desk:${id}` });
          const running = handlers[process]!.execute(request);
          const outcome = running.catch((error: unknown) => {
            const expected = [RangeError, CommandIdReused, StoreUnavailable, WrongExpectedRevision];
            if (!expected.some((kind) => error instanceof kind)) throw error;
            return undefined;
          });
          given.push({ id: `desk:${id}`, outcome });
          if (pause) await outcome;
        }
        const outcomes = await Promise.all(
          given.map(async ({ id, outcome }) => ({ id, outcome: await outcome })),
        );
        const events = await collect(log.readAll());
        const totals: number[] = [];
        for (const event of events) totals.push((totals.at(-1) ?? 0) + (event.data as Move["data"]).by);
        // The till is never overdrawn, no command is written twice, and every answer is the log's.
        expect(totals.every((total) => total >= 0)).toBe(true);
        const ids = events.map((event) => event.metadata["commandId"]);
        expect(new Set(ids).size).toBe(ids.length);
        for (const { id, outcome } of outcomes) {
          if (!outcome || outcome.events.length === 0) continue;
          const revision = Number(outcome.revision);
          expect(events[revision]?.metadata["commandId"]).toBe(id);
          if (!outcome.repeated) expect(outcome.state?.total).toBe(totals[revision]);
        }
      }),
      { numRuns: 150 },
    );
  });
});
