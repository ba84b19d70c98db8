import { MemoryEventStore } from "#event-store/memory/memory-event-store.ts";
import { type WriteRoute, addressed, describedRoutes, writesAmong } from "./described-api.ts";
import { type Desk, type Reply, startDesk } from "./running.ts";
import { type Sent as Raw, lost } from "./sent-raw.ts";
import { type Answers, type Scripted, playWholeLife } from "./whole-life.ts";

const clock = { now: (): string => "2014-06-01T10:00:00.000Z" };

interface Sent {
  readonly url: string;
  readonly body: Record<string, unknown>;
  readonly headers: Record<string, string>;
}

const opened: Desk[] = [];

/** A desk with its routes, and every request that was sent to it. */
class WalkedDesk {
  readonly sent = new Map<string, Sent>();

  private constructor(
    readonly desk: Desk,
    readonly store: MemoryEventStore,
    readonly routes: readonly WriteRoute[],
  ) {}

  static async open(store = new MemoryEventStore({ clock })): Promise<WalkedDesk> {
    const desk = await startDesk(store);
    opened.push(desk);
    return new WalkedDesk(desk, store, writesAmong(await describedRoutes(desk)));
  }

  prepared({ type, fields, actor, name }: Scripted): Sent {
    const route = this.routes.find((one) => one.type === type);
    if (!route) throw new Error(`No route takes ${type}.`);
    const headers = { "Ledger-Actor": actor, "Idempotency-Key": name.replace(" ", "-") };
    const sent = { ...addressed(route, fields), headers };
    this.sent.set(name, sent);
    return sent;
  }

  post({ url, body, headers }: Sent): Promise<Reply> {
    return this.desk.post(url, body, headers);
  }

  /** How many events each command has in the log, by the id that it was given under. */
  async eventsOf({ headers }: Sent): Promise<number> {
    const id = `${headers["Ledger-Actor"]}/${headers["Idempotency-Key"]}`;
    let count = 0;
    for await (const { metadata } of this.store.readAll()) {
      if (metadata["commandId"] === id || metadata["partOf"] === id) count += 1;
    }
    return count;
  }
}

/** An answer as it is told each time, but for the word that it was told before. */
function told({ status, headers, body }: Reply): object {
  const text = JSON.stringify(body).replaceAll('"repeated":true', '"repeated":false');
  const named = ["ETag", "Ledger-Position", "Location", "Content-Type"];
  return { status, body: JSON.parse(text) as object, headers: named.map((name) => headers.get(name)) };
}

const isReplay = ({ headers, body }: Reply): unknown[] => [
  headers.get("Idempotent-Replayed"),
  body["repeated"],
];
const REPLAYED = ["true", true];
const FIRST = [null, false];

