import { join } from "node:path";
import { day } from "#domain/calendar.ts";
import { readDistributionKey } from "#domain/distribution-keys/distribution-key-file.ts";
import { readParties } from "#domain/parties/party-file.ts";
import { nameOn } from "#domain/parties/party.ts";
import { MemoryEventStore } from "#event-store/memory/memory-event-store.ts";
import { agreementsFolder } from "../agreement-files/schemas.ts";
import { Ledger } from "../ledger/ledger.ts";
import { type NamedFile, readGoodFiles } from "./files-to-import.ts";
import { importFiles } from "./import-files.ts";

const on = day("2022-02-01");
let ledger: Ledger;
beforeEach(async () => {
  ledger = await Ledger.open(new MemoryEventStore({ clock: { now: () => "2022-02-01T10:00:00.000Z" } }));
});
afterEach(() => ledger.close());

const names = (...list: [name: string, from?: string][]) =>
  list.map(([name, from]) => ({ name, ...(from === undefined ? {} : { from }) }));
function partyFile(party: object, file = "p.yaml"): NamedFile {
  return {
    file,
    kind: "parties",
    parties: readParties({ kind: "parties", parties: [{ id: "skr", kind: "association", ...party }] }),
  };
}
function keyFile(weight: number, file = "k.yaml"): NamedFile {
  const key = { kind: "distribution_key", id: "k", label: "K", date: "2021-11-01", total: weight };
  return {
    file,
    kind: "distribution_key",
    key: readDistributionKey({ ...key, weights: [{ party: "skr", weight }] }),
  };
}
const take = (files: readonly NamedFile[], amend?: string) =>
  importFiles(ledger, files, { actor: "u1", on, ...(amend === undefined ? {} : { amend }) });
const changesOf = async (...files: NamedFile[]) => (await take(files)).map(({ changes }) => changes);
async function types(): Promise<string[]> {
  const found: string[] = [];
  for await (const { type } of ledger.store.readAll()) found.push(type);
  return found;
}
const changes = { registered: 0, renamed: 0, amended: 0, unchanged: 0 };

describe("a party of a file", () => {
  it("is renamed when the history of its names has gained one", async () => {
    await take([partyFile({ name: "SKL", names: names(["Landstingsförbundet"], ["SKL", "2007-01-01"]) })]);
    const longer = names(["Landstingsförbundet"], ["SKL", "2007-01-01"], ["SKR", "2019-11-27"]);
    expect(await changesOf(partyFile({ name: "SKR", names: longer }))).toEqual([{ ...changes, renamed: 1 }]);
    const state = ledger.view.parties.get("party-skr");
    expect(state && [nameOn(state, day("2019-11-26")), nameOn(state, day("2019-11-27"))]).toEqual([
      "SKL",
      "SKR",
    ]);
    expect(await changesOf(partyFile({ name: "SKR", names: longer }))).toEqual([
      { ...changes, unchanged: 1 },
    ]);
  });

  it("is not renamed back by a file that stopped at an earlier name", async () => {
    await take([partyFile({ name: "SKR", names: names(["SKL"], ["SKR", "2019-11-27"]) })]);
    expect(await changesOf(partyFile({ name: "SKL" }))).toEqual([{ ...changes, unchanged: 1 }]);
    expect(await types()).toEqual(["PartyRegistered"]);
  });

  it("is refused when the file says anything else than the register", async () => {
    await take([partyFile({ name: "SKR" })]);
    const other: [object, string][] = [
      [{ name: "Another" }, "names"],
      [{ name: "SKR", kind: "agency" }, "kind"],
    ];
    for (const [party, field] of other) {
      await expect(take([partyFile(party)])).rejects.toMatchObject({ rule: "party-differs", field });
    }
    expect(await types()).toEqual(["PartyRegistered"]);
  });

  const numbered = (organisationsnummer: string) =>
    partyFile({ name: "SKR", organisationsnummer, organisationsnummerConfidence: "A" });
  const fileOf = (...parties: object[]): NamedFile => ({
    file: "p.yaml",
    kind: "parties",
    parties: readParties({ kind: "parties", parties }),
  });
  const numbersOwner = (id: string, organisationsnummer: string) => ({
    ...{ id, name: id, kind: "other" },
    ...{ organisationsnummer, organisationsnummerConfidence: "A" },
  });
  const payer = numbersOwner("payer", "202100-0829");
  const third = numbersOwner("third", "212000-0142");
  const desk = { id: "desk", name: "Desk", kind: "other" };

  it("contradicts nothing by leaving out what the ledger knows", async () => {
    await take([numbered("222000-0315"), fileOf(payer, third, desk)]);
    await ledger.take(
      { type: "name-payee", party: "desk", payee: "payer", from: on },
      { actor: "u1", commandId: "c1" },
    );
    for (const [file, unchanged] of [
      [partyFile({ name: "SKR" }), 1],
      [fileOf(desk), 1],
      [fileOf(payer, { ...desk, payee: "payer" }), 2],
    ] as const) {
      expect(await take([file])).toEqual([
        { file: "p.yaml", kind: "parties", changes: { ...changes, unchanged } },
      ]);
    }
    await expect(take([numbered("202100-0829")])).rejects.toMatchObject({ field: "organisationsnummer" });
    await expect(take([fileOf(third, { ...desk, payee: "third" })])).rejects.toMatchObject({
      rule: "party-differs",
      field: "payee",
    });
  });

  it("tells what the ledger does not know yet, and how a person records it", async () => {
    await take([partyFile({ name: "SKR" }), fileOf(payer, desk)]);
    const before = await types();
    expect(await take([numbered("222000-0315")])).toMatchObject([
      {
        changes: { ...changes, unchanged: 1 },
        notes: [expect.stringContaining("POST /api/parties/skr/organisationsnummer")],
      },
    ]);
    expect(await take([fileOf(payer, { ...desk, payee: "payer" })])).toMatchObject([
      { notes: [expect.stringContaining("POST /api/parties/desk/payees")] },
    ]);
    expect(await types()).toEqual(before);
  });

  it("is refused together with every other party that differs", async () => {
    const two = (kind: string): NamedFile => ({
      file: "p.yaml",
      kind: "parties",
      parties: readParties({
        kind: "parties",
        parties: ["a", "b"].map((id) => ({ id: `party-${id}`, name: id, kind })),
      }),
    });
    await take([two("other")]);
    await expect(take([two("agency")])).rejects.toMatchObject({
      rule: "party-differs",
      message: expect.stringMatching(/Party party-a .*\nParty party-b /),
      figures: { parties: "party-a, party-b" },
    });
  });

  it("may stand in two files of an import when both say the same", async () => {
    const twice = [partyFile({ name: "SKR" }), partyFile({ name: "SKR" }, "q.yaml")];
    expect(await changesOf(...twice)).toEqual([
      { ...changes, registered: 1 },
      { ...changes, unchanged: 1 },
    ]);
    await expect(
      take([partyFile({ name: "SKR" }), partyFile({ name: "X" }, "q.yaml")]),
    ).rejects.toMatchObject({
      rule: "import-contradicts-itself",
      figures: { what: "party skr" },
    });
  });
});

