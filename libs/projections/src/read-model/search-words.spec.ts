import fc from "fast-check";
import { afterAllWith, termsOf, wordsOf } from "./search-words.ts";

it("words are in small letters, without what stands around them", () => {
  expect(wordsOf(" Västra Götaland, (delvis) «ÖPPNA» ")).toEqual(["västra", "götaland", "delvis", "öppna"]);
  expect(wordsOf("")).toEqual([]);
  expect(wordsOf(" – / ")).toEqual([]);
});

it("an amount is one word as documents print it and as the ledger does", () => {
  expect(wordsOf("172 500 000 kr")).toEqual(["172500000", "kr"]);
  expect(wordsOf("5,5 mnkr")).toEqual(["5.5", "mnkr"]);
  expect(wordsOf("år 2013 500 kr")).toEqual(["år", "2013", "500", "kr"]);
});

it("a letter written with a combining mark is the same letter", () => {
  expect(wordsOf("Va\u0308stra")).toEqual(["västra"]);
});

it("a case number is found whole and in parts, an organisationsnummer with and without its hyphen", () => {
  expect(termsOf(["S2011/5879/FS (delvis)"]).split(" ")).toEqual([
    "5879",
    "delvis",
    "fs",
    "s2011",
    "s2011/5879/fs",
  ]);
  expect(termsOf(["222000-0315", undefined, null]).split(" ")).toEqual([
    "0315",
    "222000",
    "222000-0315",
    "2220000315",
  ]);
});

it("every text with a beginning lies between it and the bound, and no other text does", () => {
  const letters = fc.constantFrom("a", "z", "å", "ä", "ö", "ÿ", "\ud7ff", "\u{10ffff}", "😀", "1", "/");
  const text = fc.array(letters, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(""));
  const bytes = (each: string): string => Buffer.from(each, "utf8").toString("hex");
  fc.assert(
    fc.property(text, text, (beginning, other) => {
      // Databases order texts by code points, which is how their UTF-8 bytes are ordered.
      const bound = bytes(afterAllWith(beginning));
      const isBetween = bytes(other) >= bytes(beginning) && bytes(other) < bound;
      const isLast = [...beginning].every((letter) => letter === "\u{10ffff}");
      if (!isLast) expect(isBetween).toBe(other.startsWith(beginning));
      expect(bytes(`${beginning}x`) < bound || isLast).toBe(true);
    }),
  );
});
