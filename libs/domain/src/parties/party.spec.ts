import { day } from "../calendar.ts";
import { type PartyCommand, nameOn, party, payeeOn } from "./party.ts";
import type { PartyRegistered } from "./events.ts";

const register = (change: Partial<PartyRegistered["data"]> = {}): PartyCommand => ({
  type: "register-party",
  party: "skr",
  kind: "association",
  name: "Sveriges Kommuner och Regioner",
  names: [],
  by: "anna",
  ...change,
});
const rename = (name: string, from: string): PartyCommand => ({
  type: "rename-party",
  party: "skr",
  name,
  from: day(from),
  by: "anna",
});
const succeed = (successor: string, from: string): PartyCommand => ({
  type: "succeed-party",
  party: "skr",
  successor,
  from: day(from),
  decision: "merger",
  by: "anna",
});
const namePayee = (payee: string, from: string): PartyCommand => ({
  type: "name-payee",
  party: "skr",
  payee,
  from: day(from),
  by: "anna",
});

const after = (...commands: PartyCommand[]) =>
  commands.reduce(
    (state, command) =>
      party.decide(command, state).reduce((next, event) => party.evolve(next, event), state),
    party.initialState(),
  );
const refused = (rule: string, field?: string, figures?: object) =>
  expect.objectContaining({ rule, ...(field !== undefined && { details: { field, figures } }) });

describe("a party", () => {
  it("is registered once, and before anything else", () => {
    expect(() => after(register(), register())).toThrow(
      refused("party-exists", "party", { party: "skr", name: "Sveriges Kommuner och Regioner" }),
    );
    for (const command of [
      rename("x", "2013-01-01"),
      succeed("y", "2013-01-01"),
      namePayee("y", "2013-01-01"),
    ]) {
      expect(() => after(command)).toThrow(refused("party-unknown", "party", { party: "skr" }));
    }
  });

  it("gets its organisationsnummer when it becomes known, or a right one for a wrong one", () => {
    const number = (organisationsnummer: string): PartyCommand => ({
      type: "record-organisationsnummer",
      party: "skr",
      organisationsnummer,
      reason: "the public register",
      by: "anna",
    });
    expect(after(register(), number("222000-0315")).party?.organisationsnummer).toBe("222000-0315");
    expect(() => after(register(), number("222000-0315"), number("222000-0315"))).toThrow(
      refused("organisationsnummer-unchanged", "organisationsnummer", {
        party: "skr",
        organisationsnummer: "222000-0315",
      }),
    );
    expect(() => after(number("222000-0315"))).toThrow(refused("party-unknown"));
  });

  it("has the name of the day; before its first name began, the first", () => {
    const renamed = after(
      register({
        names: [
          { name: "Landstingsförbundet", from: day("1976-01-01") },
          { name: "SKL", from: day("2007-01-01") },
        ],
      }),
      rename("SKR", "2019-11-27"),
    );
    const names = ["1970-01-01", "2006-12-31", "2007-01-01", "2019-11-26", "2019-11-27"].map((on) =>
      nameOn(renamed, day(on)),
    );
    expect(names).toEqual(["Landstingsförbundet", "Landstingsförbundet", "SKL", "SKL", "SKR"]);
    expect(nameOn(after(register()), day("1950-01-01"))).toBe("Sveriges Kommuner och Regioner");
  });

  it("that is renamed from the same day twice has the later name, and names in the order of their days", () => {
    const renamed = after(
      register(),
      rename("B", "2015-01-01"),
      rename("A", "2014-01-01"),
      rename("C", "2015-01-01"),
    );
    expect(["2014-06-01", "2015-06-01"].map((on) => nameOn(renamed, day(on)))).toEqual(["A", "C"]);
    expect(renamed.names.map(({ name }) => name)).toEqual(["Sveriges Kommuner och Regioner", "A", "C"]);
    const backwards = after(register(), rename("B", "2015-01-01"), rename("A", "2014-01-01"));
    expect(["2013-06-01", "2014-06-01", "2015-06-01"].map((on) => nameOn(backwards, day(on)))).toEqual([
      "Sveriges Kommuner och Regioner",
      "A",
      "B",
    ]);
  });

  it("is paid itself, or its payee of the day, or else its successor", () => {
    const succeeded = after(register(), succeed("new", "2014-01-01"));
    expect(["2013-12-31", "2014-01-01"].map((on) => payeeOn(succeeded, "skr", day(on)))).toEqual([
      "skr",
      "new",
    ]);
    const named = after(
      register({ payee: "first" }),
      namePayee("second", "2013-07-01"),
      succeed("new", "2014-01-01"),
    );
    expect(["2013-06-30", "2013-07-01", "2014-01-01"].map((on) => payeeOn(named, "skr", day(on)))).toEqual([
      "first",
      "second",
      "second",
    ]);
  });

  it("is succeeded once, and refers to another than itself", () => {
    expect(() => after(register(), succeed("a", "2014-01-01"), succeed("b", "2015-01-01"))).toThrow(
      refused("party-already-succeeded", "successor", { successor: "a", from: "2014-01-01" }),
    );
    expect(() => after(register(), succeed("skr", "2014-01-01"))).toThrow(
      refused("party-refers-to-itself", "successor", { party: "skr" }),
    );
    expect(() => after(register(), namePayee("skr", "2014-01-01"))).toThrow(
      refused("party-refers-to-itself", "payee", { party: "skr" }),
    );
  });

  it("nobody has heard of has no name, no payee and no successor", () => {
    expect(nameOn(after(), day("2014-01-01"))).toBe("");
    expect(payeeOn(after(), "skr", day("2014-01-01"))).toBe("skr");
  });
});
