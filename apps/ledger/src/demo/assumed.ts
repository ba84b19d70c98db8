import type { PartyId } from "#domain/agreements/agreement-terms.ts";
import { type FundingKey, parseFundingKey } from "#domain/appropriations/funding-key.ts";
import { type Giro, parseBankgiro } from "#domain/identifiers/giro.ts";
import { type Ore, sum } from "#domain/money.ts";
import { type Known, tkr } from "./story.ts";

/**
 * What no document says and the demo therefore assumes. docs/demo.md lists it for the reader, and the
 * sentences of the stories say it where it matters.
 */

/** No recipient's account is known: three made-up numbers with a right check digit stand for all of them. */
const MADE_UP: Giro = { type: "bankgiro", number: parseBankgiro("990-0010") };
const MADE_UP_SKR: Giro = { type: "bankgiro", number: parseBankgiro("990-0028") };
const MADE_UP_REGIONS: Giro = { type: "bankgiro", number: parseBankgiro("990-0036") };

export function payToOf(party: PartyId): Giro {
  if (party === "skr") return MADE_UP_SKR;
  return party.startsWith("region-") || party.startsWith("samverkan-") ? MADE_UP_REGIONS : MADE_UP;
}

/** No payment decision's case number is known; the serial 0 says so, whatever the year. */
export const unknownCaseNumber = (year: number): string => `S${year}/0`;

/** The agreement of 2007 names no anslag at all; the whole agreement is put on one. */
export const ANSLAG_NAME_2007 = "Bidrag till hälso- och sjukvård (antaget)";
export const FUNDING_2007 = parseFundingKey("2007-9-13:3");
/** The year after, for what is unpaid at the end of the year. */
export const FUNDING_2008 = parseFundingKey("2008-9-13:3");

/**
 * What the appropriation decisions of 2022 granted to the posts that the agreement draws on, as published,
 * in thousands of kronor. The posts serve other purposes too. Post 40 is missing: no figure is known.
 */
export const APPROPRIATIONS_2022: readonly { readonly funding: FundingKey; readonly amount: Ore }[] = [
  { funding: parseFundingKey("2022-9-1:6-3"), amount: tkr(25_000) },
  { funding: parseFundingKey("2022-9-1:6-5"), amount: tkr(80_000) },
  { funding: parseFundingKey("2022-9-1:6-18"), amount: tkr(234_716) },
  { funding: parseFundingKey("2022-9-1:8-3"), amount: tkr(1_758_390) },
];
/** The June version of the decision; that it is dated 30 June is assumed. */
export const POST_29 = { funding: parseFundingKey("2022-9-1:6-29"), amount: tkr(33_000) };
export const POST_40 = parseFundingKey("2022-9-1:6-40");

/** What the lines of an agreement draw on one anslag, by what the document states. */
export function drawnOn({ agreement }: Known, funding: FundingKey): Ore {
  return sum(
    agreement.lines.flatMap((line) =>
      line.funding.filter((stated) => stated.funding === funding).map(({ amount }) => amount),
    ),
  );
}
