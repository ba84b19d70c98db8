import { day } from "#domain/calendar.ts";
import { kronor, smallest, subtract, sum } from "#domain/money.ts";
import { AgreementWords } from "./agreement-words.ts";
import { APPROPRIATIONS_2022, POST_29, POST_40, drawnOn } from "./assumed.ts";
import { GrantWords } from "./grant-words.ts";
import { regions2022 } from "./sjsv-2022-regions.ts";
import { reports2022 } from "./sjsv-2022-reports.ts";
import { type Known, type Step, type Story, anna, bo, isRefused, kr, step, tkr } from "./story.ts";

const AGREEMENT = "sjsv-2022";
const LINE_4 = "4";

/**
 * 2022: money to SKR, through SKR to regions by its own decision, to six collaboration regions through
 * payees, and to 21 regions by a key; one line that the document states in two ways.
 */
export const sjsv2022: Story = {
  agreement: AGREEMENT,
  tell: (known) => [
    ...beginning(known),
    ...pharmaceuticals(known),
    ...toSkr(known),
    ...passingOn(known),
    ...regions2022(known),
    ...reports2022(known),
  ],
};

function beginning(known: Known): Step[] {
  const words = new AgreementWords(known);
  const { paymentDecisions, lines } = known.agreement;
  const post40 = drawnOn(known, POST_40);
  const single = lines.filter(({ id, recipients }) => id !== LINE_4 && recipients.length === 1);
  const several = lines.filter(({ recipients }) => recipients.length > 1);
  return [
    step("2022-01-28", "Överenskommelsen är undertecknad av båda; den ställer inget villkor för att gälla."),
    step(
      "2022-01-28",
      "Anslagsposterna får regleringsbrevens belopp; de har fler ändamål än överenskommelsen.",
      ...APPROPRIATIONS_2022.map(({ funding, amount }) =>
        words.granted(funding, amount, "2022-01-01", `Anslagspost ${funding.slice(7)}`),
      ),
    ),
    step(
      "2022-01-28",
      `För anslagspost 40 är inget belopp känt: överenskommelsens egen summa, ${kr(post40)}, anvisas.`,
      words.granted(POST_40, post40, "2022-01-01", "Anslagspost 1:6-40 (eget belopp)"),
    ),
    step(
      "2022-02-07",
      "Besluten om utbetalning registreras: två regleringsbrev och ett regeringsbeslut (dagar och diarienummer är antagna).",
      ...paymentDecisions.map(({ id, kind, lines: covered }) =>
        words.decidesPayment(
          id,
          kind === "regleringsbrev" ? "regleringsbrev" : "government_decision",
          covered,
          "2022-02-07",
        ),
      ),
    ),
    step(
      "2022-02-14",
      "Insatserna finansieras från de anslagsposter som dokumentet anger (kap 8).",
      ...words.fundsAsStated(
        [...single, ...several].map(({ id }) => id),
        "2022-02-14",
      ),
    ),
    step(
      "2022-02-21",
      "SKR:s insatser tilldelas.",
      ...words.allocatesAsStated(
        single.map(({ id }) => id),
        "2022-02-21",
      ),
    ),
  ];
}

/** 5,0 or 5,5: the lower figure is the ceiling until somebody decides, and the decision can change. */
function pharmaceuticals(known: Known): Step[] {
  const words = new AgreementWords(known);
  const skr = new GrantWords(known, "skr");
  const { amount: higher, alsoStated = [] } = known.line(LINE_4);
  const lower = smallest(higher, ...alsoStated.map((other) => other.amount));
  const excess = subtract(higher, lower);
  const whole = [{ line: LINE_4, amount: higher }];
  const { funding, amount: granted } = POST_29;
  return [
    step(
      "2022-06-30",
      `Anslagspost 29 får ${kr(granted)} genom ändringen i juni.`,
      words.granted(funding, granted, "2022-06-30", "Anslagspost 1:6-29"),
    ),
    step(
      "2022-07-01",
      `Läkemedelsinsatsen är ${kr(lower)} i kapitel 4.1 och ${kr(higher)} i tabellerna: tills någon avgör gäller det lägre.`,
      isRefused("funding-exceeds-line", words.funds(LINE_4, funding, higher, "2022-07-01")),
    ),
    step(
      "2022-07-04",
      `Det avgörs att ${kr(higher)} gäller; insatsen finansieras och tilldelas.`,
      bo({
        type: "rule-discrepancy",
        agreement: AGREEMENT,
        line: LINE_4,
        amount: higher,
        reason: "båda tabellerna anger beloppet",
        on: day("2022-07-04"),
      }),
      words.funds(LINE_4, funding, higher, "2022-07-04"),
      words.allocates(LINE_4, funding, higher, "2022-07-04"),
    ),
    step(
      "2022-09-05",
      `SKR rekvirerar ${kr(higher)} för läkemedelsinformation.`,
      skr.receives("skr-4", whole, "2022-09-05"),
    ),
    step(
      "2022-09-12",
      "Rekvisitionen godkänns och betalningsuppdraget läggs.",
      skr.approves("skr-4", whole, "2022-09-12"),
      skr.orders("utb-skr-4", "skr-4", "2022-09-12"),
    ),
    step(
      "2022-09-19",
      `Avgörandet ändras till ${kr(lower)}: uppdraget stoppas, godkännandet rättas och ${kr(excess)} går tillbaka till posten.`,
      bo({
        type: "rule-discrepancy",
        agreement: AGREEMENT,
        line: LINE_4,
        amount: lower,
        reason: "texten i kapitel 4.1 beskriver insatsen",
        on: day("2022-09-19"),
      }),
      bo({
        type: "apply-ruling",
        agreement: AGREEMENT,
        recipient: "skr",
        line: LINE_4,
        excess,
        decision: "Avgörande rad 4",
        effectiveOn: day("2022-09-19"),
      }),
      bo({
        type: "reduce-line-funding",
        funding,
        agreement: AGREEMENT,
        line: LINE_4,
        amount: excess,
        reason: "avgörande rad 4",
        on: day("2022-09-19"),
      }),
    ),
    step(
      "2022-09-26",
      `Rekvisitionen godkänns på nytt, nedsatt till ${kr(lower)}, och betalas.`,
      skr.approves("skr-4", [{ line: LINE_4, amount: lower }], "2022-09-26", "avgörande rad 4"),
      skr.orders("utb-skr-4-b", "skr-4", "2022-09-26"),
      skr.releases("utb-skr-4-b", "2022-09-26"),
      skr.confirms("utb-skr-4-b", "2022-09-28"),
    ),
  ];
}

