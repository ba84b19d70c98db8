import { day } from "#domain/calendar.ts";
import { GrantWords } from "./grant-words.ts";
import { type Known, type Step, bo, isRefused, kr, step } from "./story.ts";

/**
 * The last day, 1 December 2013, is a Sunday; that it then is Monday is assumed. What comes on Monday is in
 * time even if it is decided later, what comes on Tuesday is late and lapses.
 */
export function lastDay2013(known: Known): Step[] {
  const skl = new GrantWords(known, "skr");
  const inTime = skl.lines("3.2.3.3");
  const late = skl.lines("4.3");
  return [
    step(
      "2013-12-02",
      "Måndag: SKL rekvirerar för målgruppsanpassning. Sista dagen var en söndag, så rekvisitionen är i tid.",
      skl.receives("skl-3233", inTime, "2013-12-02"),
    ),
    step(
      "2013-12-03",
      "Tisdag: SKL rekvirerar för läkemedelslistan. Det är för sent, och rekvisitionen kan inte godkännas.",
      skl.receives("skl-43", late, "2013-12-03"),
      isRefused("requisition-too-late", skl.approves("skl-43", late, "2013-12-03")),
      skl.rejects("skl-43", "2013-12-03", "inkom efter sista dagen"),
    ),
    step(
      "2013-12-04",
      `Den dagliga körningen: ${kr(known.amountOf("4.3"))} förfaller; det som väntar på beslut i tid förfaller inte.`,
      bo({ type: "lapse-due", agreement: known.agreement.id, on: day("2013-12-04") }),
    ),
    step(
      "2013-12-10",
      "Rekvisitionen från måndagen godkänns och betalas.",
      skl.approves("skl-3233", inTime, "2013-12-10"),
      skl.orders("utb-skl-3233", "skl-3233", "2013-12-10"),
      skl.releases("utb-skl-3233", "2013-12-10"),
      skl.confirms("utb-skl-3233", "2013-12-12"),
    ),
  ];
}
