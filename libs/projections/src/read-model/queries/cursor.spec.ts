import fc from "fast-check";
import { RuleError } from "#domain/rule-error.ts";
import { decodeCursor, encodeCursor, pageOf } from "./cursor.ts";

const values = fc.array(fc.oneof(fc.string(), fc.maxSafeInteger(), fc.constant(null)), { maxLength: 4 });
const ruleOf = (attempt: () => unknown): string | undefined => {
  try {
    attempt();
  } catch (error) {
    if (error instanceof RuleError) return error.rule;
    throw error;
  }
  return undefined;
};

it("a cursor gives back what it was made of, for the same question in any order of its parts", () => {
  fc.assert(
    fc.property(values, (given) => {
      const cursor = encodeCursor(given, { sort: "on", agreement: "2013", line: undefined });
      expect(cursor).toMatch(/^[\w-]+$/);
      expect(decodeCursor(cursor, { agreement: "2013", sort: "on" }, given.length)).toEqual(given);
    }),
  );
});

it("a cursor is refused for another question, for another number of values, and when it is any other text", () => {
  const cursor = encodeCursor(["2013-12-02", 7], { agreement: "2013" });
  expect(ruleOf(() => decodeCursor(cursor, { agreement: "2022" }))).toBe("cursor-unknown");
  expect(ruleOf(() => decodeCursor(cursor, {}))).toBe("cursor-unknown");
  expect(ruleOf(() => decodeCursor(cursor, { agreement: "2013" }, 3))).toBe("cursor-unknown");
  for (const text of ["", "x", "e30", "bnVsbA", `${cursor.slice(2)}`]) {
    expect(ruleOf(() => decodeCursor(text, { agreement: "2013" }))).toBe("cursor-unknown");
  }
  const nested = Buffer.from(JSON.stringify([decodeMark(cursor), { a: 1 }])).toString("base64url");
  expect(ruleOf(() => decodeCursor(nested, { agreement: "2013" }))).toBe("cursor-unknown");
});

const decodeMark = (cursor: string): unknown =>
  (JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")) as unknown[])[0];

it("a page names a next one only when a row is left over", () => {
  expect(pageOf([1, 2], 2, {}, (row) => [row])).toEqual({ rows: [1, 2] });
  expect(pageOf([], 2, {}, () => [])).toEqual({ rows: [] });
  const page = pageOf([1, 2, 3], 2, {}, (row) => [row]);
  expect(page.rows).toEqual([1, 2]);
  expect(decodeCursor(page.next ?? "", {}, 1)).toEqual([2]);
});
