import { didYouMean, nearestWord } from "./did-you-mean.ts";

describe("the word that was meant", () => {
  const known = ["amount", "alsoStated", "cite", "id"];
  it.each([
    ["amout", "amount"],
    ["Amount", "amount"],
    ["alsostated", "alsoStated"],
    ["site", "cite"],
    ["ie", "id"],
  ])("for %s is %s", (given, meant) => expect(nearestWord(given, known)).toBe(meant));

  it("is not guessed from a word that is far from all", () => {
    expect(nearestWord("recipients", known)).toBeUndefined();
    expect(didYouMean("xy", [])).toBe("");
    expect(nearestWord("x", ["a", "b1"])).toBeUndefined();
  });

  it("is asked for in a message", () => expect(didYouMean("amout", known)).toBe(' (did you mean "amount"?)'));
});
