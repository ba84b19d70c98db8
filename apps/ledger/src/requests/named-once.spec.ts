import fc from "fast-check";
import { MemberTwice, mustNameOnce } from "./named-once.ts";

describe("members that stand twice in one object", () => {
  it.each([
    ['{"a":1,"a":1}', '"a"'],
    ['{"a":1,"\\u0061":2}', '"\\u0061"'],
    ['[{"x":{"a":[1,{"a":2}],"b":"}","a":3}}]', '"a"'],
    ['{ "a" : "\\"" , "b" : [ ] , "a" : null }', '"a"'],
    ['{"":1,"":2}', '""'],
  ])("are refused in %s", (text, member) => {
    expect(() => mustNameOnce(text)).toThrow(MemberTwice);
    expect(() => mustNameOnce(text)).toThrow(`${member} stands twice in one object.`);
  });

  it.each([
    '{"a":{"a":{"a":1}},"b":{"a":1}}',
    '[{"a":1},{"a":1}]',
    '["a","a",{"a":"a"},"a"]',
    '{"a":"{\\"a\\":1,","b":",\\"a\\""}',
    '"a"',
    "1",
  ])("are none in %s", (text) => {
    expect(() => mustNameOnce(text)).not.toThrow();
  });

  it("are none in anything that was written by a program, however deep and odd", () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        mustNameOnce(JSON.stringify(value));
        mustNameOnce(JSON.stringify(value, undefined, 2));
      }),
    );
  });

  it("are found wherever a member of an object is written again", () => {
    const name = fc.string({ unit: "binary", minLength: 0, maxLength: 4 });
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 5 }), fc.jsonValue(), (names, value) => {
        const members = [...names, names[0] ?? ""].map(
          (one) => `${JSON.stringify(one)}:${JSON.stringify(value)}`,
        );
        expect(() => mustNameOnce(`[{"in":{${members.join(",")}}}]`)).toThrow(MemberTwice);
      }),
    );
  });
});
