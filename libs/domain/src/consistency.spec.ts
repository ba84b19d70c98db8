import fc from "fast-check";
import type {
  Agreement,
  AgreementLine,
  Coverage,
  Earmark,
  StatedTotal,
} from "./agreements/agreement-terms.ts";
import { parseFundingKey } from "./appropriations/funding-key.ts";
import { day } from "./calendar.ts";
import { checkConsistency } from "./consistency.ts";
import type { Ore } from "./money.ts";
import { kronor, negate, ore, sum } from "./money.ts";

const POST = parseFundingKey("2022-9-1:6-18");
const cite = "kap 7, tabell";

function line(id: string, amount: Ore, extra: Partial<AgreementLine> = {}): AgreementLine {
  const funding = [{ funding: POST, amount, cite }];
  return {
    id,
    ref: id,
    purpose: id,
    amount,
    cite,
    recipients: ["skr"],
    payment: "requisition",
    funding,
    ...extra,
  };
}

function agreement(parts: Partial<Agreement>): Agreement {
  return {
    id: "case",
    title: "Case",
    budgetYear: 2022,
    source: "Case",
    caseNumbers: [],
    parties: ["staten", "skr"],
    signed: { state: day("2022-01-27"), counterparty: day("2022-01-28"), cite },
    validity: [],
    lines: [],
    nonStateLines: [],
    unplaced: [],
    statedTotals: [],
    terms: {},
    deadlines: [],
    paymentDecisions: [],
    ...parts,
  };
}

const total = (id: string, amount: Ore, covers: Coverage): StatedTotal => ({
  id,
  label: id,
  amount,
  cite,
  covers,
});
const part = (amount: Ore): Earmark => ({ purpose: "part", amount, cite, binding: true });
/** What of each finding a case asserts: kind, place and figures in kronor. */
const found = (parts: Partial<Agreement>): [string, string, number, number, number][] =>
  checkConsistency(agreement(parts)).map(({ kind, where, stated, computed, difference }) => [
    kind,
    where,
    stated / 100,
    computed / 100,
    difference / 100,
  ]);

describe("a line", () => {
  it("that another chapter states with another amount is a finding, and with the same amount is none", () => {
    const alsoStated = [
      { amount: kronor(5_000_000), cite: "kap 4.1" },
      { amount: kronor(5_500_000), cite: "kap 8" },
    ];
    const lines = [line("4", kronor(5_500_000), { alsoStated })];
    expect(found({ lines })).toEqual([
      ["line_stated_differently", "lines/4", 5_000_000, 5_500_000, -500_000],
    ]);
    expect(checkConsistency(agreement({ lines }))[0]?.cites).toEqual(["kap 4.1", cite].reverse());
  });

  it("may be earmarked up to its amount and no further", () => {
    const earmarks = [part(kronor(3)), part(kronor(4))];
    expect(found({ lines: [line("1", kronor(7), { earmarks })] })).toEqual([]);
    expect(found({ lines: [line("1", kronor(6), { earmarks })] })).toEqual([
      ["earmark_exceeds_line", "lines/1", 7, 6, 1],
    ]);
  });

  it("must equal its parts, whichever is larger", () => {
    const components = [part(kronor(3)), part(kronor(4))];
    expect(found({ lines: [line("1", kronor(7), { components })] })).toEqual([]);
    expect(found({ lines: [line("1", kronor(8), { components })] })).toEqual([
      ["parts_differ", "lines/1", 8, 7, 1],
    ]);
    expect(found({ lines: [line("1", kronor(6), { components })] })).toEqual([
      ["parts_differ", "lines/1", 6, 7, -1],
    ]);
  });

  it("whose stated funding is another amount is a finding", () => {
    const funding = [{ funding: POST, amount: kronor(6), cite: "kap 8" }];
    expect(found({ lines: [line("1", kronor(7), { funding })] })).toEqual([
      ["funding_differs", "lines/1", 6, 7, -1],
    ]);
  });

  it("has an intention beyond its amount only as a finding, since the rest is not money", () => {
    const intention = { total: kronor(11), through: 2024, cite };
    expect(found({ lines: [line("8", kronor(3), { intention })] })).toEqual([
      ["intention_exceeds_appropriated", "lines/8", 11, 3, 8],
    ]);
    expect(found({ lines: [line("8", kronor(11), { intention })] })).toEqual([]);
  });
});

