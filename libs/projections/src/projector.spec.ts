import { partyStream } from "#domain/accounts.ts";
import type { EventToAppend } from "#event-store/event-store.ts";
import { MemoryEventStore } from "#event-store/memory/memory-event-store.ts";
import { LedgerView } from "./ledger-view.ts";
import { ProjectionStopped, Projector } from "./projector.ts";

const CLOCK = { now: (): string => "2013-06-01T10:00:00.000Z" };
let ids = 0;
const anEvent = (type: string, data: object): EventToAppend => ({
  id: `00000000-0000-8000-8000-${String(++ids).padStart(12, "0")}`,
  type,
  data,
  metadata: { commandId: `c${ids}`, commandHash: "h" },
});
const registered = (party: string): EventToAppend =>
  anEvent("PartyRegistered", { party, kind: "region", name: party, names: [], by: "anna" });

const log = () => new MemoryEventStore({ clock: CLOCK });

describe("a view that follows the log", () => {
  it("holds what was there and what comes, and says when it holds a position", async () => {
    const store = log();
    await store.append(partyStream("a"), "no_stream", [registered("a")]);
    const projector = new Projector(store, new LedgerView());
    await projector.caughtUp();
    expect([...projector.view.parties.keys()]).toEqual(["party-a"]);
    const { position } = await store.append(partyStream("b"), "no_stream", [registered("b")]);
    await projector.waitFor(position);
    expect([projector.view.position, projector.view.parties.size]).toEqual([position, 2]);
    await projector.waitFor(undefined);
    expect(projector.stopped).toBeUndefined();
    await projector.close();
  });

  it("knows in which stream each command was taken", async () => {
    const store = log();
    const event = registered("a");
    await store.append(partyStream("a"), "no_stream", [event]);
    const projector = new Projector(store, new LedgerView());
    await projector.caughtUp();
    const { commandId } = event.metadata as { commandId: string };
    expect(projector.view.commands.find(commandId)).toEqual({ stream: "party-a", hash: "h" });
    await projector.close();
  });

  it("stops for good at an event that it does not know, and says which one to everyone who waits", async () => {
    const store = log();
    const projector = new Projector(store, new LedgerView());
    const { position } = await store.append(partyStream("a"), "no_stream", [anEvent("NeverHeardOf", {})]);
    const waiting = projector.waitFor(position + 1_000);
    await expect(waiting).rejects.toThrow(ProjectionStopped);
    await expect(waiting).rejects.toThrow(`NeverHeardOf at position ${position} (party-a, revision 0)`);
    await store.append(partyStream("b"), "no_stream", [registered("b")]);
    await expect(projector.caughtUp()).rejects.toThrow(ProjectionStopped);
    await expect(projector.waitFor(undefined)).rejects.toThrow(ProjectionStopped);
    expect(projector.view.parties.size).toBe(0);
    expect(projector.stopped?.message).toContain("NeverHeardOf");
    await projector.close();
  });

  it("stops at a stream of a kind that it does not know", async () => {
    const store = log();
    await store.append("stranger-1", "no_stream", [registered("a")]);
    const projector = new Projector(store, new LedgerView());
    await expect(projector.caughtUp()).rejects.toThrow("stranger-1");
    await projector.close();
  });

  it("leaves nobody waiting when it is closed", async () => {
    const projector = new Projector(log(), new LedgerView());
    const waiting = projector.waitFor(1_000);
    const refused = expect(waiting).rejects.toThrow(ProjectionStopped);
    await projector.close();
    await refused;
  });
});