describe("every write, sent more than once", () => {
  let first: Answers;
  let walked: WalkedDesk;

  // The life as it is when every answer arrives: what the others are held against.
  beforeAll(async () => {
    walked = await WalkedDesk.open();
    first = await playWholeLife((act) => walked.post(walked.prepared(act)));
  });
  afterAll(async () => {
    for (const desk of opened) await desk.close();
  });

  it("is taken at least once in the script: all routes that are described", () => {
    const refused = [...first].filter(([, { status }]) => status >= 300);
    expect(refused.map(([name, { body }]) => [name, body])).toEqual([]);
    const scripted = new Set([...first.keys()].map((name) => name.split(" ")[0]));
    const missing = walked.routes.filter(({ type }) => !scripted.has(type)).map(({ type }) => type);
    expect({ missing }).toEqual({ missing: [] });
  });

  it("says where what it began can be read, and there it is", async () => {
    for (const [name, { status, headers }] of first) {
      const location = headers.get("Location");
      expect([name, location !== null]).toEqual([name, status === 201]);
      if (location === null) continue;
      const [address = "", fragment] = location.split("#");
      const { status: found, body } = await walked.desk.get(address);
      expect([name, found]).toEqual([name, 200]);
      if (fragment === undefined) continue;
      const [list = "", id = ""] = fragment.split("/").map(decodeURIComponent);
      expect([name, JSON.stringify(body[list])]).toEqual([name, expect.stringContaining(`"${id}"`)]);
    }
  });

  it("is answered as the first time after all the others too, in the same process and in the next", async () => {
    const events = await walked.desk.events();
    const again = async (where: WalkedDesk): Promise<void> => {
      for (const [name, sent] of walked.sent) {
        const reply = await where.post(sent);
        expect([name, told(reply), isReplay(reply)]).toEqual([
          name,
          told(first.get(name) as Reply),
          REPLAYED,
        ]);
      }
      expect(await where.desk.events()).toBe(events);
    };
    await again(walked);
    const next = await WalkedDesk.open(walked.store);
    await again(next);
  });

  it("is refused under the same key with another body", async () => {
    const events = await walked.desk.events();
    for (const [name, sent] of walked.sent) {
      const other = await walked.post({ ...sent, body: otherThan(sent.body) });
      expect([name, other.status, other.body["type"]]).toEqual([
        name,
        409,
        "/problems/idempotency-key-reused",
      ]);
    }
    expect(await walked.desk.events()).toBe(events);
  });

  it("has one effect and one answer when it is sent eight times at once", async () => {
    const other = await WalkedDesk.open();
    await playWholeLife(async (act) => {
      const sent = other.prepared(act);
      const replies = await Promise.all(Array.from({ length: 8 }, () => other.post(sent)));
      const expected = told(first.get(act.name) as Reply);
      expect([act.name, replies.map(told)]).toEqual([act.name, Array(8).fill(expected)]);
      const isFirst = replies.filter((reply) => isReplay(reply)[0] === null);
      expect([act.name, isFirst.map(isReplay)]).toEqual([act.name, [FIRST]]);
      expect([act.name, await other.eventsOf(sent)]).toEqual([act.name, await walked.eventsOf(sent)]);
      return replies[0] as Reply;
    });
    expect(await other.desk.events()).toBe(await walked.desk.events());
  });

  it("has one effect and one answer when the answers before it were lost", async () => {
    const other = await WalkedDesk.open();
    await playWholeLife(async (act) => {
      const sent = other.prepared(act);
      await lost(other.desk.url, raw(sent), "sent");
      await lost(other.desk.url, raw(sent), "answered");
      const reply = await other.post(sent);
      const expected = told(first.get(act.name) as Reply);
      expect([act.name, told(reply), isReplay(reply)]).toEqual([act.name, expected, REPLAYED]);
      expect([act.name, await other.eventsOf(sent)]).toEqual([act.name, await walked.eventsOf(sent)]);
      return reply;
    });
    expect(await other.desk.events()).toBe(await walked.desk.events());
  });
});

/** Members whose value can be another one, and the request is still in its form. */
const OTHERWISE: Readonly<Record<string, string>> = {
  on: "2015-06-30",
  effectiveOn: "2015-06-30",
  receivedOn: "2015-06-30",
  through: "2011-06-30",
  reason: "another",
  name: "another",
  decision: "another",
  amount: "1.23",
  from: "2015-06-30",
};

/** The same request saying something else. */
function otherThan(body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const member = Object.keys(OTHERWISE).find((name) => Object.hasOwn(body, name));
  if (member !== undefined) return { ...body, [member]: OTHERWISE[member] };
  const [document = "", content] = Object.entries(body)[0] ?? [];
  return { [document]: { ...(content as object), [document === "key" ? "label" : "title"]: "another" } };
}

/** The same over the wire, for who hangs up. */
const raw = ({ url, body, headers }: Sent): Raw => ({
  ...{ method: "POST", path: url, body: JSON.stringify(body) },
  headers: { ...headers, "Content-Type": "application/json" },
});
