import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readCase } from "./case-file.ts";
import { assertRefused } from "./outcomes.ts";
import { playCase } from "./play-case.ts";

/** A case that expects the wrong thing must fail, and say what the ledger had. */
describe("a case that is wrong", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "wrong-case-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const played = (step: string): Promise<unknown> => {
    const file = join(folder, "wrong.yaml");
    writeFileSync(
      file,
      `case: wrong\nrule: none\nbackground: [paid-10]\nsteps:\n  - on: 2014-05-02\n    ${step}\n`,
    );
    return playCase(readCase(file, folder), "as written");
  };
  const REPAY = "command: { type: decide-reclaim, reclaimId: c1, from: outstanding, amount: 2 }";

  it("shows expected and had side by side", async () => {
    const balances = "balances: [{ where: { recipient: skr }, are: { outstanding: 9, reclaimed: 2 } }]";
    await expect(played(`${REPAY}\n    ${balances}`)).rejects.toThrow(/outstanding +9\.00 +8\.00 +←/);
  });

  it("fails on an account that it does not name", async () => {
    const balances = "balances: [{ where: { recipient: skr }, are: { outstanding: 8 } }]";
    await expect(played(`${REPAY}\n    ${balances}`)).rejects.toThrow(/reclaimed +0\.00 +2\.00 +←/);
  });

  it("fails on a refusal that did not come", async () => {
    await expect(played(`${REPAY}\n    refused: { rule: any }`)).rejects.toThrow(
      /was taken; expected a refusal/,
    );
  });

  it("fails on a refusal by another rule, and quotes it", async () => {
    const step = `${REPAY.replace("2 }", "11 }")}\n    refused: { rule: other }`;
    await expect(played(step)).rejects.toThrow(/reclaim-exceeds-outstanding: The reclaim asks for 11\.00/);
  });

  it("fails on a figure that differs", async () => {
    const step = `${REPAY.replace("2 }", "11 }")}\n    refused: { rule: reclaim-exceeds-outstanding, figures: { there: 9 } }`;
    await expect(played(step)).rejects.toThrow(/Expected the figure there: 9/);
  });

  it("fails on a refusal that names an empty field", () => {
    const had = { rule: "any", message: "No.", field: "", figures: {} };
    expect(() => assertRefused({ rule: "any" }, had)).toThrow(/not an empty one/);
  });

  it("fails on a refusal that it did not expect", async () => {
    await expect(played(REPAY.replace("2 }", "11 }"))).rejects.toThrow(
      /Refused by reclaim-exceeds-outstanding/,
    );
  });

  it("fails on an event with other data", async () => {
    const step = `${REPAY}\n    recorded: [{ type: ReclaimDecided, items: [{ amount: 3 }] }]`;
    await expect(played(step)).rejects.toThrow(/"amount":"2\.00"/);
  });

  it("fails on an event that nothing caused", async () => {
    await expect(played(`${REPAY}\n    caused: [{ type: RepaymentReceived }]`)).rejects.toThrow(
      /Caused in other/,
    );
  });

  it("fails when more of what is under way is taken than it says", async () => {
    const two = `concurrently: [{ ${REPAY} }, { ${REPAY.replace("c1", "c2")} }]\n    wins: 1`;
    await expect(played(two)).rejects.toThrow(/Expected 1 to be taken, not 2/);
  });

  it("fails on rows to reclaim that are not there", async () => {
    await expect(played("reclaimable: { on: 2014-05-02, are: [] }")).rejects.toThrow(/overdue 10\.00/);
  });

  it("names file and line of a field that no case has", () => {
    expect(() => played("comand: { type: lapse-due }")).toThrow(/wrong\.yaml:6 .*comand/s);
  });
});
