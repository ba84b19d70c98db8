import { type RunningServer, startServer } from "#ledger/serve.ts";
import { Ledger } from "#ledger/ledger/ledger.ts";
import { type Registers, unkeptRegisters } from "#ledger/registers/registers.ts";
import type { EventStore } from "#event-store/event-store.ts";
import { MemoryEventStore } from "#event-store/memory/memory-event-store.ts";

/** An answer, read: JSON bodies are objects whose fields the tests look into. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
  /** The body by a type of the test's own. */
  as<Type>(): Type;
}
/** Bodies are compared with matchers; their fields are looked up by name. */
export type Body = { readonly [field: string]: Body } & { readonly length?: number };

export interface Desk {
  readonly url: string;
  readonly ledger: Ledger;
  readonly registers: Registers;
  get(path: string, headers?: Record<string, string>): Promise<Reply>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Reply>;
  put(path: string, body: unknown, headers?: Record<string, string>): Promise<Reply>;
  delete(path: string, headers?: Record<string, string>): Promise<Reply>;
  /** Like `post`, but throws unless it was written. */
  write(path: string, body: unknown, headers?: Record<string, string>): Promise<Reply>;
  /** How many events the log holds. */
  events(): Promise<number>;
  close(): Promise<void>;
}

let keys = 0;

/** Persons of the examples, whom the registers of these tests know without having anything about them. */
const EXAMPLES: ReadonlySet<string> = new Set(["person-17", "person-18", "person-19"]);

async function registersWithExamples(): Promise<Registers> {
  const registers = await unkeptRegisters({ now: () => "2022-12-01T10:00:00.000Z" });
  const standing = registers.standing.bind(registers);
  registers.standing = (id) => (EXAMPLES.has(id) ? Promise.resolve("known") : standing(id));
  return registers;
}

export async function startDesk(
  store: EventStore = new MemoryEventStore({ clock: { now: () => "2022-12-01T10:00:00.000Z" } }),
): Promise<Desk> {
  const ledger = await Ledger.open(store);
  const registers = await registersWithExamples();
  const server: RunningServer = await startServer({ ledger, registers, port: 0 });
  const desk: Desk = {
    ...clientOf(server.url),
    url: server.url,
    ledger,
    registers,
    events: async () => {
      let count = 0;
      for await (const { position } of store.readAll()) count += position >= 0 ? 1 : 0;
      return count;
    },
    close: async () => {
      await server.close();
      await registers.close();
      await ledger.close();
    },
  };
  return desk;
}

/** Speaks to the server at an address as one client does. */
export function clientOf(url: string): Pick<Desk, "get" | "post" | "put" | "delete" | "write"> {
  const send = async (path: string, init: RequestInit): Promise<Reply> => {
    const response = await fetch(`${url}${path}`, init);
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") ?? false;
    const body = (isJson ? JSON.parse(text) : { text }) as Body;
    const as = <Type>(): Type => body as Type;
    return { status: response.status, headers: response.headers, body, as };
  };
  const writing =
    (method: string) =>
    (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Reply> =>
      send(path, {
        method,
        ...(body !== undefined && {
          body:
            typeof body === "string" || body instanceof Uint8Array ? (body as string) : JSON.stringify(body),
        }),
        headers: {
          ...(body !== undefined && { "Content-Type": "application/json" }),
          "Ledger-Actor": "registrar",
          "Idempotency-Key": `key-${keys++}`,
          ...headers,
        },
      });
  const post = writing("POST");
  return {
    get: (path, headers = {}) => send(path, { headers }),
    post,
    put: writing("PUT"),
    delete: (path, headers) => writing("DELETE")(path, undefined, headers),
    write: async (path, body, headers) => {
      const reply = await post(path, body, headers);
      if (reply.status >= 300) throw new Error(`${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
      return reply;
    },
  };
}

export const GRANT = "/api/agreements/sjsv-2022/grants/skr";

/** The line 3a of 2022: 65 000 000 kronor from 1:6 ap. 5 to SKR. */
export const AGREEMENT = {
  kind: "agreement",
  id: "sjsv-2022",
  title: "Sammanhållen, jämlik och säker vård 2022",
  budgetYear: 2022,
  source: "Överenskommelse mellan staten och Sveriges Kommuner och Regioner",
  parties: ["staten", "skr"],
  signed: { state: "2022-01-27", counterparty: "2022-01-28", cite: "kap 9" },
  defaults: { payer: "kammarkollegiet", payment: "requisition", recipients: ["skr"] },
  lines: [
    {
      id: "3a",
      purpose: "Kvalitetsregister",
      amount: "65 000 000 kronor",
      cite: "kap 8",
      funding: [{ key: "2022-9-1:6-5", cite: "kap 8" }],
    },
  ],
};

export const REQUISITION = {
  requisitionId: "r-1",
  amount: "65000000.00",
  lines: [{ line: "3a", amount: "65000000.00" }],
  period: { from: "2022-01-01", to: "2022-12-31" },
  organisationsnummer: "222000-0315",
  agreementCaseNumber: "S2022/00001",
  decisionCaseNumber: "S2022/02782",
  payTo: { type: "bankgiro", number: "5050-1055" },
  signatory: "person-18",
  receivedOn: "2022-11-25",
};

/** From the riksdag's appropriation to an allocation that can be requisitioned. */
export async function allocated(desk: Pick<Desk, "write">): Promise<void> {
  await desk.write("/api/parties", {
    party: "skr",
    kind: "association",
    name: "Sveriges Kommuner och Regioner",
    names: [{ name: "Sveriges Kommuner och Regioner", from: "2019-11-27" }],
    organisationsnummer: "222000-0315",
  });
  await desk.write("/api/agreements", { agreement: AGREEMENT });
  await desk.write("/api/appropriations/2022-9-1:6-5/grants", {
    name: "Bidrag till folkhälsa och sjukvård, ap. 5",
    kind: "years_grant",
    amount: "172500000.00",
    decision: "Regleringsbrev 2022",
    effectiveOn: "2022-01-01",
  });
  await desk.write("/api/agreements/sjsv-2022/payment-decisions", {
    kind: "government_decision",
    caseNumber: "S2022/02782",
    lines: ["3a"],
    repaymentTo: "anslagspost",
    on: "2022-06-02",
  });
  await desk.write("/api/agreements/sjsv-2022/lines/3a/funding", {
    anslagspost: "2022-9-1:6-5",
    amount: "65000000.00",
    decision: "kap 8",
    on: "2022-02-01",
  });
  await desk.write("/api/appropriations/2022-9-1:6-5/allocations", {
    agreement: "sjsv-2022",
    line: "3a",
    allocations: [{ recipient: "skr", amount: "65000000.00" }],
    decision: "S2022/02782",
    effectiveOn: "2022-06-02",
  });
}
