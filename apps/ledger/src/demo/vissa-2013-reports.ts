import { day } from "#domain/calendar.ts";
import { type Ore, subtract, sum } from "#domain/money.ts";
import { GrantWords } from "./grant-words.ts";
import { type Known, type Step, bank, bo, isRefused, kr, step, tkr } from "./story.ts";

/** Co-financed from line 4.2 to line 4.1 (chapter 7). */
export const CO_FINANCED = tkr(300);
/** What SKL has left of each line, and what it spent beyond the grant on one. */
const LEFT_2 = tkr(800);
const LEFT_3232 = tkr(320);
const LEFT_42 = tkr(50);
const LEFT_5 = tkr(400);
const BEYOND_3231 = tkr(150);

/** The cost report with its certificate, repayments by receipts, claims withdrawn, paid and written off. */
export function reports2013(known: Known): Step[] {
  return [...mainReport(known), ...repayments(known), ...lateReport(known)];
}

function mainReport(known: Known): Step[] {
  const skl = new GrantWords(known, "skr");
  const less = (line: string, amount: Ore): { line: string; costs: Ore } => ({
    line,
    costs: subtract(known.amountOf(line), amount),
  });
  return [
    step(
      "2014-03-28",
      "SKL redovisar i tid. Ekonomichefen intygar alternativ 2: redovisningen är inte rättvisande i en del, med avvikelse och åtgärd.",
      skl.reports(
        "skl-2013",
        [
          less("2", LEFT_2),
          ...skl.usedAll("3.2.2", "3.2.3.3"),
          { line: "3.2.3.1", costs: sum([known.amountOf("3.2.3.1"), BEYOND_3231]) },
          less("3.2.3.2", LEFT_3232),
          { line: "4.1", costs: sum([known.amountOf("4.1"), CO_FINANCED]) },
          less("4.2", sum([CO_FINANCED, LEFT_42])),
        ],
        "2014-03-28",
        {
          certificate: {
            alternative: 2,
            deviations: "Lönekostnader för december är uppskattade",
            measures: "Stäms av mot lönesystemet i april",
          },
        },
      ),
    ),
    step(
      "2014-04-25",
      "Avvikelsen är utredd och löst.",
      bo({
        type: "resolve-deviation",
        agreement: known.agreement.id,
        recipient: "skr",
        reportId: "skl-2013",
        resolution: "Avstämd utan ändring av beloppen",
        on: day("2014-04-25"),
      }),
    ),
    step(
      "2014-04-30",
      `Redovisningen godkänns. På 3.2.3.2 fördelas kostnaden efter de två anslagens andelar; ${kr(BEYOND_3231)} över bidraget på 3.2.3.1 visas men bokas inte.`,
      skl.accepts("skl-2013", "2014-04-30"),
    ),
  ];
}

function repayments(known: Known): Step[] {
  const skl = new GrantWords(known, "skr");
  const [paidBack, withdrawn] = [tkr(500), tkr(100)];
  const claimed = subtract(LEFT_2, paidBack);
  const others = sum([LEFT_3232, LEFT_42]);
  return [
    step(
      "2014-03-31",
      `SKL betalar tillbaka ${kr(paidBack)} och ${kr(others)}; pengarna väntar tills redovisningen är godkänd.`,
      skl.paysBack("bank-2014-0331-1", paidBack, "2014-03-31"),
      skl.paysBack("bank-2014-0331-2", others, "2014-03-31"),
    ),
    step(
      "2014-05-05",
      "Inbetalningarna placeras på sina insatser, på bankens dag.",
      skl.placed("bank-2014-0331-1", paidBack, "2"),
      skl.placed("bank-2014-0331-2", LEFT_3232, "3.2.3.2"),
      skl.placed("bank-2014-0331-2", LEFT_42, "4.2"),
    ),
    step(
      "2014-05-12",
      `Regeringskansliet återkräver resten för kunskapsstyrning, ${kr(claimed)}.`,
      skl.reclaims(
        "krav-2",
        [{ line: "2", amount: claimed, from: "unused" }],
        "unused",
        "2014-05-12",
        "Återkrav 2",
      ),
    ),
    step(
      "2014-06-09",
      `${kr(withdrawn)} av kravet återtas: det står åter som ej förbrukat, och det betalas före kravet.`,
      bo({
        type: "withdraw-reclaim",
        agreement: known.agreement.id,
        recipient: "skr",
        reclaimId: "krav-2",
        amount: withdrawn,
        reason: "anstånd efter omprövning",
        effectiveOn: day("2014-06-09"),
      }),
    ),
    step(
      "2014-06-30",
      `SKL betalar ${kr(subtract(claimed, withdrawn))}: först det ej förbrukade, sedan kravet. Bankens fil läses två gånger och ändrar inget andra gången.`,
      skl.paysBack("bank-2014-0630-2", subtract(claimed, withdrawn), "2014-06-30"),
      isRefused(
        "receipt-exists",
        skl.paysBack("bank-2014-0630-2", subtract(claimed, withdrawn), "2014-06-30"),
      ),
      skl.placed("bank-2014-0630-2", subtract(claimed, withdrawn), "2"),
    ),
  ];
}

function lateReport(known: Known): Step[] {
  const skl = new GrantWords(known, "skr");
  const agreement = known.agreement.id;
  const all = known.amountOf("5");
  const paidBack = tkr(300);
  return [
    step(
      "2014-03-31",
      "Sista dagen är inte passerad: för cancercentrum kan inget krävas tillbaka ännu.",
      isRefused(
        "report-not-overdue",
        skl.reclaims(
          "krav-5-fel",
          [{ line: "5", amount: all, from: "outstanding" }],
          "late_report",
          "2014-03-31",
          "-",
        ),
      ),
    ),
    step(
      "2014-05-15",
      `Cancercentrum är inte redovisat: hela bidraget, ${kr(all)}, återkrävs.`,
      skl.reclaims(
        "krav-5",
        [{ line: "5", amount: all, from: "outstanding" }],
        "late_report",
        "2014-05-15",
        "Återkrav 5",
      ),
    ),
    step(
      "2014-06-10",
      `Den sena redovisningen kommer och godkänns: kravet faller så långt kostnaderna räcker, ${kr(LEFT_5)} står kvar.`,
      skl.reports("skl-2013-5", [{ line: "5", costs: subtract(all, LEFT_5) }], "2014-06-02"),
      skl.accepts("skl-2013-5", "2014-06-10"),
    ),
    step(
      "2014-06-30",
      `SKL betalar ${kr(paidBack)} av kravet.`,
      bank({
        type: "record-receipt",
        receipt: "bank-2014-0630-3",
        amount: paidBack,
        reference: "krav-5",
        effectiveOn: day("2014-06-30"),
      }),
      skl.placed("bank-2014-0630-3", paidBack, "5"),
    ),
    step(
      "2014-12-15",
      `Resten av kravet, ${kr(subtract(LEFT_5, paidBack))}, avskrivs genom beslut.`,
      bo({
        type: "write-off-reclaim",
        agreement,
        recipient: "skr",
        reclaimId: "krav-5",
        decision: "Avskrivning 5",
        effectiveOn: day("2014-12-15"),
      }),
    ),
  ];
}
