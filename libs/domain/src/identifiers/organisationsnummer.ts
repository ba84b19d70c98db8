import { RuleError } from "../rule-error.ts";
import { expectedLastDigit } from "./luhn.ts";
import { withoutSpaces } from "./printed-text.ts";

declare const organisationsnummerBrand: unique symbol;

/** The identity of a legal person, `NNNNNN-NNNN` (lagen (1974:174) om identitetsbeteckning för juridiska personer m.fl.). */
export type Organisationsnummer = string & { readonly [organisationsnummerBrand]: true };

/** Ten digits, or twelve with a century (personnummer) or `16` (legal person) before them. */
const NUMBER = /^(\d{2})?(\d{6})([-+]?)(\d{4})$/;

/**
 * Reads an organisationsnummer as documents and forms print it: with any dash, spaces, or a leading `16`.
 *
 * A personnummer, which a sole trader uses as organisationsnummer, is refused: details of persons stay
 * outside events (DOMAIN: what auditors expect). For the same reason no refusal repeats what was given: a
 * mistyped personnummer would otherwise end up in logs and answers.
 *
 * @returns the canonical form `NNNNNN-NNNN`
 * @throws RuleError `organisationsnummer-format`, `organisationsnummer-is-personnummer`,
 *   `organisationsnummer-checksum`
 */
export function parseOrganisationsnummer(text: unknown, field = "organisationsnummer"): Organisationsnummer {
  const compact = typeof text === "string" ? withoutSpaces(text) : "";
  const parts = NUMBER.exec(compact);
  if (!parts) {
    throw wrongFormat(field, `must be ten digits, such as "232100-0016"`, compact);
  }
  const [, century = "", first = "", separator = "", last = ""] = parts;
  if (looksLikePersonnummer(first)) {
    throw new RuleError(
      "organisationsnummer-is-personnummer",
      `${field} is a personnummer or samordningsnummer: persons do not belong here, only legal persons with an organisationsnummer.`,
      { field },
    );
  }
  if (separator === "+" || (century !== "" && century !== "16")) {
    throw wrongFormat(field, `must be ten digits, or twelve that begin with 16`, compact);
  }
  if (Number(first[2]) < 2) {
    throw wrongFormat(field, "must have a third digit of at least 2", compact);
  }
  const expected = expectedLastDigit(first + last);
  if (!last.endsWith(expected)) {
    throw new RuleError(
      "organisationsnummer-checksum",
      `${field} has a wrong check digit: the last digit should be ${expected}, not ${last.slice(-1)}.`,
      { field, figures: { givenDigit: last.slice(-1), expectedDigit: expected } },
    );
  }
  return `${first}-${last}` as Organisationsnummer;
}

/**
 * Whether six digits are a birth date, or one with 60 added to its day (samordningsnummer: folkbokföringslagen
 * (1991:481) 18 § and 18 a §). A third digit of at least 2 cannot begin a month, which is what tells an
 * organisationsnummer apart.
 */
function looksLikePersonnummer(sixDigits: string): boolean {
  const month = Number(sixDigits.slice(2, 4));
  const day = Number(sixDigits.slice(4, 6));
  return month >= 1 && month <= 12 && ((day >= 1 && day <= 31) || (day >= 61 && day <= 91));
}

function wrongFormat(field: string, demand: string, compact: string): RuleError {
  const digits = compact.replace(/\D/g, "").length;
  return new RuleError(
    "organisationsnummer-format",
    `${field} ${demand}; what was given has ${digits} digits and is not repeated here.`,
    { field, figures: { digits: String(digits) } },
  );
}

/** The ten digits alone, as bank and bookkeeping files want them. */
export function organisationsnummerDigits(number: Organisationsnummer): string {
  return number.replace("-", "");
}
