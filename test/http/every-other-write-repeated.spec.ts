import { MemoryEventStore } from "#event-store/memory/memory-event-store.ts";
import { type Route, describedRoutes, writesAmong } from "./described-api.ts";
import { type Desk, type Reply, allocated, startDesk } from "./running.ts";
import { type Sent, lost } from "./sent-raw.ts";

const clock = { now: (): string => "2022-12-01T10:00:00.000Z" };
const JSON_TYPE = { "Content-Type": "application/json" };
const NDJSON = { "Content-Type": "application/x-ndjson" };

/** A write that is no request of the ledger's, with another one that may not come under the same key. */
interface Told {
  readonly sent: Omit<Sent, "headers"> & { readonly headers?: Readonly<Record<string, string>> };
  readonly other: Partial<Sent>;
}

let number = 0;
const begun = async (reply: Promise<Reply>): Promise<string> => String((await reply).body["id"]);
const person = (desk: Desk): Promise<string> =>
  begun(desk.write("/api/persons", { name: `Exempel Exempelsson ${++number}` }));
const contactOf = async (desk: Desk) => {
  return { person: await person(desk), party: "skr", role: "contact", from: "2022-01-01" };
};
const contact = async (desk: Desk): Promise<string> =>
  begun(desk.write("/api/contacts", await contactOf(desk)));
const file = (name: string) => ({ "Content-Type": "text/plain", "Attachment-File-Name": name });
const attachment = (desk: Desk): Promise<string> =>
  begun(desk.write("/api/attachments", `a file ${++number}`, file("fil.txt")));
const json = (method: string, path: string, one: object, another: object): Told => ({
  sent: { method, path, headers: JSON_TYPE, body: JSON.stringify(one) },
  other: { body: JSON.stringify(another) },
});
const erasing = (path: string): Told => ({
  sent: { method: "DELETE", path: `${path}?reason=requested` },
  other: { path: `${path}?reason=mistake` },
});

/** One of each kind of write that a ledger request is not, by its operation. */
const WRITES: Readonly<Record<string, (desk: Desk) => Promise<Told>>> = {
  "register-person": () =>
    Promise.resolve(json("POST", "/api/persons", { name: "Exempel" }, { name: "Påhitt" })),
  "correct-person": async (desk) =>
    json("PUT", `/api/persons/${await person(desk)}`, { name: "Exempel" }, { name: "Påhitt" }),
  "erase-person": async (desk) => erasing(`/api/persons/${await person(desk)}`),
  "register-contact": async (desk) => {
    const one = await contactOf(desk);
    return json("POST", "/api/contacts", one, { ...one, role: "signatory" });
  },
  "correct-contact": async (desk) => {
    const [id, one] = [await contact(desk), await contactOf(desk)];
    return json("PUT", `/api/contacts/${id}`, one, { ...one, role: "signatory" });
  },
  "erase-contact": async (desk) => erasing(`/api/contacts/${await contact(desk)}`),
  "store-attachment": () => {
    const body = `a file ${++number}`;
    const sent = { method: "POST", path: "/api/attachments", headers: file("fil.txt"), body };
    return Promise.resolve({ sent, other: { body: `${body} more` } });
  },
  "describe-attachment": async (desk) => {
    const path = `/api/attachments/${await attachment(desk)}`;
    return json("PUT", path, { fileName: "a.txt" }, { fileName: "b.txt" });
  },
  "erase-attachment": async (desk) => erasing(`/api/attachments/${await attachment(desk)}`),
};

