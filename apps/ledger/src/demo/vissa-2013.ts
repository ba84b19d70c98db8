import { type FundingKey, parseFundingKey } from "#domain/appropriations/funding-key.ts";
import { day } from "#domain/calendar.ts";
import { type Ore, subtract, sum } from "#domain/money.ts";
import { AgreementWords } from "./agreement-words.ts";
import { GrantWords } from "./grant-words.ts";
import { type Known, type Step, type Story, anna, bo, isRefused, kr, step, tkr } from "./story.ts";
import { lastDay2013 } from "./vissa-2013-last-day.ts";
import { CO_FINANCED, reports2013 } from "./vissa-2013-reports.ts";

const AGREEMENT = "vissa-2013";
const HEALTH = parseFundingKey("2013-9-1:6");
const ELDERLY = parseFundingKey("2013-9-4:5");
/** The one line that the demo lets the money of 4:5 pay: the document fits it on none. */
const SHARED_LINE = "3.2.3.2";

/**
 * 2013: the posts are decided line by line, one line from two anslag; the last day for requisitions is a
 * Sunday; one requisition is cut, one rejected, one late; then the cost report, the claims and repayments.
 */
export const vissa2013: Story = {
  agreement: AGREEMENT,
  tell: (known) => [
    ...beginning(known),
    ...requisitions(known),
    ...use(known),
    ...lastDay2013(known),
    ...reports2013(known),
  ],
};

/** What the document states for an anslag (chapter 7), though for no line of it. */
function statedFor({ agreement }: Known, funding: FundingKey): Ore {
  const stated = agreement.statedTotals.find(
    ({ covers }) => "funding" in covers && covers.funding === funding,
  );
  if (stated === undefined) throw new Error(`The agreement states nothing for ${funding}.`);
  return stated.amount;
}

/** From which anslag each line is paid, as the demo decides it. */
function fundingOf(known: Known): { line: string; funding: FundingKey; amount: Ore }[] {
  const fromElderly = statedFor(known, ELDERLY);
  return known.agreement.lines.flatMap(({ id, amount }) =>
    id === SHARED_LINE
      ? [
          { line: id, funding: HEALTH, amount: subtract(amount, fromElderly) },
          { line: id, funding: ELDERLY, amount: fromElderly },
        ]
      : [{ line: id, funding: HEALTH, amount }],
  );
}

function beginning(known: Known): Step[] {
  const words = new AgreementWords(known);
  const ids = known.agreement.lines.map(({ id }) => id);
  const [health, elderly] = [statedFor(known, HEALTH), statedFor(known, ELDERLY)];
  const shares = fundingOf(known);
  return [
    step(
      "2012-12-12",
      "Överenskommelsen undertecknas; regeringen godkänner den samma dag.",
      words.met("government", "2012-12-12"),
    ),
    step(
      "2013-01-01",
      `${kr(health)} anvisas på 1:6 och ${kr(elderly)} på 4:5: dokumentets egna summor, för regleringsbrevets belopp är inte kända.`,
      words.granted(HEALTH, health, "2013-01-01", "Bidrag till folkhälsa och sjukvård"),
      words.granted(ELDERLY, elderly, "2013-01-01", "Stimulansbidrag och åtgärder inom äldrepolitiken"),
    ),
    step(
      "2013-01-07",
      `Finansieringen beslutas per insats. ${kr(elderly)} från 4:5 passar ingen insats: demon låter dem bära en del av ${SHARED_LINE}.`,
      ...shares.map(({ line, funding, amount }) => words.funds(line, funding, amount, "2013-01-07")),
    ),
    step(
      "2013-01-08",
      "Ingenting kan tilldelas så länge villkoren för giltighet inte är uppfyllda.",
      isRefused("agreement-not-in-force", words.allocates("2", HEALTH, known.amountOf("2"), "2013-01-08")),
    ),
    step(
      "2013-01-14",
      "Styrelsen och riksdagen har godkänt (dagarna är antagna): överenskommelsen gäller.",
      words.met("skr-board", "2013-01-14"),
      words.met("riksdag", "2013-01-14"),
    ),
    step(
      "2013-01-21",
      "Regleringsbrevet om utbetalning registreras (dag och diarienummer är antagna).",
      words.decidesPayment("regleringsbrev", "regleringsbrev", ids, "2013-01-21"),
    ),
    step(
      "2013-01-28",
      "Alla insatser tilldelas.",
      ...shares.map(({ line, funding, amount }) => words.allocates(line, funding, amount, "2013-01-28")),
    ),
  ];
}

