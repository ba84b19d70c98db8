import { given, givenFigure } from "../given.ts";
import { RuleError, invariant } from "../rule-error.ts";
import { plainText } from "./printed-text.ts";

declare const caseNumberBrand: unique symbol;

/** A diarienummer of the Government Offices in canonical form: `S2011/5879/FS (delvis)`, `S2022/02782`. */
export type CaseNumber = string & { readonly [caseNumberBrand]: true };

export interface CaseNumberParts {
  /** The ministry's letters: `S` (Socialdepartementet), `Fi` (Finansdepartementet). */
  readonly department: string;
  readonly year: number;
  /** As printed: `02782` and `2782` are two spellings, and the printed one can be looked up. */
  readonly serial: string;
  /** The unit's letters, which case numbers carried in 2011 and 2013: `FS`, `SAM`. */
  readonly unit?: string;
  /** "(delvis)": the decision settles the case in part, and the same number stands on other decisions. */
  readonly partly: boolean;
}

const CASE =
  /^(?<department>\p{Lu}\p{Ll}{0,2}|\p{Lu}{2}) ?(?<year>(?:19|20)\d{2}) ?\/ ?(?<serial>\d{1,6})(?: ?\/ ?(?<unit>\p{Lu}[\p{L}\d]{0,7}))?(?<partly> ?\( ?delvis ?\))?$/u;

/** `(S2011:01)`: the number of an inquiry (SOU, kommittébeteckning). */
const INQUIRY = /^\(? ?(?:\p{Lu}\p{Ll}{0,2}|\p{Lu}{2}) ?(?:19|20)\d{2} ?: ?[A-Z]?\d{1,3} ?\)?$/u;

/**
 * Reads a diarienummer: ministry, year, serial number, in older cases the unit, and "(delvis)".
 *
 * @throws RuleError `case-number-is-inquiry` for the number of an inquiry, `case-number-format`
 */
export function parseCaseNumber(text: unknown, field = "caseNumber"): CaseNumber {
  const printed = typeof text === "string" ? plainText(text) : "";
  const { department, year, serial, unit, partly } = CASE.exec(printed)?.groups ?? {};
  if (department !== undefined) {
    return `${department}${year}/${serial}${unit ? `/${unit}` : ""}${partly ? " (delvis)" : ""}` as CaseNumber;
  }
  if (INQUIRY.test(printed)) {
    throw new RuleError(
      "case-number-is-inquiry",
      `${field} ${printed} is the number of an inquiry: a diarienummer has a slash after the year, such as "S2011/5879/FS".`,
      { field, figures: { given: printed } },
    );
  }
  throw new RuleError(
    "case-number-format",
    `${field} must be a diarienummer such as "S2022/02782" or "S2011/5879/FS (delvis)", not ${given(text)}.`,
    { field, figures: { given: givenFigure(text) } },
  );
}

export function caseNumberParts(caseNumber: CaseNumber): CaseNumberParts {
  const { department, year, serial, unit, partly } = CASE.exec(caseNumber)?.groups ?? {};
  invariant(
    department !== undefined && serial !== undefined,
    `${caseNumber} is a case number, as parseCaseNumber proved`,
  );
  return {
    department,
    year: Number(year),
    serial,
    ...(unit === undefined ? {} : { unit }),
    partly: partly !== undefined,
  };
}
