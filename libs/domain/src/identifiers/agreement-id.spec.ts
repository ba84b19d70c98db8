import fc from "fast-check";
import { grantStream } from "../accounts.ts";
import { RuleError } from "../rule-error.ts";
import { parseAgreementId } from "./agreement-id.ts";
import { parseSlug } from "./slug.ts";

describe("the id of an agreement", () => {
  it.each(["sjsv-2022", "dagmar-2007", "a"])("may be %s", (id) => {
    expect(parseAgreementId(id)).toBe(id);
  });

  it.each(["a.b", "sjsv.2022", "", "A", "a--b", "-a", "a-", "a".repeat(61), "a|b", 7])("is not %p", (id) => {
    expect(() => parseAgreementId(id, "id")).toThrow(RuleError);
  });

  it("makes one stream of one agreement and one recipient, whatever dots the recipient has", () => {
    const from = (read: (text: string) => string) =>
      fc.stringMatching(/^[ab][ab.-]{0,4}$/).filter((text) => {
        try {
          return read(text) === text;
        } catch {
          return false;
        }
      });
    const [agreement, recipient] = [from(parseAgreementId), from(parseSlug)];
    fc.assert(
      fc.property(agreement, recipient, agreement, recipient, (a, b, c, d) => {
        expect(grantStream(a, b) === grantStream(c, d)).toBe(a === c && b === d);
      }),
      { numRuns: 2_000, examples: [["a", "b.a", "a", "b"]] },
    );
  });
});
