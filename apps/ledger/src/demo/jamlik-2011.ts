import { parseFundingKey } from "#domain/appropriations/funding-key.ts";
import { day } from "#domain/calendar.ts";
import { subtract, sum } from "#domain/money.ts";
import { AgreementWords } from "./agreement-words.ts";
import { drawnOn } from "./assumed.ts";
import { GrantWords } from "./grant-words.ts";
import { type Known, type Step, type Story, anna, isRefused, kr, step, tkr } from "./story.ts";

const AGREEMENT = "jamlik-2011";
const POST = parseFundingKey("2011-9-1:6-14");
/** The anslag alone: the document names no anslagspost for line 8. */
const ANSLAG = parseFundingKey("2011-9-1:6");

/** 2011: paid by a decision of its own, without requisitions; eleven million intended, three appropriated. */
export const jamlik2011: Story = {
  agreement: AGREEMENT,
  tell: (known) => [...beginning(known), ...payments(known), ...passingOn(known), ...reports(known)],
};

function beginning(known: Known): Step[] {
  const words = new AgreementWords(known);
  const skl = new GrantWords(known, "skr");
  const ids = known.agreement.lines.map(({ id }) => id);
  const eight = known.line("8");
  const intended = eight.intention?.total ?? eight.amount;
  return [
    step("2011-06-20", "Överenskommelsen är undertecknad av båda; den ställer inget villkor för att gälla."),
    step(
      "2011-06-20",
      `${kr(drawnOn(known, POST))} anvisas på anslagspost 14 och ${kr(drawnOn(known, ANSLAG))} på anslaget: överenskommelsens egna summor, för regleringsbrevets belopp är inte kända.`,
      words.granted(POST, drawnOn(known, POST), "2011-01-01", "Bidrag till hälso- och sjukvård, post 14"),
      words.granted(ANSLAG, drawnOn(known, ANSLAG), "2011-01-01", "Bidrag till hälso- och sjukvård"),
    ),
    step(
      "2011-06-27",
      `Av ${kr(intended)} för pilotarbetet är ${kr(subtract(intended, eight.amount))} en avsikt för kommande år: de kan inte disponeras.`,
      isRefused("funding-exceeds-line", words.funds("8", ANSLAG, intended, "2011-06-27")),
    ),
    step(
      "2011-06-27",
      "Insatserna finansieras och tilldelas; insats 8 på anslaget, för ingen anslagspost är angiven.",
      ...words.fundsAsStated(ids, "2011-06-27"),
      ...words.allocatesAsStated(ids, "2011-06-27"),
    ),
    step(
      "2011-07-04",
      "Inget betalas förrän det särskilda beslutet om utbetalning finns.",
      isRefused("payment-decision-missing", skl.orders("skl-utb-1", skl.lines("1", "3"), "2011-07-04")),
    ),
    step(
      "2011-09-01",
      "Det särskilda beslutet om utbetalning registreras (dag och diarienummer är antagna).",
      words.decidesPayment("utbetalning", "government_decision", ids, "2011-09-01"),
    ),
  ];
}

function payments(known: Known): Step[] {
  const skl = new GrantWords(known, "skr");
  const studies = ["4", "5", "6", "7"];
  const first = tkr(1_500);
  const second = subtract(known.amountOf("8"), first);
  return [
    ...skl.paidWithoutRequisition(
      "skl-utb-1",
      skl.lines("1", "3"),
      { ordered: "2011-09-13", paid: "2011-09-15" },
      "landstingens strukturer och nationell samordning",
    ),
    step(
      "2011-09-19",
      `De fyra förstudierna betalas, tillsammans ${kr(sum(studies.map((id) => known.amountOf(id))))}; den som lade uppdraget får inte attestera det.`,
      skl.orders("skl-utb-2", skl.lines(...studies), "2011-09-19"),
      isRefused("same-person", { ...skl.releases("skl-utb-2", "2011-09-19"), by: "anna" }),
      skl.releases("skl-utb-2", "2011-09-19"),
    ),
    step("2011-09-21", "Banken bekräftar förstudiernas pengar.", skl.confirms("skl-utb-2", "2011-09-21")),
    ...skl.paidWithoutRequisition(
      "skl-utb-3",
      [{ line: "8", amount: first }],
      { ordered: "2011-10-03", paid: "2011-10-05" },
      "en första del av pilotarbetet",
    ),
    ...skl.paidWithoutRequisition(
      "skl-utb-4",
      [{ line: "8", amount: second }],
      { ordered: "2011-12-29", paid: "2012-01-02" },
      "resten av pilotarbetet",
      "uppdraget läggs i december och banken betalar i januari",
    ),
  ];
}

