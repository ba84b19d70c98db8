import { type ClientRequest, type IncomingMessage, request } from "node:http";
import { once } from "node:events";
import type { BulkSummary, LineOutcome } from "#ledger/bulk/outcomes.ts";
import { type Desk, GRANT, REQUISITION, allocated, startDesk } from "./running.ts";

const HEADERS = {
  "Content-Type": "application/x-ndjson",
  "Ledger-Actor": "registrar",
  "Idempotency-Key": "bulk-1",
};

const receipt = (number: number): string =>
  `${JSON.stringify({ type: "record-receipt", receipt: `BG-${number}`, amount: "1.00", effectiveOn: "2022-10-03" })}\n`;

type Told = Partial<LineOutcome> & Partial<BulkSummary>;

describe("POST /api/bulk", () => {
  let desk: Desk;

  beforeEach(async () => {
    desk = await startDesk();
  });
  afterEach(() => desk.close());

  const send = async (body: string | Uint8Array, headers: object = {}, query = ""): Promise<Response> =>
    fetch(`${desk.url}/api/bulk${query}`, {
      method: "POST",
      headers: { ...HEADERS, ...headers },
      body: body as string,
    });
  const toldIn = (text: string): Told[] =>
    text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Told);
  const told = async (...args: Parameters<typeof send>): Promise<Told[]> =>
    toldIn(await (await send(...args)).text());

  /** A bulk whose body is written little by little. */
  async function begin(): Promise<{ sending: ClientRequest; answer: Promise<IncomingMessage> }> {
    const sending = request(`${desk.url}/api/bulk`, { method: "POST", headers: HEADERS });
    const answer = once(sending, "response").then(([response]) => response as IncomingMessage);
    sending.flushHeaders();
    return { sending, answer };
  }

  it("carries out lines that hold what a single write says in its path, and answers each", async () => {
    await allocated(desk);
    const grant = { agreement: "sjsv-2022", recipient: "skr" };
    const lines = [
      { type: "receive-requisition", key: "req-1", ...grant, ...REQUISITION },
      {
        type: "approve-requisition",
        actor: "approver",
        ...grant,
        requisitionId: "r-1",
        items: [{ line: "3a", amount: "65000000.00" }],
        effectiveOn: "2022-11-28",
      },
      { type: "approve-requisition", actor: "approver", ...grant, requisitionId: "r-1" },
    ];
    const body = lines.map((line) => JSON.stringify(line)).join("\n");
    const response = await send(body);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/x-ndjson; charset=utf-8");
    const [received, approved, bad, summary, ...rest] = toldIn(await response.text());
    expect(rest).toEqual([]);
    expect(received).toMatchObject({
      line: 1,
      key: "req-1",
      status: "written",
      stream: "grant-sjsv-2022.skr",
    });
    expect(approved).toMatchObject({ line: 2, key: null, status: "written" });
    expect(bad).toMatchObject({ line: 3, status: "refused", problem: { status: 400 } });
    expect(bad?.problem?.errors.map(({ field }) => field)).toEqual(["items", "effectiveOn"]);
    expect(summary).toMatchObject({ done: true, lines: 3, written: 2, repeated: 0, refused: 1 });
    expect((await desk.get(`${GRANT}/requisitions/r-1`)).body["state"] ?? "approved").toBe("approved");

    // A line's own key is the key of a single write.
    const single = await desk.post(`${GRANT}/requisitions`, REQUISITION, { "Idempotency-Key": "req-1" });
    expect(single.body).toMatchObject({ repeated: true, revision: received?.revision });
    // The whole file again.
    expect((await told(body)).map(({ status }) => status)).toEqual([
      "repeated",
      "repeated",
      "refused",
      undefined,
    ]);
  });

  it("answers a line while the next one is still to come", async () => {
    const { sending, answer } = await begin();
    sending.write(receipt(1));
    const response = await answer;
    response.setEncoding("utf8");
    const [first] = (await once(response, "data")) as [string];
    expect(toldIn(first)).toEqual([expect.objectContaining({ line: 1, status: "written" })]);
    sending.end(receipt(2));
    let rest = "";
    for await (const text of response) rest += String(text);
    expect(toldIn(rest)).toEqual([
      expect.objectContaining({ line: 2, status: "written" }),
      expect.objectContaining({ done: true, written: 2 }),
    ]);
  });

  it("takes more than a single write's megabyte: 10 000 lines, each answered in its place", async () => {
    const body = Array.from({ length: 10_000 }, (_, index) => receipt(index + 1)).join("");
    expect(body.length).toBeGreaterThan(1_048_576 / 2);
    const padded = body.replaceAll('"amount"', `${" ".repeat(100)}"amount"`);
    expect(padded.length).toBeGreaterThan(1_048_576);
    const outcomes = await told(padded);
    expect(outcomes.pop()).toMatchObject({ done: true, lines: 10_000, written: 10_000 });
    expect(outcomes.map(({ line }) => line)).toEqual(outcomes.map((_, index) => index + 1));
    expect(await desk.events()).toBe(10_000);
  }, 60_000);

  it("keeps what was taken when the client goes away, nothing of a half line, and can be sent again", async () => {
    const { sending, answer } = await begin();
    const whole = [1, 2, 3, 4].map(receipt).join("");
    sending.write([1, 2, 3].map(receipt).join("") + receipt(4).slice(0, 20));
    const response = await answer;
    response.setEncoding("utf8");
    let heard = "";
    for await (const text of response) {
      heard += String(text);
      if (toldIn(heard).length === 3) break;
    }
    sending.on("error", () => undefined);
    sending.destroy();
    await once(sending, "close");
    expect(toldIn(heard).map(({ status }) => status)).toEqual(["written", "written", "written"]);
    expect((await told(whole)).map(({ status }) => status)).toEqual([
      ...["repeated", "repeated", "repeated", "written", undefined],
    ]);
    expect(await desk.events()).toBe(4);
  });

  it("refuses lines that are no UTF-8 or too long by themselves, and goes on", async () => {
    const wrong = Uint8Array.of(0x22, 0xe5, 0x22, 0x0a);
    const long = new TextEncoder().encode(`"${"x".repeat(1_048_576)}"\n`);
    const outcomes = await told(Buffer.concat([wrong, long, new TextEncoder().encode(receipt(1))]));
    expect(outcomes.map(({ problem, status }) => problem?.errors[0]?.rule ?? status)).toEqual([
      ...["line-encoding", "line-too-long", "written", undefined],
    ]);
  });

  it("stops at the first refusal when it is asked to", async () => {
    const outcomes = await told(`${receipt(1)}7\n${receipt(2)}`, {}, "?onRefusal=stop");
    expect(outcomes.map(({ status }) => status)).toEqual(["written", "refused", "not_tried", undefined]);
    expect(outcomes.at(-1)).toMatchObject({ done: false, notTried: 1 });
    expect(await desk.events()).toBe(1);
  });

  it.each([
    ["no key", { "Idempotency-Key": "" }, "", 400, "idempotency-key-format"],
    ["no actor", { "Ledger-Actor": "" }, "", 400, "actor-format"],
    ["a revision", { "If-Match": '"1"' }, "", 400, "if-match-format"],
    ["an unknown word in the query", {}, "?onRefusal=halt", 400, "choice"],
    ["one JSON object", { "Content-Type": "application/json" }, "", 415, "media-type-unsupported"],
    ["text", { "Content-Type": "text/plain" }, "", 415, "media-type-unsupported"],
  ])("refuses %s before any line is read", async (_, headers, query, status, rule) => {
    const response = await send("{}\n", headers, query);
    expect(response.status).toBe(status);
    const { errors } = (await response.json()) as { errors: { rule: string; message: string }[] };
    expect(errors.map((one) => one.rule)).toEqual([rule]);
    if (status === 415) expect(errors[0]?.message).toMatch("application/x-ndjson");
  });

  it("is the only route that takes lines", async () => {
    const reply = await desk.post("/api/receipts", receipt(1), { "Content-Type": "application/x-ndjson" });
    expect([reply.status, reply.body["errors"]]).toEqual([
      415,
      [expect.objectContaining({ message: expect.stringMatching("application/json") as string })],
    ]);
  });

  it("ends with the server: what was begun is answered, and the sender is told that it is not done", async () => {
    const { sending, answer } = await begin();
    sending.on("error", () => undefined);
    sending.write(receipt(1));
    const response = await answer;
    response.setEncoding("utf8");
    let heard = "";
    const listening = (async () => {
      for await (const text of response) heard += String(text);
    })();
    while (!heard.includes("\n")) await new Promise((resolve) => setImmediate(resolve));
    const closing = desk.close();
    await listening;
    await closing;
    expect(toldIn(heard)).toEqual([
      expect.objectContaining({ line: 1, status: "written" }),
      expect.objectContaining({ done: false, written: 1 }),
    ]);
    desk = await startDesk();
  });
});
