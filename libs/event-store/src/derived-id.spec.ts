import { canonicalJson, commandHash } from "./canonical-json.ts";
import { derivedId } from "./derived-id.ts";

describe("derived ids", () => {
  it("follow from their parts, in the form of RFC 9562 version 8", () => {
    expect(derivedId("desk:1", "grant-a", 0)).toBe(derivedId("desk:1", "grant-a", 0));
    expect(derivedId("desk:1", "grant-a", 0)).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });

  it("differ when any part, its kind or the border between two parts differs", () => {
    const ids = [
      derivedId("ab", "c"),
      derivedId("a", "bc"),
      derivedId("abc"),
      derivedId("ab", "c", 0),
      derivedId("ab", "c", "0"),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe("command hashes", () => {
  it("are the same for the same content, whatever the order of keys", () => {
    expect(commandHash({ a: 1, b: { c: [1, 2], d: "å" } })).toBe(
      commandHash({ b: { d: "å", c: [1, 2] }, a: 1, e: undefined }),
    );
  });

  it("differ when content, order of a list or the kind of a value differs", () => {
    const hashes = [{ a: 1 }, { a: "1" }, { a: [1, 2] }, { a: [2, 1] }, { a: null }, {}].map(commandHash);
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it("rest on JSON with sorted keys", () => {
    expect(canonicalJson({ b: [true, null], a: { z: 1, å: 2, Z: 3 } })).toBe(
      '{"a":{"Z":3,"z":1,"å":2},"b":[true,null]}',
    );
  });

  it("are refused for what is not plain data", () => {
    expect(() => commandHash({ amount: Number.NaN })).toThrow("value.amount is NaN");
  });
});