function passingOn(known: Known): Step[] {
  const skl = new GrantWords(known, "skr");
  const decision = "SKL:s beslut om medel till landstingen";
  const on = "2011-10-17";
  return [
    step(
      on,
      "SKL för vidare pengar för insats 1 till landstingen, genom eget beslut.",
      skl.passesOn("1", "region-01", tkr(2_000), on, decision),
      skl.passesOn("1", "region-12", tkr(2_000), on, decision),
      skl.passesOn("1", "region-13", tkr(1_000), on, decision),
    ),
    step(
      "2011-10-24",
      `Den sista raden gällde fel landsting: posten rättas med sin motsats och ${kr(tkr(1_000))} går till Västra Götalandsregionen.`,
      anna({
        type: "reverse-latest",
        stream: skl.stream,
        eventType: "FundsPassedOn",
        reason: "fel landsting",
      }),
      skl.passesOn("1", "region-14", tkr(1_000), "2011-10-24", decision),
    ),
    step(
      "2011-10-24",
      "Insats 4 är SKL:s egen: den kan inte föras vidare.",
      isRefused("line-not-passed-on", skl.passesOn("4", "region-01", tkr(100), "2011-10-24", decision)),
    ),
  ];
}

function reports(known: Known): Step[] {
  const skl = new GrantWords(known, "skr");
  const through = { from: day("2011-09-01"), to: day("2014-05-31") };
  const [unusedOne, unusedFive, unusedEight, disputed] = [tkr(100), tkr(50), tkr(200), tkr(50)] as const;
  const back = sum([unusedOne, unusedFive]);
  return [
    step(
      "2012-03-30",
      `SKL redovisar insatserna per landsting: ${kr(unusedOne)} är inte använda i Stockholm och ${kr(unusedFive)} av förstudien i insats 5.`,
      skl.reports(
        "skl-2011",
        [
          { line: "1", costs: tkr(1_000) },
          { line: "1", holder: "region-01", costs: subtract(tkr(2_000), unusedOne) },
          { line: "1", holder: "region-12", costs: tkr(2_000) },
          { line: "1", holder: "region-14", costs: tkr(1_000) },
          ...skl.usedAll("3", "4", "6"),
          { line: "5", costs: subtract(known.amountOf("5"), unusedFive) },
        ],
        "2012-03-30",
      ),
      skl.accepts("skl-2011", "2012-04-16"),
    ),
    step(
      "2012-03-30",
      `Av kostnaderna för insats 7 är ${kr(disputed)} tvistiga: de står kvar som utbetalda tills tvisten är löst.`,
      skl.reports("skl-7", [{ line: "7", costs: known.amountOf("7"), disputed }], "2012-03-30"),
      skl.accepts("skl-7", "2012-04-16"),
    ),
    step(
      "2012-04-30",
      `SKL betalar tillbaka ${kr(back)} till Kammarkollegiet.`,
      skl.paysBack("bank-2012-0430", back, "2012-04-30"),
      skl.placed("bank-2012-0430", back),
    ),
    step(
      "2012-09-03",
      "Tvisten är löst: en rättad redovisning av insats 7 godtar hela kostnaden.",
      skl.reports("skl-7-rattad", skl.usedAll("7"), "2012-09-03", { corrects: "skl-7" }),
      skl.accepts("skl-7-rattad", "2012-09-10"),
    ),
    step(
      "2014-05-30",
      `Pilotarbetet slutredovisas: ${kr(unusedEight)} är inte använda.`,
      skl.reports("skl-8", [{ line: "8", costs: subtract(known.amountOf("8"), unusedEight) }], "2014-05-30", {
        period: through,
      }),
      skl.accepts("skl-8", "2014-06-09"),
    ),
    step(
      "2014-06-30",
      `SKL betalar tillbaka ${kr(unusedEight)}.`,
      skl.paysBack("bank-2014-0630", unusedEight, "2014-06-30"),
      skl.placed("bank-2014-0630", unusedEight, "8"),
    ),
  ];
}
