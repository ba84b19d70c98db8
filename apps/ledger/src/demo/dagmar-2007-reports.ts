import { day } from "#domain/calendar.ts";
import { kronor, subtract, sum } from "#domain/money.ts";
import { AgreementWords } from "./agreement-words.ts";
import { ANSLAG_NAME_2007, FUNDING_2007, FUNDING_2008 } from "./assumed.ts";
import { GrantWords } from "./grant-words.ts";
import { type Known, type Step, bank, bo, isRefused, kr, step, tkr } from "./story.ts";

const AGREEMENT = "dagmar-2007";
/** What of line 3.3.4 is paid before the year's end. */
export const PAID_334 = tkr(5_000);

/** What is unpaid at the end of 2007 moves to the next year's anslag, and the old one is closed. */
export function yearEnd2007(known: Known): Step[] {
  const words = new AgreementWords(known);
  const skl = new GrantWords(known, "skr");
  const rest = subtract(known.amountOf("3.3.4"), PAID_334);
  const last = "2007-12-31";
  return [
    step(
      last,
      `${kr(rest)} förs över till 2008 års anslag, för resten av 3.3.4.`,
      words.granted(FUNDING_2008, rest, last, ANSLAG_NAME_2007, "carried_over"),
    ),
    step(
      last,
      `Det obetalda åtagandet på ${kr(rest)} flyttas som ett par, med sin finansiering: minskas på 2007 och tilldelas på 2008.`,
      bo({
        type: "reduce-allocation",
        agreement: AGREEMENT,
        recipient: "skr",
        line: "3.3.4",
        funding: FUNDING_2007,
        amount: rest,
        reason: "obetalt vid årets slut",
        decision: "Åtaganden till 2008",
        effectiveOn: day(last),
        movesTo: FUNDING_2008,
      }),
    ),
    step(
      last,
      `Anslaget för 2007 avslutas: ${kr(rest)} förs över och resten dras in.`,
      bo({ type: "close-year", funding: FUNDING_2007, carriedOver: rest, decision: "Bokslut 2007" }),
    ),
    ...skl.paidOnRequisition(
      "skl-334-b",
      [{ line: "3.3.4", funding: FUNDING_2008, amount: rest }],
      { received: "2008-03-03", approved: "2008-03-10", paid: "2008-03-12" },
      "resten av informationsutbytet, på 2008 års anslag",
    ),
  ];
}

/** Cost reports in time, late and missing; repayments and a claim. */
export function reports2007(known: Known): Step[] {
  const skl = new GrantWords(known, "skr");
  const svr = new GrantWords(known, "sjukvardsradgivningen");
  const rest = subtract(known.amountOf("3.3.4"), PAID_334);
  const unused = tkr(600);
  const unusedSvr = tkr(600);
  const more = kronor(200_000);
  return [
    step(
      "2008-02-27",
      "Mottagarna redovisar medlens användning i tid.",
      ...["sbu", "prioriteringscentrum", "nationella-ledningsgruppen-it"].flatMap((recipient, index) => {
        const words = new GrantWords(known, recipient);
        const line = ["2.1.1", "2.2.2", "3.1.1"][index] ?? "";
        const report = `${recipient}-2007`;
        return [
          words.reports(report, words.usedAll(line), "2008-02-27"),
          words.accepts(report, "2008-03-05"),
        ];
      }),
    ),
    step(
      "2008-02-28",
      `SKL redovisar: ${kr(unused)} av kvalitetsregistren är inte använda, väntetiderna kostade ${kr(more)} mer än bidraget.`,
      skl.reports(
        "skl-2007",
        [
          ...skl.usedAll("3.3.1", "3.3.2", "3.3.3", "4.3b", "5"),
          { line: "3.3.4", funding: FUNDING_2007, costs: PAID_334 },
          { line: "3.4.2", costs: sum([known.amountOf("3.4.2"), more]) },
          { line: "4.1", costs: subtract(known.amountOf("4.1"), unused) },
        ],
        "2008-02-28",
      ),
    ),
    step(
      "2008-03-17",
      "Den som registrerade redovisningen får inte godkänna den; en annan person gör det.",
      isRefused("same-person", { ...skl.accepts("skl-2007", "2008-03-17"), by: "anna" }),
      skl.accepts("skl-2007", "2008-03-17"),
    ),
    step(
      "2008-03-31",
      `SKL betalar tillbaka ${kr(unused)}.`,
      skl.paysBack("bank-2008-0331", unused, "2008-03-31"),
      skl.placed("bank-2008-0331", unused, "4.1"),
    ),
    step(
      "2008-04-15",
      `Sjukvårdsrådgivningens redovisning kommer för sent; ${kr(unusedSvr)} är inte använda.`,
      svr.reports(
        "svr-2007",
        [{ line: "3.4.1", costs: subtract(known.amountOf("3.4.1"), unusedSvr) }],
        "2008-04-15",
      ),
      svr.accepts("svr-2007", "2008-04-21"),
    ),
    step(
      "2008-05-05",
      `${kr(unusedSvr)} återkrävs av Sjukvårdsrådgivningen.`,
      svr.reclaims(
        "svr-krav",
        [{ line: "3.4.1", amount: unusedSvr, from: "unused" }],
        "unused",
        "2008-05-05",
        "Återkrav Sjukvårdsrådgivningen",
      ),
    ),
    step(
      "2008-05-26",
      "Sjukvårdsrådgivningen betalar kravet. Apoteket redovisar aldrig: pengarna står som försenade.",
      bank({
        type: "record-receipt",
        receipt: "bank-2008-0526",
        amount: unusedSvr,
        reference: "svr-krav",
        effectiveOn: day("2008-05-26"),
      }),
      svr.placed("bank-2008-0526", unusedSvr),
    ),
    step(
      "2009-02-27",
      "SKL redovisar resten av informationsutbytet, som betalades 2008.",
      skl.reports("skl-334-2008", [{ line: "3.3.4", funding: FUNDING_2008, costs: rest }], "2009-02-27", {
        period: { from: day("2008-01-01"), to: day("2008-12-31") },
      }),
      skl.accepts("skl-334-2008", "2009-03-09"),
    ),
  ];
}
