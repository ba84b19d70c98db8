import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "yaml";
import { PARTY_KINDS, readParties } from "./party-file.ts";
import type { PartyRecord } from "./party-file.ts";

const agreementsFolder = new URL("../../../../agreements/", import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, agreementsFolder), "utf8");
const projectFile: unknown = parse(read("parties.yaml"));

describe("the project's parties", () => {
  const parties = readParties(projectFile);
  const party = (id: string): PartyRecord => {
    const found = parties.find((candidate) => candidate.id === id);
    if (!found) throw new Error(`${id} is missing`);
    return found;
  };
  const regions = parties.filter(({ kind }) => kind === "region");
  const collaborations = parties.filter(({ kind }) => kind === "collaboration_region");

  it("are the 21 regions by län code, each with an organisationsnummer", () => {
    expect(regions.map(({ id }) => id.replace("region-", "")).join(" ")).toBe(
      "01 03 04 05 06 07 08 09 10 12 13 14 17 18 19 20 21 22 23 24 25",
    );
    for (const region of regions) expect(region.organisationsnummer).toMatch(/^(232100|212000)-\d{4}$/);
    expect(party("region-09").organisationsnummer).toBe("212000-0803");
  });

  it("are six collaboration regions, each paid through one of its own members", () => {
    expect(collaborations).toHaveLength(6);
    for (const { organisationsnummer, members, payee } of collaborations) {
      expect(organisationsnummer).toBeUndefined();
      expect(members).toContain(payee);
    }
  });

  it("place every region in one collaboration region, and Halland in two", () => {
    const places = collaborations.flatMap(({ members }) => members ?? []);
    const twice = places.filter((id, index) => places.indexOf(id) < index);
    expect(new Set(places)).toEqual(new Set(regions.map(({ id }) => id)));
    expect(twice).toEqual(["region-13"]);
    expect(party("samverkan-sodra").members).toContain("region-13");
    expect(party("samverkan-vastra").members).toContain("region-13");
  });

  it("keep the names of the association that signed as Landstingsförbundet and is SKR today", () => {
    expect(party("skr").names).toEqual([
      { name: "Landstingsförbundet" },
      { name: "Sveriges Kommuner och Landsting", from: "2007-01-01", assumed: true },
      { name: "Sveriges Kommuner och Regioner", from: "2019-11-27" },
    ]);
  });

  it("are the payers and the other recipients of the four agreements", () => {
    for (const id of ["kammarkollegiet", "socialstyrelsen", "regeringskansliet", "sbu"]) {
      expect(party(id)).toMatchObject({ kind: "agency", organisationsnummer: expect.any(String) });
    }
    expect(party("prioriteringscentrum").payee).toBe("region-05");
    expect(party("nationella-ledningsgruppen-it").payee).toBe("regeringskansliet");
    expect(party("socialdepartementet").payee).toBe("regeringskansliet");
  });

  it("leave a number out that is not known, and say so", () => {
    for (const id of ["apoteket", "sjukvardsradgivningen"]) {
      expect(party(id).organisationsnummer).toBeUndefined();
      expect(party(id).note).toMatch(/organisationsnummer is not known/);
    }
  });

  it("have the same kinds in the schema as in the code", () => {
    const schema = JSON.parse(read("parties.schema.json"));
    expect(schema.$defs.party.properties.kind.enum).toEqual([...PARTY_KINDS]);
  });

  it("pass their JSON Schema, which refuses a key that it does not know", () => {
    const validate = new Ajv2020({ strict: true, allErrors: true }).compile(
      JSON.parse(read("parties.schema.json")),
    );
    expect(validate(projectFile)).toBe(true);
    expect(validate({ kind: "parties", parties: [{ id: "a", name: "A", kind: "other", payeee: "b" }] })).toBe(
      false,
    );
    expect(validate.errors?.map(({ params }) => params)).toEqual([{ additionalProperty: "payeee" }]);
  });
});

