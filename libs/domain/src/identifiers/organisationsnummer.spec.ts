import fc from "fast-check";
import { RuleError } from "../rule-error.ts";
import { luhnDigit } from "./luhn.ts";
import { organisationsnummerDigits, parseOrganisationsnummer } from "./organisationsnummer.ts";

/** What the parser throws, so that a case can look at every word of it. */
function refusalOf(text: unknown, field?: string): RuleError | undefined {
  try {
    parseOrganisationsnummer(text, field);
    return undefined;
  } catch (error) {
    if (error instanceof RuleError) return error;
    throw error;
  }
}

function refusal(text: unknown, field?: string): RuleError {
  const error = refusalOf(text, field);
  if (!error) throw new Error(`${String(text)} was accepted`);
  return error;
}

describe("an organisationsnummer", () => {
  it.each([
    ["232100-0016", "Region Stockholm"],
    ["222000-0315", "SKR"],
    ["202100-0829", "Kammarkollegiet"],
    ["212000-0803", "Region Gotland, a municipality"],
  ])("%s is read as it stands (%s)", (number) => {
    expect(parseOrganisationsnummer(number)).toBe(number);
  });

  it.each([
    ["2321000016", "without hyphen"],
    ["232100\u20110016", "with a non-breaking hyphen"],
    ["232100\u20130016", "with an en dash"],
    ["232100\u22120016", "with a minus sign"],
    ["232100 \u2013 0016", "with spaces around the dash"],
    [" 232100\u00a00016 ", "with a non-breaking space"],
    ["232100\u202f0016", "with a narrow non-breaking space"],
    ["23 21 00 00 16", "in pairs"],
    ["\ufeff232100-0016\u200b", "with invisible characters pasted along"],
    ["162321000016", "with the 16 of twelve-digit registers"],
    ["16 232100-0016", "with the 16 apart"],
    ["16232100\u20110016", "with the 16 and a non-breaking hyphen"],
  ])("%j is read as 232100-0016 (%s)", (printed) => {
    expect(parseOrganisationsnummer(printed)).toBe("232100-0016");
  });

  it("keeps 16 as its own first digits when there are ten", () => {
    expect(parseOrganisationsnummer("162200-0014")).toBe("162200-0014");
  });

  it("gives its digits alone for files", () => {
    expect(organisationsnummerDigits(parseOrganisationsnummer("232100-0016"))).toBe("2321000016");
  });
});

describe("a wrong check digit", () => {
  it("is refused, and the refusal names the digit that would be right", () => {
    const error = refusal("232100-0017", "recipient.organisationsnummer");
    expect(error.rule).toBe("organisationsnummer-checksum");
    expect(error.field).toBe("recipient.organisationsnummer");
    expect(error.message).toBe(
      "recipient.organisationsnummer has a wrong check digit: the last digit should be 6, not 7.",
    );
    expect(error.figures).toEqual({ givenDigit: "7", expectedDigit: "6" });
  });

  it("is found for each of the nine wrong digits, and for no right one (property)", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{2}[2-9]\d{6}$/), fc.integer({ min: 1, max: 9 }), (nine, step) => {
        const right = luhnDigit(nine);
        const canonical = `${nine.slice(0, 6)}-${nine.slice(6)}${right}`;
        expect(parseOrganisationsnummer(nine + right)).toBe(canonical);
        const wrong = String((Number(right) + step) % 10);
        expect(refusal(nine + wrong).figures["expectedDigit"]).toBe(right);
      }),
    );
  });
});

describe("a personnummer", () => {
  it.each([
    ["811228-9874", "ten digits"],
    ["8112289874", "ten digits without hyphen"],
    ["19811228-9874", "twelve digits"],
    ["198112289874", "twelve digits without hyphen"],
    ["811228\u20119874", "with a non-breaking hyphen"],
    ["811228+9874", "with the plus of somebody past a hundred"],
    ["18811228+9874", "twelve digits and a plus"],
    ["811288-9874", "a samordningsnummer: 60 added to the day"],
    ["19811288-9874", "a samordningsnummer with twelve digits"],
    ["811228-9873", "one with a wrong check digit"],
    ["16811228-9874", "one with the 16 of a legal person in front"],
    ["20000229-0001", "born in this century"],
  ])("is refused as one and not repeated: %s (%s)", (number) => {
    const error = refusal(number, "organisationsnummer");
    expect(error.rule).toBe("organisationsnummer-is-personnummer");
    expect(error.message).toMatch(/is a personnummer or samordningsnummer: persons do not belong here/);
    expect(JSON.stringify([error.message, error.details])).not.toMatch(/\d/);
  });

  it("is never repeated, even when it is mistyped beyond recognition (property)", () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^(18|19|20)?\d{2}[01]\d{3}[-+ ]?\d{1,5}$/),
        fc.constantFrom("x", "+", "-", "0"),
        (number, after) => {
          // With one character too many it is no number at all, or fails its check digit, or is accepted
          // as a legal person's, which nobody could tell from the digits.
          for (const text of [number, number + after]) {
            const error = refusalOf(text);
            // The count of digits and the check digits are all that a refusal tells.
            const shown = [
              error?.message.replace('"232100-0016"', ""),
              ...Object.values(error?.figures ?? {}),
            ];
            expect(shown.join()).not.toMatch(/\d{3}/);
          }
        },
      ),
    );
  });
});

describe("what is neither", () => {
  it.each<[unknown, string]>([
    ["231300-0016", "its third digit is below 2 and it is no date"],
    ["230000-0016", "month 00"],
    ["230132-0016", "day 32"],
    ["19232100-0016", "a century before a legal person's number"],
    ["232100+0016", "a plus in a legal person's number"],
    ["232100-001", "nine digits"],
    ["232100-00166", "eleven digits"],
    ["23-21000016", "a hyphen in the wrong place"],
    ["232100--0016", "two hyphens"],
    ["SE232100001601", "a VAT number"],
    ["２３２１００-００１６", "digits of another script"],
    ["", "nothing"],
    [2321000016, "a number: leading zeros would be lost"],
    [null, "null"],
    [undefined, "absent"],
    [{ toString: 1 }, "an object"],
  ])("is refused by the rule organisationsnummer-format: %p (%s)", (text) => {
    const error = refusal(text);
    expect(error.rule).toBe("organisationsnummer-format");
    expect(error.field).toBe("organisationsnummer");
  });

  it("says how many digits it has", () => {
    expect(refusal("232100-001").message).toBe(
      'organisationsnummer must be ten digits, such as "232100-0016"; what was given has 9 digits and is not repeated here.',
    );
  });
});
