import { given, givenFigure } from "./given.ts";

describe("a refused value, as an error shows it", () => {
  it.each<[unknown, string]>([
    ["12 kr", '"12 kr"'],
    [12.5, "12.5"],
    [null, "null"],
    [undefined, "undefined"],
    [[1], "a list"],
    [10n, "10"],
    [Symbol("x"), "a symbol"],
  ])("%p is shown as %s", (value, shown) => {
    expect(given(value)).toBe(shown);
  });

  it("does not crash on an object whose toString is not a function, as JSON may hold", () => {
    expect(given(JSON.parse('{"toString": 1}'))).toBe("an object");
  });

  it("shortens a text that is too long to read", () => {
    expect(givenFigure("x".repeat(10_000))).toBe(`${"x".repeat(80)}…`);
    expect(givenFigure("x".repeat(80))).toBe("x".repeat(80));
  });
});
