import { readFile, rm, writeFile } from "node:fs/promises";
import { PERSON, SECRET_CONTENT, filesIn, openIn } from "#ledger/registers/testing/given-registers.ts";
import { Ledger } from "#ledger/ledger/ledger.ts";
import { type RunningServer, startServer } from "#ledger/serve.ts";
import { MemoryEventStore } from "#event-store/memory/memory-event-store.ts";
import { temporaryFolder } from "../cli/run-ledger.ts";
import { type Desk, GRANT, REQUISITION, type Reply, allocated, clientOf, startDesk } from "./running.ts";

const NOBODY = "person-00000000-0000-4000-8000-000000000000";

describe("the registers over HTTP", () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await startDesk();
    await allocated(desk);
  });
  afterAll(() => desk.close());

  const register = async (fields: object = PERSON): Promise<string> =>
    String((await desk.write("/api/persons", fields)).body["id"]);
  const upload = (content: string, headers: Record<string, string> = {}): Promise<Reply> =>
    desk.post("/api/attachments", Buffer.from(content), {
      "Content-Type": "text/html",
      "Attachment-File-Name": "underskrift.html",
      ...headers,
    });
  const rulesOf = ({ status, body }: Reply): unknown => [
    status,
    (body["errors"] as unknown as { field?: string; rule: string }[]).map(({ field, rule }) => [field, rule]),
  ];

  it("register once under a key, and answer a repeat with what was answered first", async () => {
    const key = { "Idempotency-Key": "person-once" };
    const first = await desk.post("/api/persons", PERSON, key);
    expect([first.status, first.headers.get("ETag")]).toEqual([201, '"1"']);
    expect(first.body).toMatchObject({ ...PERSON, version: 1, changedBy: "registrar" });
    const id = String(first.body["id"]);
    await desk.put(`/api/persons/${id}`, { name: "Påhitt Påhittsson" });
    const again = await desk.post("/api/persons", PERSON, key);
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(again.headers.get("Idempotent-Replayed")).toBe("true");
    const other = await desk.post("/api/persons", { ...PERSON, title: "Jurist" }, key);
    expect(rulesOf(other)).toEqual([409, [["Idempotency-Key", "idempotency-key-reused"]]]);
    await desk.delete(`/api/persons/${id}?reason=mistake`);
    const gone = await desk.post("/api/persons", PERSON, key);
    expect(rulesOf(gone)).toEqual([422, [["person", "person-erased"]]]);
  });

  it("hold a correction to the version that was seen, and send nothing that the caller holds", async () => {
    const id = await register();
    const path = `/api/persons/${id}`;
    const corrected = await desk.put(path, { name: "Påhitt Påhittsson" }, { "If-Match": '"1"' });
    expect([corrected.status, corrected.headers.get("ETag")]).toEqual([200, '"2"']);
    expect(corrected.body["email"]).toBeUndefined();
    const late = await desk.put(path, PERSON, { "If-Match": '"1"' });
    expect(rulesOf(late)).toEqual([412, [["If-Match", "stale-version"]]]);
    expect(rulesOf(await desk.delete(`${path}?reason=mistake`, { "If-Match": '"1"' }))).toEqual([
      412,
      [["If-Match", "stale-version"]],
    ]);
    const held = await desk.get(path, { "If-None-Match": '"7", W/"2"' });
    expect([held.status, held.body]).toEqual([304, { text: "" }]);
    expect((await desk.get(path, { "If-None-Match": '"1"' })).status).toBe(200);
    expect(rulesOf(await desk.post("/api/persons", PERSON, { "If-Match": '"1"' }))).toEqual([
      400,
      [["If-Match", "if-match-format"]],
    ]);
  });

  it("list persons by any part of the name, by party and by part, page by page", async () => {
    const [åsa, lång] = [await register({ name: "Åsa Öhr_100%" }), await register({ name: "Bo Åsander" })];
    const found = async (query: string): Promise<unknown> =>
      (await desk.get(`/api/persons?${query}`))
        .as<{ persons: { id: string }[] }>()
        .persons.map(({ id }) => id);
    expect(await found(`name=${encodeURIComponent("ÅSA")}`)).toEqual([åsa, lång]);
    expect(await found(`name=${encodeURIComponent("öhr_100%")}`)).toEqual([åsa]);
    expect(await found("name=%25")).toEqual([]);
    const body = { person: lång, party: "skr", role: "signatory", from: "2022-01-01", to: "2022-06-30" };
    await desk.write("/api/contacts", body);
    expect(await found("party=skr&role=signatory")).toEqual([lång]);
    expect(await found("party=skr&role=contact")).toEqual([]);
    const onDay = async (day: string): Promise<unknown> =>
      (await desk.get(`/api/contacts?party=skr&on=${day}`)).body["contacts"]?.length;
    expect([await onDay("2022-06-30"), await onDay("2022-07-01")]).toEqual([1, 0]);

    const paged: unknown[] = [];
    for (let after: number | null = 0; after !== null;) {
      const page = await desk.get(`/api/persons?limit=1&after=${after}`);
      const { persons, next } = page.as<{ persons: { id: string }[]; next: number | null }>();
      paged.push(...persons.map(({ id }) => id));
      after = next;
    }
    expect(paged).toEqual(await found("limit=1000"));
  });

  it.each<[string, string, object, [string, string][]]>([
    ["/api/persons", "no name", {}, [["name", "field-missing"]]],
    [
      "/api/persons",
      "what is none",
      { name: "a\u0000b", email: "inte en adress", phone: "ring mig", titel: "x" },
      [
        ["titel", "field-unknown"],
        ["name", "text-control-character"],
        ["email", "email-format"],
        ["phone", "phone-format"],
      ],
    ],
    [
      "/api/contacts",
      "a name where an id belongs",
      { person: PERSON.name, party: "skr", role: "kassör", from: "2022-02-30" },
      [
        ["person", "person-id-format"],
        ["role", "choice"],
        ["from", "date-format"],
      ],
    ],
  ])("%s refuses %s and writes nothing", async (path, _what, body, problems) => {
    const before = (await desk.get("/api/persons?limit=1000")).body;
    const reply = await desk.post(path, body);
    expect(rulesOf(reply)).toEqual([400, problems]);
    expect(JSON.stringify(reply.body)).not.toContain("Exempel");
    expect((await desk.get("/api/persons?limit=1000")).body).toEqual(before);
  });

  it.each(["{", "7", "[[]]", '{"name":{"a":1}}', '{"name":7}'])("answers %s with a problem", async (body) => {
    expect((await desk.post("/api/persons", body)).status).toBe(400);
    expect((await desk.post("/api/contacts", body)).status).toBe(400);
    expect((await desk.post("/api/attachments", body)).status).toBe(400);
  });

  it("ask for an actor, a key and a reason from the list", async () => {
    const id = await register();
    const keyless = await fetch(`${desk.url}/api/persons/${id}?reason=because`, { method: "DELETE" });
    const { errors } = (await keyless.json()) as { errors: { rule: string }[] };
    expect(errors.map(({ rule }) => rule)).toEqual(["actor-format", "idempotency-key-missing", "choice"]);
    expect((await desk.get(`/api/persons/${id}`)).status).toBe(200);
  });

  it("name in a contact only whom and what is there", async () => {
    const contact = { person: NOBODY, party: "skr", role: "contact", from: "2022-01-01" };
    expect(rulesOf(await desk.post("/api/contacts", contact))).toEqual([422, [["person", "person-unknown"]]]);
    const person = await register();
    const strange = { ...contact, person, party: "okand" };
    expect(rulesOf(await desk.post("/api/contacts", strange))).toEqual([422, [["party", "party-unknown"]]]);
    const backwards = { ...contact, person, to: "2021-12-31" };
    expect(rulesOf(await desk.post("/api/contacts", backwards))).toEqual([
      422,
      [["to", "contact-ends-before-it-begins"]],
    ]);
    expect(rulesOf(await desk.get(`/api/persons/${NOBODY}`))).toEqual([404, [["person", "person-unknown"]]]);
  });

  it("give a file back as it came, to be saved and not shown, under an id that its content has", async () => {
    const page = "<script>alert(1)</script>";
    const stored = await upload(page, { "Attachment-File-Name": encodeURIComponent('räkning "1".html') });
    expect(stored.status).toBe(201);
    expect(stored.body).toMatchObject({ mediaType: "text/html", bytes: page.length, persons: [] });
    const id = String(stored.body["id"]);
    expect(id).toMatch(/^att-[0-9a-f]{64}$/);
    const sent = await fetch(`${desk.url}/api/attachments/${id}/content`);
    expect(await sent.text()).toBe(page);
    expect(Object.fromEntries(sent.headers)).toMatchObject({
      "content-type": "text/html",
      "content-disposition": `attachment; filename="r_kning _1_.html"; filename*=UTF-8''r%C3%A4kning%20%221%22.html`,
      "content-security-policy": "sandbox; default-src 'none'",
      "x-content-type-options": "nosniff",
    });
    // The same content again is the same attachment, now about somebody too.
    const person = await register();
    const again = await upload(page, { "Attachment-Persons": person });
    expect([again.status, again.body]).toEqual([200, { ...stored.body, version: 2, persons: [person] }]);
    expect((await desk.get(`/api/attachments?person=${person}`)).body["attachments"]).toEqual([again.body]);
    // Erased and stored again it has another id: the old one proves nothing any more.
    await desk.delete(`/api/attachments/${id}?reason=not_needed`);
    expect((await upload(page)).body["id"]).not.toBe(id);
  });

  it("refuse an upload that says too little or names whom nobody knows, and keep nothing of it", async () => {
    const before = (await desk.get("/api/attachments")).body;
    const nameless = await desk.post("/api/attachments", Buffer.from("x"), { "Content-Type": "text/plain" });
    expect(rulesOf(nameless)).toEqual([400, [["Attachment-File-Name", "field-missing"]]]);
    expect(rulesOf(await upload("x", { "Attachment-File-Name": "../x" }))).toEqual([
      400,
      [["Attachment-File-Name", "file-name-format"]],
    ]);
    expect(rulesOf(await upload("x", { "Attachment-Persons": NOBODY }))).toEqual([
      422,
      [["Attachment-Persons", "person-unknown"]],
    ]);
    expect(rulesOf(await upload("x", { "Attachment-Agreement": "inget-2022" }))).toEqual([
      422,
      [["Attachment-Agreement", "agreement-unknown"]],
    ]);
    expect((await desk.get("/api/attachments")).body).toEqual(before);
    expect((await desk.post("/api/persons", Buffer.from("x"), { "Content-Type": "text/plain" })).status).toBe(
      415,
    );
  });

  it("let an entry name only persons and documents that are there, and record the documents", async () => {
    const events = await desk.events();
    const at = `${GRANT}/requisitions`;
    expect(rulesOf(await desk.post(at, { ...REQUISITION, signatory: PERSON.email }))).toEqual([
      400,
      [["signatory", "person-id-format"]],
    ]);
    expect(rulesOf(await desk.post(at, { ...REQUISITION, contact: NOBODY }))).toEqual([
      422,
      [["contact", "person-unknown"]],
    ]);
    const report = {
      period: { from: "2022-01-01", to: "2022-12-31" },
      uses: [{ line: "3a", holder: "skr", costs: "1.00" }],
      certificate: { alternative: 1, certifier: NOBODY },
      receivedOn: "2023-03-30",
    };
    expect(rulesOf(await desk.post(`${GRANT}/cost-reports`, report))).toEqual([
      422,
      [["certificate.certifier", "person-unknown"]],
    ]);
    const document = String((await upload("Rekvisition")).body["id"]);
    const absent = `att-${"0".repeat(64)}`;
    for (const [documents, problems] of [
      [
        [document, absent],
        [422, [["documents[1]", "document-unknown"]]],
      ],
      [
        [document, document],
        [400, [["documents[1]", "list-duplicate"]]],
      ],
      [["rekvisition.pdf"], [400, [["documents[0]", "attachment-id-format"]]]],
      [[], [400, [["documents", "list-format"]]]],
      [Array<string>(21).fill(document), [400, [["documents", "list-format"]]]],
      [document, [400, [["documents", "list-format"]]]],
    ] as const) {
      expect(rulesOf(await desk.post(at, { ...REQUISITION, documents }))).toEqual(problems);
    }
    expect(await desk.events()).toBe(events);

    const key = { "Idempotency-Key": "with-documents" };
    const asked = { ...REQUISITION, documents: [document] };
    await desk.write(at, asked, key);
    const { events: listed } = (await desk.get("/api/events?limit=1000")).as<{ events: object[] }>();
    expect(listed.at(-1)).toMatchObject({
      type: "RequisitionReceived",
      metadata: { documents: [document], actor: "registrar" },
    });
    // Without them, or with others, it is another request.
    expect((await desk.post(at, REQUISITION, key)).status).toBe(409);
    // What was recorded stands when the document is erased, and so does the answer.
    await desk.delete(`/api/attachments/${document}?reason=retention_ended`);
    expect((await desk.write(at, asked, key)).body).toMatchObject({ repeated: true });
    expect(rulesOf(await desk.post(at, { ...asked, requisitionId: "r-9" }))).toEqual([
      422,
      [["documents[0]", "document-erased"]],
    ]);
  });
});