describe("missing funding", () => {
  const anslagOnly = [{ funding: parseFundingKey("2022-9-1:6"), amount: kronor(3), cite }];

  it("of some lines is a finding for each, also when the anslag is named but no post", () => {
    const lines = [
      line("1", kronor(1)),
      line("2", kronor(2), { funding: [] }),
      line("3", kronor(3), { funding: anslagOnly }),
    ];
    expect(found({ lines })).toEqual([
      ["funding_missing", "lines/2", 2, 2, 0],
      ["funding_missing", "lines/3", 3, 3, 0],
    ]);
  });

  it("of all lines is one finding that names them all, with no difference in amounts", () => {
    const lines = [line("1", kronor(1), { funding: [] }), line("2", kronor(2), { funding: [] })];
    expect(found({ lines })).toEqual([["funding_missing", "lines", 3, 3, 0]]);
    expect(checkConsistency(agreement({ lines }))[0]?.message).toContain("lines 1, 2");
  });
});

describe("an amount stated for an anslag", () => {
  const unfunded = [line("1", kronor(30), { funding: [] }), line("2", kronor(5), { funding: [] })];
  const missing = ["funding_missing", "lines", 35, 35, 0];

  it("covers the lines on any of the anslag's posts", () => {
    const lines = [line("1", kronor(30)), line("2", kronor(5))];
    const statedTotals = [total("t", kronor(34), { funding: parseFundingKey("2022-9-1:6") })];
    expect(found({ lines, statedTotals })).toEqual([["total_differs", "statedTotals/t", 34, 35, -1]]);
  });

  it("does not take anslag 1:60 for a part of 1:6", () => {
    const funding = [{ funding: parseFundingKey("2022-9-1:60-1"), amount: kronor(5), cite }];
    const lines = [line("1", kronor(30)), line("2", kronor(5), { funding })];
    const statedTotals = [total("t", kronor(30), { funding: parseFundingKey("2022-9-1:6") })];
    expect(found({ lines, statedTotals })).toEqual([]);
  });

  it("that no line names matches nothing; of a split of the whole, the largest part is the remainder", () => {
    const statedTotals = [
      total("large", kronor(33), { funding: parseFundingKey("2022-9-1:6") }),
      total("small", kronor(2), { funding: parseFundingKey("2022-9-4:5") }),
    ];
    const expected = [missing, ["total_unmatched", "statedTotals/small", 2, 0, 2]];
    expect(found({ lines: unfunded, statedTotals })).toEqual(expected);
    expect(found({ lines: unfunded, statedTotals: statedTotals.toReversed() })).toEqual(expected);
  });

  it("that no line names and that divides nothing is a finding each time", () => {
    const statedTotals = [
      total("large", kronor(33), { funding: parseFundingKey("2022-9-1:6") }),
      total("small", kronor(1), { funding: parseFundingKey("2022-9-4:5") }),
    ];
    expect(found({ lines: unfunded, statedTotals })).toEqual([
      missing,
      ["total_unmatched", "statedTotals/large", 33, 0, 33],
      ["total_unmatched", "statedTotals/small", 1, 0, 1],
    ]);
  });
});

it("an amount outside every table is a finding of its whole amount", () => {
  const unplaced = [{ id: "x1", ref: "3.3", purpose: "x", amount: kronor(5), cite: "kap 3.3" }];
  expect(found({ lines: [line("1", kronor(1))], unplaced })).toEqual([
    ["unplaced_amount", "unplaced/x1", 5, 0, 5],
  ]);
});