function toSkr(known: Known): Step[] {
  const skr = new GrantWords(known, "skr");
  return [
    ...skr.paidOnRequisition(
      "skr-2",
      skr.lines("2a", "2b"),
      { received: "2022-03-07", approved: "2022-03-14", paid: "2022-03-16" },
      "patientsäkerhet och Strama",
    ),
    ...skr.paidOnRequisition(
      "skr-3a",
      skr.lines("3a"),
      { received: "2022-03-21", approved: "2022-03-28", paid: "2022-03-30" },
      "kvalitetsregister",
    ),
    ...skr.paidOnRequisition(
      "skr-3b",
      skr.lines("3b"),
      { received: "2022-03-21", approved: "2022-03-28", paid: "2022-03-30" },
      "kvalitetsregister inom psykiatrin",
    ),
    ...skr.paidOnRequisition(
      "skr-5",
      skr.lines("5a", "5b", "5c"),
      { received: "2022-04-04", approved: "2022-04-11", paid: "2022-04-13" },
      "sällsynta sjukdomar",
    ),
    ...skr.paidOnRequisition(
      "skr-6c",
      skr.lines("6c"),
      { received: "2022-04-19", approved: "2022-04-25", paid: "2022-04-27" },
      "stödet till vårdförloppen",
    ),
  ];
}

/** SKR's own decisions, without any key; which regions and how much is assumed, except the host of 5b. */
function passingOn(known: Known): Step[] {
  const skr = new GrantWords(known, "skr");
  const on = "2022-05-16";
  const decision = "SKR:s beslut om medel till regionerna";
  const registers = { "region-01": tkr(25_000), "region-12": tkr(18_000), "region-14": tkr(22_000) };
  const centres = ["region-24", "region-03", "region-01", "region-14", "region-05", "region-12"];
  const toStockholm = tkr(4_000);
  const tooMuch = sum([known.amountOf("3a"), kronor(1)]);
  return [
    step(
      on,
      "SKR kan inte föra vidare mer än det har fått.",
      isRefused("passing-on-exceeds-outstanding", skr.passesOn("3a", "region-01", tooMuch, on, decision)),
    ),
    step(
      on,
      `SKR för vidare ${kr(known.amountOf("3a"))} för registren till tre regioner, genom eget beslut (fördelningen är antagen).`,
      ...Object.entries(registers).map(([to, amount]) => skr.passesOn("3a", to, amount, on, decision)),
    ),
    step(
      on,
      `${kr(known.amountOf("3b"))} för psykiatriregistren förs vidare till två regioner (antaget).`,
      skr.passesOn("3b", "region-01", toStockholm, on, decision),
      skr.passesOn("3b", "region-14", subtract(known.amountOf("3b"), toStockholm), on, decision),
    ),
    step(
      "2022-06-13",
      `${kr(known.amountOf("5a"))} förs vidare till sex centrum för sällsynta diagnoser, och ${kr(known.amountOf("5b"))} till Region Stockholm som värd.`,
      anna({
        type: "pass-on",
        agreement: AGREEMENT,
        recipient: "skr",
        items: centres.map((to) => ({ line: "5a", to, amount: tkr(1_000) })),
        decision,
        effectiveOn: day("2022-06-13"),
      }),
      skr.passesOn("5b", "region-01", known.amountOf("5b"), "2022-06-13", decision),
    ),
  ];
}
