import { day } from "#domain/calendar.ts";
import { subtract, sum } from "#domain/money.ts";
import { AgreementWords } from "./agreement-words.ts";
import { ANSLAG_NAME_2007, FUNDING_2007 } from "./assumed.ts";
import { PAID_334, reports2007, yearEnd2007 } from "./dagmar-2007-reports.ts";
import { GrantWords } from "./grant-words.ts";
import { type Known, type Step, type Story, bo, isRefused, kr, step, tkr } from "./story.ts";

const AGREEMENT = "dagmar-2007";

/**
 * 2007: no anslag is named in the document, so the demo decides one. Money is paid without requisition, on
 * requisition, through a payee, and used by authorities themselves without any payment.
 */
export const dagmar2007: Story = {
  agreement: AGREEMENT,
  tell: (known) => [
    ...beginning(known),
    ...withoutRequisition(known),
    ...onRequisition(known),
    ...atDisposal(known),
    ...yearEnd2007(known),
    ...reports2007(known),
  ],
};

/** Socialstyrelsen uses less than line 4.2 gives. */
const NOT_USED_42 = tkr(200);

function beginning(known: Known): Step[] {
  const words = new AgreementWords(known);
  const { lines } = known.agreement;
  const total = sum(lines.map(({ amount }) => amount));
  return [
    step(
      "2006-12-20",
      "Överenskommelsen undertecknas; regeringen, styrelsen och riksdagen godkänner den (dagarna är antagna).",
      ...known.agreement.validity.map(({ id }) => words.met(id, "2006-12-20")),
    ),
    step(
      "2007-01-01",
      "Dokumentet nämner inget anslag: så länge inget är beslutat kan ingen insats finansieras.",
      isRefused("anslagspost-unknown", words.funds("4.1", FUNDING_2007, known.amountOf("4.1"), "2007-01-01")),
    ),
    step(
      "2007-01-01",
      `${kr(total)}, överenskommelsens egen summa, anvisas på ett antaget anslag, 13:3.`,
      words.granted(FUNDING_2007, total, "2007-01-01", ANSLAG_NAME_2007),
    ),
    step(
      "2007-01-08",
      "Varje insats får sin finansiering.",
      ...lines.map(({ id }) => words.funds(id, FUNDING_2007, known.amountOf(id), "2007-01-08")),
    ),
    step(
      "2007-01-15",
      "Beslutet om utbetalning registreras (avsnitt 8; dag och diarienummer är antagna).",
      words.decidesPayment(
        "utbetalning",
        "government_decision",
        lines.map(({ id }) => id),
        "2007-01-15",
      ),
    ),
    step(
      "2007-01-22",
      "Alla insatser tilldelas sina mottagare.",
      ...lines.map(({ id }) => words.allocates(id, FUNDING_2007, known.amountOf(id), "2007-01-22")),
    ),
  ];
}

function withoutRequisition(known: Known): Step[] {
  const skl = new GrantWords(known, "skr");
  const sbu = new GrantWords(known, "sbu");
  const svr = new GrantWords(known, "sjukvardsradgivningen");
  const days = { ordered: "2007-02-12", paid: "2007-02-14" };
  return [
    step(
      "2007-02-05",
      "SBU skickar en rekvisition fast pengarna betalas utan: den nekas.",
      isRefused("line-paid-otherwise", sbu.receives("sbu-1", sbu.lines("2.1.1"), "2007-02-05")),
    ),
    ...sbu.paidWithoutRequisition("sbu-utb-1", sbu.lines("2.1.1"), days, "kunskapsöversikter"),
    step(
      "2007-02-06",
      "De två bolagens organisationsnummer är inte kända: till en mottagare utan nummer betalas inget.",
      isRefused("payee-without-number", svr.orders("svr-utb-1", svr.lines("3.4.1"), "2007-02-06")),
    ),
    step(
      "2007-02-07",
      "SKL tar emot betalningen för Sjukvårdsrådgivningen och Socialstyrelsen för Apoteket (antaget).",
      bo({ type: "name-payee", party: "sjukvardsradgivningen", payee: "skr", from: day("2007-02-07") }),
      bo({ type: "name-payee", party: "apoteket", payee: "socialstyrelsen", from: day("2007-02-07") }),
    ),
    ...svr.paidWithoutRequisition("svr-utb-1", skl.lines("3.4.1"), days, "sjukvårdsrådgivningen"),
    ...new GrantWords(known, "apoteket").paidWithoutRequisition(
      "apoteket-utb-1",
      skl.lines("6"),
      days,
      "vaccinationsförsörjningen",
    ),
    ...skl.paidWithoutRequisition(
      "skl-utb-1",
      skl.lines("3.4.2", "4.3b", "5"),
      days,
      "väntetider, öppna jämförelser och förbättringsarbete",
    ),
  ];
}