/** An agreement whose every printed figure is computed from its lines, and so contradicts nothing. */
const consistent = fc
  .record({
    state: fc.array(fc.integer({ min: 2, max: 1e12 }), { minLength: 2, maxLength: 8 }),
    other: fc.array(fc.integer({ min: 1, max: 1e12 }), { maxLength: 3 }),
    groups: fc.array(fc.array(fc.nat(), { minLength: 1, maxLength: 5 }), { maxLength: 5 }),
    cut: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ state, other, groups, cut }) => {
    const lines = state.map((amount, index) => {
      const first = Math.min(amount - 1, Math.max(1, Math.floor(amount * cut)));
      return line(`s${index}`, ore(amount), { components: [part(ore(first)), part(ore(amount - first))] });
    });
    const nonStateLines = other.map((amount, index) => ({
      ...{ id: `n${index}`, ref: "r", purpose: "p", amount: ore(amount), cite, payer: "x", recipient: "y" },
    }));
    const all = [...lines, ...nonStateLines];
    const sumOf = (items: readonly { amount: Ore }[]): Ore => sum(items.map(({ amount }) => amount));
    const rows = groups.map((group, index) => {
      const ids = new Set(group.map((pick) => all[pick % all.length]!.id));
      const amount = sumOf(all.filter(({ id }) => ids.has(id)));
      return total(`row${index}`, amount, { lines: [...ids] });
    });
    const statedTotals = [
      ...rows,
      total("state", sumOf(lines), { all: "state" }),
      total("everything", sumOf(all), { all: "everything" }),
      total("post", sumOf(lines), { funding: POST }),
      ...(rows.length > 0 ? [total("rows", sumOf(rows), { totals: rows.map(({ id }) => id) })] : []),
      ...(other.length > 0 ? [total("other", sumOf(nonStateLines), { all: "non_state" })] : []),
    ];
    return agreement({ lines, nonStateLines, statedTotals });
  });
const change = fc.integer({ min: -1e9, max: 1e9 }).filter((difference) => difference !== 0);

describe("any agreement whose printed figures are computed from its lines", () => {
  it("has no findings", () => {
    fc.assert(fc.property(consistent, (case_) => expect(checkConsistency(case_)).toEqual([])));
  });

  it("has, after one printed figure changed by d, exactly that figure and what is summed from it, by d", () => {
    fc.assert(
      fc.property(consistent, fc.nat(), change, (case_, pick, difference) => {
        const changed = case_.statedTotals[pick % case_.statedTotals.length]!;
        const statedTotals = case_.statedTotals.map((stated) =>
          stated === changed ? { ...stated, amount: ore(stated.amount + difference) } : stated,
        );
        const expected = statedTotals.flatMap(({ id, covers }) => {
          if (id === changed.id) return [[`statedTotals/${id}`, difference]];
          const sums = "totals" in covers && covers.totals.includes(changed.id);
          return sums ? [[`statedTotals/${id}`, -difference]] : [];
        });
        const findings = checkConsistency({ ...case_, statedTotals });
        expect(findings.map((one) => [one.where, one.difference])).toEqual(expected);
        expect(findings.every(({ kind }) => kind === "total_differs")).toBe(true);
      }),
    );
  });

  it("has, after one line's amount changed by d, that line's parts and funding and every figure that covers it", () => {
    fc.assert(
      fc.property(consistent, fc.nat(), change, (case_, pick, difference) => {
        const changed = case_.lines[pick % case_.lines.length]!;
        fc.pre(changed.amount + difference > 0);
        const lines = case_.lines.map((one) =>
          one === changed ? { ...one, amount: ore(one.amount + difference) } : one,
        );
        const covering = case_.statedTotals.filter(({ covers }) => {
          if ("lines" in covers) return covers.lines.includes(changed.id);
          return "all" in covers && covers.all !== "non_state";
        });
        expect(
          checkConsistency({ ...case_, lines }).map((one) => [one.kind, one.where, one.difference]),
        ).toEqual([
          ["parts_differ", `lines/${changed.id}`, difference],
          ["funding_differs", `lines/${changed.id}`, negate(ore(difference))],
          ...covering.map(({ id }) => ["total_differs", `statedTotals/${id}`, negate(ore(difference))]),
        ]);
      }),
    );
  });
});
