import { day } from "#domain/calendar.ts";
import { kronor, smallest, subtract, sum } from "#domain/money.ts";
import { GrantWords } from "./grant-words.ts";
import { shareOf } from "./sjsv-2022-regions.ts";
import { type Known, type Step, anna, bank, isRefused, isReturned, kr, step, tkr } from "./story.ts";

const SKANE = "region-12";
/** Passed on to Skåne for the registers, and what of it was not used. */
const TO_SKANE = tkr(18_000);
const LEFT_AT_SKANE = tkr(1_100);
const LEFT_2B = tkr(200);
/** What SKR pays beyond its debt. */
const TOO_MUCH = tkr(150);
const NOBODYS = kronor(75_000);

/** SKR accounts for all holders; the regions that were paid directly have no such duty. */
export function reports2022(known: Known): Step[] {
  return [...costReport(known), ...repayments(known), ...receiptOfNobody()];
}

function costReport(known: Known): Step[] {
  const skr = new GrantWords(known, "skr");
  const held = (line: string, holder: string, amount: number) => ({ line, holder, costs: tkr(amount) });
  const four = known.line("4");
  const centres = ["region-24", "region-03", "region-01", "region-14", "region-05", SKANE];
  return [
    step(
      "2023-03-30",
      `SKR redovisar per insats och region, med intyg enligt alternativ 1: ${kr(LEFT_AT_SKANE)} är inte använda i Skåne och ${kr(LEFT_2B)} av Strama.`,
      skr.reports(
        "skr-2022",
        [
          ...skr.usedAll("2a", "5c", "6c"),
          { line: "2b", costs: subtract(known.amountOf("2b"), LEFT_2B) },
          { line: "4", costs: smallest(four.amount, ...(four.alsoStated ?? []).map(({ amount }) => amount)) },
          held("3a", "region-01", 25_000),
          { line: "3a", holder: SKANE, costs: subtract(TO_SKANE, LEFT_AT_SKANE) },
          held("3a", "region-14", 22_000),
          held("3b", "region-01", 4_000),
          held("3b", "region-14", 5_500),
          ...centres.map((holder) => held("5a", holder, 1_000)),
          { line: "5b", holder: "region-01", costs: known.amountOf("5b") },
        ],
        "2023-03-30",
      ),
    ),
    step("2023-04-17", "Redovisningen godkänns av en annan person.", skr.accepts("skr-2022", "2023-04-17")),
    step(
      "2023-05-02",
      "Regionerna har ingen redovisningsdag i något känt dokument: inget är försenat och kan krävas tillbaka på den grunden.",
      isRefused(
        "no-report-duty",
        new GrantWords(known, "region-14").reclaims(
          "krav-vgr",
          [{ line: "6b", amount: shareOf(known, "region-14"), from: "outstanding" }],
          "late_report",
          "2023-05-02",
          "-",
        ),
      ),
    ),
  ];
}

function repayments(known: Known): Step[] {
  const skr = new GrantWords(known, "skr");
  const paid = sum([LEFT_AT_SKANE, TOO_MUCH]);
  return [
    step(
      "2023-04-24",
      `SKR betalar tillbaka ${kr(LEFT_2B)} av Strama.`,
      skr.paysBack("bank-2023-0424-1", LEFT_2B, "2023-04-24"),
      skr.placed("bank-2023-0424-1", LEFT_2B, "2b"),
    ),
    step(
      "2023-04-24",
      `SKR betalar ${kr(paid)} för registren, mer än skulden: placeringen går tillbaka till kön med skälet.`,
      skr.paysBack("bank-2023-0424-2", paid, "2023-04-24"),
      isReturned("repayment-exceeds-debt", skr.placed("bank-2023-0424-2", paid, "3a")),
    ),
    step(
      "2023-04-26",
      `${kr(LEFT_AT_SKANE)} placeras, och ${kr(TOO_MUCH)} betalas tillbaka till SKR.`,
      skr.placed("bank-2023-0424-2", LEFT_AT_SKANE, "3a"),
      anna({
        type: "refund-receipt",
        receipt: "bank-2023-0424-2",
        amount: TOO_MUCH,
        reason: "mer än skulden",
        effectiveOn: day("2023-04-26"),
      }),
    ),
  ];
}

function receiptOfNobody(): Step[] {
  return [
    step(
      "2023-05-03",
      `${kr(NOBODYS)} kommer in utan referens: ingen vet vems de är, och de väntar synligt.`,
      bank({
        type: "record-receipt",
        receipt: "bank-2023-0503",
        amount: NOBODYS,
        effectiveOn: day("2023-05-03"),
      }),
    ),
    step(
      "2023-06-01",
      "Ingen har förklarat dem: de skickas tillbaka.",
      anna({
        type: "refund-receipt",
        receipt: "bank-2023-0503",
        amount: NOBODYS,
        reason: "okänd avsändare",
        effectiveOn: day("2023-06-01"),
      }),
    ),
  ];
}
