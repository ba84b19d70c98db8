import fc from "fast-check";
import { InvariantError } from "../rule-error.ts";
import { expectedLastDigit, luhnDigit } from "./luhn.ts";

const digits = fc.stringMatching(/^\d{1,24}$/);

describe("the Luhn check digit", () => {
  it.each([
    ["7992739871", "3"], // the algorithm's customary example
    ["232100001", "6"], // Region Stockholm
    ["222000031", "5"], // SKR
    ["0", "0"],
    ["5", "9"], // 5 doubled is 10, whose digits sum to 1
  ])("of %s is %s", (number, digit) => {
    expect(luhnDigit(number)).toBe(digit);
    expect(expectedLastDigit(`${number}?`)).toBe(digit);
  });

  it("changes when any single digit changes (property)", () => {
    fc.assert(
      fc.property(digits, fc.nat(), fc.integer({ min: 1, max: 9 }), (number, place, step) => {
        const index = place % number.length;
        const changed = (Number(number[index]) + step) % 10;
        const other = number.slice(0, index) + changed + number.slice(index + 1);
        expect(luhnDigit(other)).not.toBe(luhnDigit(number));
      }),
    );
  });

  it("changes when two neighbours change places, but for 09 and 90 (property)", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{2,24}$/), fc.nat(), (number, place) => {
        const index = place % (number.length - 1);
        const [a = "", b = ""] = number.slice(index, index + 2);
        fc.pre(a !== b && a + b !== "09" && a + b !== "90");
        const other = number.slice(0, index) + b + a + number.slice(index + 2);
        expect(luhnDigit(other)).not.toBe(luhnDigit(number));
      }),
    );
  });

  it.each(["", "12a", "1 2", "-1"])("is not computed over %p", (text) => {
    expect(() => luhnDigit(text)).toThrow(InvariantError);
  });
});
