import { weightOf } from "./weight.ts";

const entries = (count: number): [string, { day: string; amount: number }][] =>
  Array.from({ length: count }, (_, index) => [`case-${index}`, { day: "2026-01-01", amount: index }]);

describe("what plain data weighs", () => {
  it.each([
    ["a map", (count: number) => new Map(entries(count))],
    ["a set", (count: number) => new Set(entries(count).map(([key]) => key))],
    ["a list", (count: number) => entries(count)],
    ["an object", (count: number) => Object.fromEntries(entries(count))],
    ["a text", (count: number) => "x".repeat(100 * count)],
  ])("grows with what %s holds", (_, holding) => {
    const [one, ten, hundred] = [1, 10, 100].map((count) => weightOf(holding(count)));
    expect(one).toBeGreaterThan(0);
    expect(ten).toBeGreaterThan(4 * (one as number));
    expect(hundred).toBeGreaterThan(8 * (ten as number));
  });

  it("counts once what is held in several places", () => {
    const held = { lines: entries(100) };
    expect(weightOf([held, held])).toBeLessThan(1.1 * weightOf([held]));
  });

  it("ends where something holds itself", () => {
    const held: Record<string, unknown> = {};
    held["self"] = held;
    expect(weightOf(held)).toBeGreaterThan(0);
  });

  it("is nothing for what is not there", () => {
    expect([weightOf(undefined), weightOf(null)]).toEqual([0, 0]);
  });
});