describe("a distribution key of a file", () => {
  it("is registered once, and other weights under its id are refused", async () => {
    expect(await changesOf(keyFile(1))).toEqual([{ ...changes, registered: 1 }]);
    expect(await changesOf(keyFile(1))).toEqual([{ ...changes, unchanged: 1 }]);
    await expect(take([keyFile(2)])).rejects.toMatchObject({ rule: "distribution-key-exists" });
  });
});

describe("an agreement of a file", () => {
  let files: readonly NamedFile[];
  let vissa: Extract<NamedFile, { kind: "agreement" }>;
  beforeAll(async () => {
    files = await readGoodFiles(
      ["vissa-2013.yaml", "parties.yaml"].map((name) => join(agreementsFolder(), name)),
    );
    const [first] = files;
    if (first?.kind !== "agreement") throw new Error("The first file is the agreement.");
    vissa = first;
  });
  const titled = (title: string): NamedFile => ({ ...vissa, agreement: { ...vissa.agreement, title } });

  it("needs its parties, which the same import may bring, in whatever order", async () => {
    await expect(take([vissa])).rejects.toMatchObject({
      rule: "agreement-names-unknown",
      figures: { parties: "skr, kammarkollegiet, socialdepartementet", keys: "" },
    });
    expect(await types()).toEqual([]);
    await take(files);
    expect((await types()).at(-1)).toBe("AgreementRegistered");
  });

  it("is amended back and forth as often as asked, each time as a version of its own", async () => {
    await take(files);
    for (const title of ["B", vissa.agreement.title, "B"]) {
      expect(await take([titled(title)], "as decided")).toMatchObject([{ changes: { amended: 1 } }]);
      expect(await take([titled(title)], "as decided")).toMatchObject([{ changes: { unchanged: 1 } }]);
    }
    expect(ledger.view.agreements.get("agreement-vissa-2013")).toMatchObject({
      version: 4,
      agreement: { title: "B" },
    });
  });

  it("is refused without a reason for the amendment, and nothing of the import is written", async () => {
    await take(files);
    const before = await types();
    await expect(take([titled("B"), keyFile(1)])).rejects.toMatchObject({ rule: "agreement-differs" });
    expect(await types()).toEqual(before);
  });

  it("comes with how many figures do not agree in it", async () => {
    expect((await take(files))[0]).toMatchObject({ kind: "agreement", findings: 4 });
  });
});