describe("every write that is no single request of the ledger, sent more than once", () => {
  let desk: Desk;
  let routes: Route[];

  beforeAll(async () => {
    desk = await startDesk(new MemoryEventStore({ clock }));
    await allocated(desk);
    routes = await describedRoutes(desk);
  });
  afterAll(() => desk.close());

  const headersOf = (key: string) => ({ "Ledger-Actor": "registrar", "Idempotency-Key": key });
  const send = async ({ method, path, headers, body }: Sent): Promise<Reply> => {
    const response = await fetch(`${desk.url}${path}`, {
      ...{ method, headers },
      ...(body !== undefined && { body }),
    });
    const parsed = JSON.parse(await response.text()) as Record<string, never>;
    const as = <Type>(): Type => parsed as Type;
    return { status: response.status, headers: response.headers, body: parsed, as };
  };
  const isReplay = ({ headers }: Reply): boolean => headers.get("Idempotent-Replayed") === "true";
  const told = ({ status, headers, body }: Reply): object => ({
    ...{ status, body },
    headers: ["ETag", "Location", "Content-Type"].map((name) => headers.get(name)),
  });
  /** How much there is in the registers. */
  const entries = async (): Promise<number> => {
    let count = 0;
    for (const list of ["persons", "contacts", "attachments", "erasures"]) {
      count += (await desk.get(`/api/${list}?limit=1000`)).as<Record<string, unknown[]>>()[list]?.length ?? 0;
    }
    return count;
  };

  it("is each route of the description that is not walked with the ledger's own", () => {
    const writing = routes.filter(({ method }) => ["post", "put", "patch", "delete"].includes(method));
    const own = writesAmong(routes).map(({ type }) => type);
    const names = writing.map(({ operation }) => operation.operationId ?? "").sort();
    expect([...own, ...Object.keys(WRITES), "bulk"].sort()).toEqual(names);
  });

  it.each(Object.keys(WRITES))(
    "%s has one effect and one answer when it is sent eight times at once",
    async (id) => {
      const { sent, other } = (await WRITES[id]?.(desk)) as Told;
      const one: Sent = { ...sent, headers: { ...sent.headers, ...headersOf(`${id}-at-once`) } };
      const before = await entries();
      const replies = await Promise.all(Array.from({ length: 8 }, () => send(one)));
      const first = replies.find((reply) => !isReplay(reply)) as Reply;
      expect(first.status).toBeLessThan(300);
      expect(replies.map(told)).toEqual(Array(8).fill(told(first)));
      expect(replies.filter(isReplay)).toHaveLength(7);
      const after = await entries();
      expect(Math.abs(after - before)).toBeLessThanOrEqual(1);
      const reused = await send({ ...one, ...other });
      expect([reused.status, reused.body["type"]]).toEqual([409, "/problems/idempotency-key-reused"]);
      expect(await entries()).toBe(after);
    },
  );

  it.each(Object.keys(WRITES))("%s has one effect and one answer when those before were lost", async (id) => {
    const { sent } = (await WRITES[id]?.(desk)) as Told;
    const one: Sent = { ...sent, headers: { ...sent.headers, ...headersOf(`${id}-lost`) } };
    const before = await entries();
    await lost(desk.url, one, "sent");
    await lost(desk.url, one, "answered");
    const [second, third] = [await send(one), await send(one)];
    expect([second.status < 300, isReplay(second), isReplay(third)]).toEqual([true, true, true]);
    expect(told(third)).toEqual(told(second));
    expect(Math.abs((await entries()) - before)).toBeLessThanOrEqual(1);
  });

  describe("bulk", () => {
    const line = (at: number): object => ({
      ...{ type: "record-receipt", amount: "1.00", effectiveOn: "2022-10-03" },
      receipt: `BG-${at}`,
    });
    const bulk = (key: string, from: number): Sent => ({
      method: "POST",
      path: "/api/bulk",
      headers: { ...NDJSON, ...headersOf(key) },
      body: Array.from({ length: 20 }, (_, at) => JSON.stringify(line(from + at))).join("\n"),
    });
    const outcomes = async ({ path, headers, body }: Sent): Promise<Record<string, unknown>[]> => {
      const response = await fetch(`${desk.url}${path}`, { method: "POST", headers, body: body ?? "" });
      const lines = (await response.text()).trim().split("\n");
      return lines.map((text) => JSON.parse(text) as Record<string, unknown>);
    };
    /** What became of each line, whoever did it first. */
    const effects = (lines: Record<string, unknown>[]): unknown[] =>
      lines
        .slice(0, -1)
        .map(({ line: at, stream, revision, position, events }) => [at, stream, revision, position, events]);

    it("has one effect and tells the same of each line when it is sent eight times at once", async () => {
      const before = await desk.events();
      const sent = bulk("bulk-at-once", 0);
      const replies = await Promise.all(Array.from({ length: 8 }, () => outcomes(sent)));
      for (const reply of replies) expect(effects(reply)).toEqual(effects(replies[0] ?? []));
      const written = replies.flat().filter(({ status }) => status === "written");
      expect(written.map(({ line: at }) => at).sort()).toEqual(
        Array.from({ length: 20 }, (_, at) => at + 1).sort(),
      );
      expect(replies.flat().filter(({ status }) => status === "repeated")).toHaveLength(7 * 20);
      expect(await desk.events()).toBe(before + 20);
    });

    it("has one effect when the answers before were lost, and is refused line by line with other lines", async () => {
      const before = await desk.events();
      const sent = bulk("bulk-lost", 100);
      await lost(desk.url, sent, "sent");
      await lost(desk.url, sent, "answered");
      const [second, third] = [await outcomes(sent), await outcomes(sent)];
      expect(effects(third)).toEqual(effects(second));
      expect(third.slice(0, -1).map(({ status }) => status)).toEqual(Array(20).fill("repeated"));
      expect(await desk.events()).toBe(before + 20);
      const other = await outcomes({ ...bulk("bulk-lost", 200) });
      const problems = other.slice(0, -1).map(({ problem }) => (problem as { type?: string }).type);
      expect(problems).toEqual(Array(20).fill("/problems/idempotency-key-reused"));
      expect(await desk.events()).toBe(before + 20);
    });
  });
});