describe("a parties file", () => {
  const numbered = { organisationsnummer: "232100-0016", organisationsnummerConfidence: "A" };
  const region = { id: "region-01", name: "Region Stockholm", kind: "region", ...numbered };
  const group = { id: "group", name: "Group", kind: "other" };
  const collaboration = {
    id: "samverkan",
    name: "Samverkan",
    kind: "collaboration_region",
    payee: "region-01",
    members: ["region-01"],
  };
  const file = (...parties: unknown[]): unknown => ({ kind: "parties", parties });

  it("is read in its order, with a number in canonical form", () => {
    expect(readParties(file({ ...region, organisationsnummer: "232100\u20110016" }, collaboration))).toEqual([
      region,
      collaboration,
    ]);
  });

  it.each<[string, string, string, unknown]>([
    ["an id that stands twice", "party-duplicate-id", "parties[1].id", file(group, group)],
    [
      "two parties with one organisationsnummer",
      "party-duplicate-organisationsnummer",
      "parties[1].organisationsnummer",
      file(region, { ...group, ...numbered }),
    ],
    [
      "a wrong check digit",
      "organisationsnummer-checksum",
      "parties[0].organisationsnummer",
      file({ ...region, organisationsnummer: "232100-0017" }),
    ],
    ["a payee that is no party", "party-unknown", "parties[0].payee", file({ ...group, payee: "nobody" })],
    [
      "a payee without organisationsnummer",
      "party-payee",
      "parties[0].payee",
      file({ ...group, payee: "other" }, { ...group, id: "other" }),
    ],
    ["a payee that is itself", "party-payee", "parties[0].payee", file({ ...group, payee: "group" })],
    [
      "a payee where there is a number",
      "party-payee",
      "parties[1].payee",
      file(region, {
        ...group,
        payee: "region-01",
        organisationsnummer: "222000-0315",
        organisationsnummerConfidence: "A",
      }),
    ],
    [
      "a collaboration region without payee",
      "party-payee",
      "parties[1].payee",
      file(region, { ...collaboration, payee: undefined }),
    ],
    [
      "a collaboration region without members",
      "party-members",
      "parties[1].members",
      file(region, { ...collaboration, members: undefined }),
    ],
    [
      "members of anything else",
      "party-members",
      "parties[1].members",
      file(region, { ...group, members: ["region-01"] }),
    ],
    [
      "a member twice",
      "party-members",
      "parties[1].members",
      file(region, { ...collaboration, members: ["region-01", "region-01"] }),
    ],
    [
      "a member that is no region",
      "party-members",
      "parties[1].members",
      file(region, { ...collaboration, members: ["group"] }, group),
    ],
    [
      "a member that is no party",
      "party-unknown",
      "parties[1].members[1]",
      file(region, { ...collaboration, members: ["region-01", "region-02"] }),
    ],
    [
      "names that do not end with the present one",
      "party-names",
      "parties[0].names",
      file({ ...group, names: [{ name: "Group" }, { name: "Club", from: "2019-01-01" }] }),
    ],
    [
      "names out of order",
      "party-names",
      "parties[0].names[1].from",
      file({
        ...group,
        names: [
          { name: "Club", from: "2019-01-01" },
          { name: "Group", from: "2019-01-01" },
        ],
      }),
    ],
    [
      "a later name without its day",
      "party-names",
      "parties[0].names[1].from",
      file({ ...group, names: [{ name: "Club" }, { name: "Group" }] }),
    ],
    [
      "a day that does not exist",
      "date-format",
      "parties[0].names[0].from",
      file({ ...group, names: [{ name: "Group", from: "2019-02-29" }] }),
    ],
    ["a misspelt key", "file-format", "parties[0].payeee", file({ ...group, payeee: "region-01" })],
    [
      "a number without its confidence",
      "file-format",
      "parties[0].organisationsnummerConfidence",
      file({ ...region, organisationsnummerConfidence: undefined }),
    ],
    [
      "a confidence without a number",
      "organisationsnummer-format",
      "parties[0].organisationsnummer",
      file({ ...group, organisationsnummerConfidence: "A" }),
    ],
    ["an unknown kind of party", "file-format", "parties[0].kind", file({ ...group, kind: "club" })],
    ["an id with capitals", "file-format", "parties[0].id", file({ ...group, id: "Group" })],
    ["an empty name", "file-format", "parties[0].name", file({ ...group, name: " " })],
    [
      "assumed: false",
      "file-format",
      "parties[0].names[0].assumed",
      file({ ...group, names: [{ name: "Group", assumed: false }] }),
    ],
    ["no parties", "file-format", "parties", file()],
    ["another kind of file", "file-format", "kind", { kind: "distribution_key", parties: [group] }],
    ["a list instead of an object", "file-format", "file", [group]],
    ["an empty file", "file-format", "file", null],
  ])("is refused for %s, by the rule %s at %s", (_what, rule, field, content) => {
    expect(() => readParties(content)).toThrow(expect.objectContaining({ name: "RuleError", rule, field }));
  });

  it("may leave the number of a company out: it is asked for when the company is to be paid", () => {
    const company = { id: "apoteket", name: "Apoteket AB", kind: "company" };
    expect(readParties(file(company))).toEqual([company]);
  });
});
