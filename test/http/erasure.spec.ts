import type { ChildProcess } from "node:child_process";
import { PERSON, SECRET_CONTENT, tracesIn } from "#ledger/registers/testing/given-registers.ts";
import { type Ended, buildLedger, endOf, printed, start, temporaryFolder } from "../cli/run-ledger.ts";
import { GRANT, REQUISITION, allocated } from "./running.ts";
import { type Desk, type Reply, clientOf } from "./running.ts";

const TEXTS = [PERSON.name, PERSON.email, PERSON.phone, SECRET_CONTENT];
const attestant = { "Ledger-Actor": "attestant" };

describe("a person erased", () => {
  const folder = temporaryFolder();
  let server: ChildProcess;
  let ended: Promise<Ended>;
  let desk: Pick<Desk, "get" | "post" | "put" | "delete" | "write">;
  /** Everything that any of the servers said. */
  let said = "";

  const serve = async (): Promise<void> => {
    server = start(["serve", "--port", "0", "--data", folder.path], { LEDGER_LOG: "json" });
    ended = endOf(server);
    const [url = ""] = /http:\S+/.exec(await printed(server, "documentation")) ?? [];
    desk = clientOf(url);
  };
  const stop = async (): Promise<void> => {
    server.kill("SIGTERM");
    const { exit, out, err } = await ended;
    said += out + err;
    expect(exit).toBe(0);
  };

  beforeAll(async () => {
    buildLedger();
    await serve();
  });
  afterAll(async () => {
    server.kill("SIGKILL");
    await ended;
    folder.remove();
  });

  const idOf = ({ status, body }: Reply): string => {
    expect([status, body]).toEqual([201, expect.anything()]);
    return String(body["id"]);
  };
  const balances = async (): Promise<unknown> =>
    (await desk.get("/api/balances?by=anslagspost,recipient")).body["rows"];

  it("leaves no trace in the log, the read models and what the server says, and everything replays", async () => {
    await allocated(desk);
    const person = idOf(await desk.post("/api/persons", PERSON));
    const colleague = idOf(await desk.post("/api/persons", { name: "Påhitt Påhittsson" }));
    const contact = idOf(
      await desk.post("/api/contacts", { person, party: "skr", role: "signatory", from: "2022-01-01" }),
    );
    const upload = (content: string, persons: string) =>
      desk.post("/api/attachments", Buffer.from(content), {
        "Content-Type": "text/plain",
        "Attachment-File-Name": "underskrift.txt",
        "Attachment-Persons": persons,
      });
    const attachment = idOf(await upload(SECRET_CONTENT, person));
    const shared = idOf(await upload("Protokoll", `${person},${colleague}`));

    const corrected = { ...PERSON, email: "e.exempelsson@example.se" };
    expect((await desk.put(`/api/persons/${person}`, corrected)).status).toBe(200);
    const requisition = { ...REQUISITION, contact: person, signatory: person, documents: [attachment] };
    await desk.write(`${GRANT}/requisitions`, requisition);
    await desk.write(
      `${GRANT}/requisitions/r-1/approval`,
      { items: [{ line: "3a", amount: "65000000.00" }], effectiveOn: "2022-11-28" },
      attestant,
    );
    await desk.write(`${GRANT}/disbursements`, {
      disbursementId: "d-1",
      pays: { requisition: "r-1" },
      effectiveOn: "2022-11-29",
    });
    await desk.write(`${GRANT}/disbursements/d-1/approval`, { on: "2022-11-30" }, attestant);
    await desk.write(`${GRANT}/disbursements/d-1/confirmation`, {
      bankReference: "BG-1",
      effectiveOn: "2022-12-02",
    });
    await desk.write(`${GRANT}/cost-reports`, {
      reportId: "c-1",
      period: { from: "2022-01-01", to: "2022-12-31" },
      uses: [{ line: "3a", holder: "skr", costs: "63900000.00" }],
      certificate: { alternative: 1, certifier: person },
      signatory: person,
      receivedOn: "2023-03-30",
    });
    await desk.write(`${GRANT}/cost-reports/c-1/approval`, { on: "2023-04-14" }, attestant);
    // It was there: what is looked for below would be found.
    expect(
      (await desk.get(`/api/persons?name=${encodeURIComponent("exempels")}`)).body["persons"],
    ).toHaveLength(1);
    expect(tracesIn(folder.path, TEXTS)).not.toEqual([]);
    const before = { balances: await balances(), events: (await desk.get("/api/events?limit=1000")).body };

    const key = { "Idempotency-Key": "erasure" };
    const erased = await desk.delete(`/api/persons/${person}?reason=requested`, key);
    expect([erased.status, erased.body]).toEqual([
      200,
      {
        id: person,
        erasedOn: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
        by: "registrar",
        reason: "requested",
        contacts: [contact],
        attachments: [attachment],
        left: [{ attachment: shared, persons: [colleague] }],
      },
    ]);
    expect(tracesIn(folder.path, [...TEXTS, corrected.email])).toEqual([]);

    const seenAfter = async (): Promise<void> => {
      for (const [path, type] of [
        [`/api/persons/${person}`, "/problems/person-erased"],
        [`/api/contacts/${contact}`, "/problems/contact-erased"],
        [`/api/attachments/${attachment}`, "/problems/attachment-erased"],
        [`/api/attachments/${attachment}/content`, "/problems/attachment-erased"],
      ] as const) {
        const { status, body } = await desk.get(path);
        expect([path, status, body["type"]]).toEqual([path, 410, type]);
      }
      expect(await balances()).toEqual(before.balances);
      expect((await desk.get("/api/events?limit=1000")).body).toEqual(before.events);
      expect((await desk.get("/api/erasures")).body["erasures"]).toHaveLength(3);
      const again = await desk.delete(`/api/persons/${person}?reason=requested`, key);
      expect([again.body, again.headers.get("Idempotent-Replayed")]).toEqual([erased.body, "true"]);
    };
    await seenAfter();
    await stop();
    expect(tracesIn(folder.path, [...TEXTS, corrected.email])).toEqual([]);
    await serve();
    await seenAfter();
    // The person is in no request any more, and what was written before is answered as it was.
    const { status, body } = await desk.post(`${GRANT}/requisitions`, {
      ...requisition,
      requisitionId: "r-2",
    });
    expect([status, body["type"]]).toEqual([422, "/problems/person-erased"]);
    await stop();
    for (const text of [...TEXTS, corrected.email, "exempels"]) expect(said).not.toContain(text);
    expect(said).toContain(`"url":"/api/persons/${person}"`);
  });
});