function onRequisition(known: Known): Step[] {
  const skl = new GrantWords(known, "skr");
  const centrum = new GrantWords(known, "prioriteringscentrum");
  const group = new GrantWords(known, "nationella-ledningsgruppen-it");
  const paid334 = [{ line: "3.3.4", amount: PAID_334 }];
  const first331 = tkr(8_000);
  return [
    step(
      "2007-03-01",
      "Prioriteringscentrum har inget organisationsnummer: en rekvisition med ett annat nummer än betalningsmottagarens nekas.",
      isRefused(
        "organisationsnummer-not-payees",
        centrum.receives("prio-fel", centrum.lines("2.2.2"), "2007-03-01", {
          organisationsnummer: known.numberOf("skr", day("2007-03-01")),
        }),
      ),
    ),
    ...centrum.paidOnRequisition(
      "prio-1",
      centrum.lines("2.2.2"),
      { received: "2007-03-05", approved: "2007-03-12", paid: "2007-03-14" },
      "metodstöd",
      "landstinget tar emot betalningen",
    ),
    ...group.paidOnRequisition(
      "it-1",
      group.lines("3.1.1"),
      { received: "2007-03-20", approved: "2007-03-26", paid: "2007-03-28" },
      "uppföljning av IT-strategin",
      "pengarna disponeras först och rekvireras sedan av en grupp inom departementet",
    ),
    ...skl.paidOnRequisition(
      "skl-331-a",
      [{ line: "3.3.1", amount: first331 }],
      { received: "2007-04-02", approved: "2007-04-10", paid: "2007-04-12" },
      "en första del av bastjänsterna",
    ),
    ...skl.paidOnRequisition(
      "skl-332-333",
      skl.lines("3.3.2", "3.3.3"),
      { received: "2007-05-02", approved: "2007-05-08", paid: "2007-05-10" },
      "adressregistret och elektroniska remisser",
    ),
    ...skl.paidOnRequisition(
      "skl-41",
      skl.lines("4.1"),
      { received: "2007-05-21", approved: "2007-05-28", paid: "2007-05-30" },
      "kvalitetsregister",
    ),
    ...skl.paidOnRequisition(
      "skl-331-b",
      [{ line: "3.3.1", amount: subtract(known.amountOf("3.3.1"), first331) }],
      { received: "2007-09-03", approved: "2007-09-10", paid: "2007-09-12" },
      "resten av bastjänsterna",
    ),
    ...skl.paidOnRequisition(
      "skl-334-a",
      paid334,
      { received: "2007-11-05", approved: "2007-11-12", paid: "2007-11-14" },
      "en del av informationsutbytet",
    ),
  ];
}

function atDisposal(known: Known): Step[] {
  const ministry = new GrantWords(known, "regeringskansliet");
  const socialstyrelsen = new GrantWords(known, "socialstyrelsen");
  const on = "2007-12-28";
  const used42 = subtract(known.amountOf("4.2"), NOT_USED_42);
  return [
    step(
      "2007-02-20",
      "Socialstyrelsen disponerar själv sina pengar: de kan inte betalas ut.",
      isRefused(
        "line-paid-otherwise",
        socialstyrelsen.orders("sos-utb", socialstyrelsen.lines("3.2.1"), "2007-02-20"),
      ),
    ),
    step(
      on,
      `Regeringskansliet redovisar ${kr(known.amountOf("2.1.2"))} till European Observatory, till sin egen disposition.`,
      ministry.disposes("2.1.2", known.amountOf("2.1.2"), on),
    ),
    step(
      on,
      `Socialstyrelsen redovisar sina insatser; av 4.3 stannar ${kr(known.amountOf("4.3a"))} där och ${kr(known.amountOf("4.3b"))} har gått till SKL.`,
      ...["2.2.1", "3.1.2", "3.2.1", "4.3a"].map((line) =>
        socialstyrelsen.disposes(line, known.amountOf(line), on),
      ),
      socialstyrelsen.disposes("4.2", used42, on),
    ),
    step(
      on,
      `${kr(NOT_USED_42)} behövs inte för kvalitetsindikatorerna: tilldelningen minskas.`,
      bo({
        type: "reduce-allocation",
        agreement: AGREEMENT,
        recipient: "socialstyrelsen",
        line: "4.2",
        amount: NOT_USED_42,
        reason: "behövs inte",
        decision: "Minskad tilldelning 4.2",
        effectiveOn: day(on),
      }),
    ),
  ];
}