describe("the register's files", () => {
  const folder = temporaryFolder();
  let server: RunningServer;
  let close: () => Promise<void>;
  let desk: ReturnType<typeof clientOf>;
  beforeAll(async () => {
    const ledger = await Ledger.open(
      new MemoryEventStore({ clock: { now: () => "2022-12-01T10:00:00.000Z" } }),
    );
    const registers = await openIn(folder.path);
    server = await startServer({ ledger, registers, port: 0 });
    desk = clientOf(server.url);
    close = async () => {
      await server.close();
      await registers.close();
      await ledger.close();
      folder.remove();
    };
  });
  afterAll(() => close());

  it.each<[string, (path: string) => Promise<void>]>([
    [
      "changed",
      async (path) => writeFile(path, (await readFile(path, "utf8")).replace("med egen", "med annn")),
    ],
    ["cut short", (path) => writeFile(path, "Underskrift")],
    ["removed", (path) => rm(path)],
  ])("are never served when one was %s", async (how, harm) => {
    const content = `${SECRET_CONTENT} (${how})`;
    const stored = await desk.post("/api/attachments", Buffer.from(content), {
      "Content-Type": "text/plain",
      "Attachment-File-Name": "underskrift.txt",
    });
    const id = String(stored.body["id"]);
    const path = filesIn(folder.path).find((name) => name.endsWith(id));
    await harm(path ?? "");
    const noted = import.meta.jest.spyOn(process.stderr, "write").mockReturnValue(true);
    const { status, body } = await desk.get(`/api/attachments/${id}/content`);
    const line = String(noted.mock.calls[0]?.[0]);
    noted.mockRestore();
    expect([status, body["type"]]).toEqual([500, "/problems/attachment-changed"]);
    expect(line).toContain("attachment-changed");
  });

  it("hold no more than the register takes", async () => {
    const before = filesIn(folder.path).length;
    const reply = await desk.post("/api/attachments", Buffer.alloc(25 * 1024 * 1024 + 1), {
      "Content-Type": "application/octet-stream",
      "Attachment-File-Name": "stor.bin",
    });
    expect([reply.status, reply.body["type"]]).toEqual([413, "/problems/attachment-too-large"]);
    expect(filesIn(folder.path).length).toBe(before);
  });
});
