import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { RecordedEvent } from "#domain/policies.ts";
import { MemoryEventStore } from "#event-store/memory/memory-event-store.ts";
import { playDemo } from "#ledger/demo/play.ts";
import { Ledger } from "#ledger/ledger/ledger.ts";
import { type Case, CASES_FOLDER, type Step, readCase } from "../../case-runner/case-file.ts";
import { playCase } from "../../case-runner/play-case.ts";

/** What the cases and the demo's stories show, once they are played. */
export interface Shown {
  readonly events: readonly RecordedEvent[];
  /** For each rule the cases that are refused by it, as paths from test/cases. */
  readonly refusals: ReadonlyMap<string, readonly string[]>;
}

/** Plays every case and the demo, in memory. */
export async function playEverything(): Promise<Shown> {
  const events: RecordedEvent[] = [];
  const refusals = new Map<string, string[]>();
  for (const file of caseFiles()) {
    const one = readCase(join(CASES_FOLDER, file), CASES_FOLDER);
    for (const rule of refusedIn(one)) refusals.set(rule, [...(refusals.get(rule) ?? []), file]);
    events.push(...(await playCase({ ...one, store: "memory" }, "as written")));
  }
  events.push(...(await demoEvents()));
  return { events, refusals };
}

function caseFiles(): string[] {
  return readdirSync(CASES_FOLDER, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".yaml") && !file.split("/").includes("background"))
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
}

function refusedIn({ steps }: Case): ReadonlySet<string> {
  const rules = (step: Step): string[] =>
    [step.refused?.rule, step.refusedElsewhere?.rule, ...(step.concurrently ?? []).flatMap(rules)].filter(
      (rule) => rule !== undefined,
    );
  return new Set(steps.flatMap(({ step }) => rules(step)));
}

async function demoEvents(): Promise<RecordedEvent[]> {
  const ledger = await Ledger.open(
    new MemoryEventStore({ clock: { now: () => "2023-07-01T08:00:00.000Z" } }),
  );
  try {
    await playDemo(ledger);
    const events: RecordedEvent[] = [];
    for await (const { id, stream, type, data } of ledger.store.readAll()) {
      events.push({ eventId: id, stream, type, data } as RecordedEvent);
    }
    return events;
  } finally {
    await ledger.close();
  }
}