function requisitions(known: Known): Step[] {
  const skl = new GrantWords(known, "skr");
  const firstPart = tkr(10_000);
  const secondPart = [{ line: "2", amount: subtract(known.amountOf("2"), firstPart) }];
  const tooMuch = [{ line: "3.2.2", amount: sum([known.amountOf("3.2.2"), tkr(300)]) }];
  return [
    ...skl.paidOnRequisition(
      "skl-2-a",
      [{ line: "2", amount: firstPart }],
      { received: "2013-03-18", approved: "2013-03-25", paid: "2013-03-27" },
      "en del av kunskapsstyrningen",
    ),
    step(
      "2013-04-08",
      `SKL rekvirerar ${kr(tkr(300))} mer än vad som är tilldelat för öppna jämförelser: det skärs inte bort i tysthet.`,
      skl.receives("skl-322", tooMuch, "2013-04-08"),
      isRefused("cut-without-reason", skl.approves("skl-322", skl.lines("3.2.2"), "2013-04-15")),
    ),
    step(
      "2013-04-15",
      "Rekvisitionen sätts ned till det tilldelade, med skäl, och betalas.",
      skl.approves("skl-322", skl.lines("3.2.2"), "2013-04-15", "mer än tilldelat"),
      skl.orders("utb-skl-322", "skl-322", "2013-04-15"),
      skl.releases("utb-skl-322", "2013-04-15"),
      skl.confirms("utb-skl-322", "2013-04-17"),
    ),
    step(
      "2013-05-06",
      "En rekvisition för målnivåer saknar behörig underskrift och avslås.",
      skl.receives("skl-3231-fel", skl.lines("3.2.3.1"), "2013-05-06"),
      skl.rejects("skl-3231-fel", "2013-05-10", "ingen behörig firmatecknare"),
    ),
    ...skl.paidOnRequisition(
      "skl-3231",
      skl.lines("3.2.3.1"),
      { received: "2013-05-20", approved: "2013-05-27", paid: "2013-05-29" },
      "målnivåer",
      "nu med behörig underskrift",
    ),
    ...skl.paidOnRequisition(
      "skl-3232",
      skl.lines(SHARED_LINE),
      { received: "2013-06-03", approved: "2013-06-10", paid: "2013-06-12" },
      "indikatorer och datakällor",
      "ur två anslag",
    ),
    ...skl.paidOnRequisition(
      "skl-41-42",
      skl.lines("4.1", "4.2"),
      { received: "2013-06-17", approved: "2013-06-24", paid: "2013-06-26" },
      "läkemedelsinsatserna 4.1 och 4.2",
    ),
    step(
      "2013-08-19",
      "SKL rekvirerar för cancercentrum; den som registrerade får inte godkänna.",
      skl.receives("skl-5", skl.lines("5"), "2013-08-19"),
      isRefused("same-person", { ...skl.approves("skl-5", skl.lines("5"), "2013-08-26"), by: "anna" }),
    ),
    step(
      "2013-08-26",
      `En annan person godkänner; ${kr(known.amountOf("5"))} betalas.`,
      skl.approves("skl-5", skl.lines("5"), "2013-08-26"),
      skl.orders("utb-skl-5", "skl-5", "2013-08-26"),
      skl.releases("utb-skl-5", "2013-08-26"),
      skl.confirms("utb-skl-5", "2013-08-27"),
    ),
    step(
      "2013-08-30",
      "Betalningen bokades på fel bankdag: posten rättas med sin motsats och bokas om.",
      anna({
        type: "reverse-latest",
        stream: skl.stream,
        eventType: "DisbursementConfirmed",
        reason: "fel bankdag",
      }),
      skl.confirms("utb-skl-5", "2013-08-28"),
    ),
    step(
      "2013-09-09",
      "Resten för kunskapsstyrning rekvireras: rekvisition sker engångsvis, så en andra nekas.",
      skl.receives("skl-2-b", secondPart, "2013-09-09"),
      isRefused("second-requisition", skl.approves("skl-2-b", secondPart, "2013-09-16")),
    ),
    step(
      "2013-09-16",
      `Ett undantag registreras, och ${kr(sum(secondPart.map(({ amount }) => amount)))} godkänns och betalas.`,
      bo({
        type: "record-exception",
        agreement: AGREEMENT,
        recipient: "skr",
        line: "2",
        kind: "second_requisition",
        reason: "insatsen delades i två etapper",
        decision: "Undantag från engångsvis rekvisition",
        on: day("2013-09-16"),
      }),
      skl.approves("skl-2-b", secondPart, "2013-09-16"),
      skl.orders("utb-skl-2-b", "skl-2-b", "2013-09-16"),
      skl.releases("utb-skl-2-b", "2013-09-16"),
      skl.confirms("utb-skl-2-b", "2013-09-18"),
    ),
  ];
}

function use(known: Known): Step[] {
  const ministry = new GrantWords(known, "socialdepartementet");
  return [
    step(
      "2013-10-07",
      `Efter samråd används ${kr(CO_FINANCED)} av 4.2 för 4.1 (samfinansiering, kap 7); anslaget är detsamma.`,
      anna({
        type: "co-finance",
        agreement: AGREEMENT,
        recipient: "skr",
        items: [{ line: "4.2", toLine: "4.1", amount: CO_FINANCED }],
        consultation: "Samråd med Socialdepartementet 2013-10-07",
        effectiveOn: day("2013-10-07"),
      }),
    ),
    step(
      "2013-12-20",
      `Socialdepartementet redovisar sin del, ${kr(known.amountOf("3.2.1"))}: ingenting betalas ut.`,
      ministry.disposes("3.2.1", known.amountOf("3.2.1"), "2013-12-20"),
    ),
  ];
}
