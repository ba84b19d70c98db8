import type { PartyId } from "#domain/agreements/agreement-terms.ts";
import { day } from "#domain/calendar.ts";
import { type Ore, ZERO, kronor, subtract, sum } from "#domain/money.ts";
import { POST_40 } from "./assumed.ts";
import { GrantWords } from "./grant-words.ts";
import { type Known, ONE_KRONA, type Step, anna, bo, isRefused, kr, step } from "./story.ts";

const AGREEMENT = "sjsv-2022";
/** Never requisitions: the right lapses, and the money is released by decision in the same year. */
export const GOTLAND = "region-09";
/** Requisitions a part: the rest lapses. */
export const BLEKINGE = "region-10";
export const BLEKINGE_ASKS = kronor(1_000_000);
/** Requisitions on the last day and is decided after it. */
const VASTERBOTTEN = "region-24";
/** Its payment comes back in the same year and is made again. */
const JAMTLAND = "region-23";
/** Its payment comes back in January, when the year it was charged to is over. */
export const DALARNA = "region-20";
/** Carried over to the next year when post 40 is closed. */
const CARRIED_OVER = kronor(500_000);

/** 60 mnkr equally to six collaboration regions through payees, 112,5 mnkr by key to 21 regions. */
export function regions2022(known: Known): Step[] {
  return [
    ...distributed(known),
    ...collaborationRegions(known),
    ...requisitions(known),
    ...lastDay(known),
    ...yearEnd(known),
  ];
}

export function shareOf(known: Known, region: PartyId): Ore {
  return known.sharesOf("6b").find(({ key }) => key === region)?.amount ?? ZERO;
}

function distributed(known: Known): Step[] {
  const on = "2022-02-21";
  const { distribution } = known.line("6b");
  const key = distribution?.method === "key" ? distribution.key : "";
  return [
    step(
      on,
      `${kr(known.amountOf("6a"))} fördelas lika mellan sex samverkansregioner.`,
      anna({
        type: "distribute",
        agreement: AGREEMENT,
        line: "6a",
        funding: POST_40,
        amount: known.amountOf("6a"),
        unit: ONE_KRONA,
        method: "equal",
        decision: "Fördelning 6a",
        effectiveOn: day(on),
      }),
    ),
    step(
      on,
      `${kr(known.amountOf("6b"))} fördelas i hela kronor mellan 21 regioner efter nyckeln ${key}.`,
      anna({
        type: "distribute",
        agreement: AGREEMENT,
        line: "6b",
        funding: POST_40,
        amount: known.amountOf("6b"),
        unit: ONE_KRONA,
        method: "key",
        decision: "Fördelning 6b",
        effectiveOn: day(on),
      }),
    ),
  ];
}

function collaborationRegions(known: Known): Step[] {
  const all = known.sharesOf("6a").map(({ key, amount }) => ({
    words: new GrantWords(known, key),
    id: `${key}-6a`,
    parts: [{ line: "6a", amount }],
  }));
  return [
    step(
      "2022-05-02",
      "De sex samverkansregionerna rekvirerar; var och en har en region som tar emot betalningen.",
      ...all.map(({ words, id, parts }) => words.receives(id, parts, "2022-05-02")),
    ),
    step(
      "2022-05-09",
      "Rekvisitionerna godkänns och uppdragen attesteras.",
      ...all.flatMap(({ words, id, parts }) => [
        words.approves(id, parts, "2022-05-09"),
        words.orders(`utb-${id}`, id, "2022-05-09"),
        words.releases(`utb-${id}`, "2022-05-09"),
      ]),
    ),
    step(
      "2022-05-11",
      `Banken bekräftar sex utbetalningar, tillsammans ${kr(known.amountOf("6a"))}.`,
      ...all.map(({ words, id }) => words.confirms(`utb-${id}`, "2022-05-11")),
    ),
  ];
}

interface Asking {
  readonly words: GrantWords;
  readonly id: string;
  readonly parts: readonly { readonly line: string; readonly amount: Ore }[];
}

function askingOf(known: Known, region: PartyId): Asking {
  const amount = region === BLEKINGE ? BLEKINGE_ASKS : shareOf(known, region);
  return { words: new GrantWords(known, region), id: `${region}-6b`, parts: [{ line: "6b", amount }] };
}

function requisitions(known: Known): Step[] {
  const asking = known
    .line("6b")
    .recipients.filter((region) => region !== GOTLAND && region !== VASTERBOTTEN)
    .map((region) => askingOf(known, region));
  const jamtland = askingOf(known, JAMTLAND);
  const total = sum(asking.flatMap(({ parts }) => parts.map(({ amount }) => amount)));
  return [
    step(
      "2022-10-03",
      `Nitton regioner rekvirerar sin andel, Blekinge bara ${kr(BLEKINGE_ASKS)} av sin.`,
      ...asking.map(({ words, id, parts }) => words.receives(id, parts, "2022-10-03")),
    ),
    step(
      "2022-10-17",
      "Rekvisitionerna godkänns och uppdragen attesteras.",
      ...asking.flatMap(({ words, id, parts }) => [
        words.approves(id, parts, "2022-10-17"),
        words.orders(`utb-${id}`, id, "2022-10-17"),
        words.releases(`utb-${id}`, "2022-10-17"),
      ]),
    ),
    step(
      "2022-10-19",
      `Banken bekräftar nitton utbetalningar, tillsammans ${kr(total)}.`,
      ...asking.map(({ words, id }) => words.confirms(`utb-${id}`, "2022-10-19")),
    ),
    step(
      "2022-10-24",
      "Betalningen till Jämtland Härjedalen kommer i retur samma år: pengarna är åter rekvirerade.",
      jamtland.words.returns(`utb-${jamtland.id}`, "2022-10-24", "kontot är avslutat"),
    ),
    step(
      "2022-10-31",
      "Den betalas på nytt.",
      jamtland.words.orders(`utb-${jamtland.id}-2`, jamtland.id, "2022-10-31"),
      jamtland.words.releases(`utb-${jamtland.id}-2`, "2022-10-31"),
      jamtland.words.confirms(`utb-${jamtland.id}-2`, "2022-11-02"),
    ),
  ];
}

function lastDay(known: Known): Step[] {
  const { words, id, parts } = askingOf(known, VASTERBOTTEN);
  const restOfBlekinge = subtract(shareOf(known, BLEKINGE), BLEKINGE_ASKS);
  const gotland = shareOf(known, GOTLAND);
  return [
    step("2022-12-01", "På sista dagen rekvirerar Västerbotten.", words.receives(id, parts, "2022-12-01")),
    step(
      "2022-12-02",
      `Den dagliga körningen: Gotlands ${kr(gotland)} och Blekinges rest på ${kr(restOfBlekinge)} förfaller; Västerbottens väntar på beslut.`,
      bo({ type: "lapse-due", agreement: AGREEMENT, on: day("2022-12-02") }),
    ),
    step(
      "2022-12-10",
      "Västerbottens rekvisition godkänns och betalas: ankomstdagen avgör.",
      words.approves(id, parts, "2022-12-10"),
      words.orders(`utb-${id}`, id, "2022-12-10"),
      words.releases(`utb-${id}`, "2022-12-10"),
      words.confirms(`utb-${id}`, "2022-12-12"),
    ),
    step(
      "2022-12-15",
      `Gotlands förfallna ${kr(gotland)} frigörs genom beslut under samma år och är åter disponibla.`,
      bo({
        type: "release-funds",
        agreement: AGREEMENT,
        recipient: GOTLAND,
        items: [{ line: "6b", amount: gotland, from: "lapsed" }],
        decision: "Frigörande Gotland",
        effectiveOn: day("2022-12-15"),
      }),
    ),
  ];
}

function yearEnd(known: Known): Step[] {
  const dalarna = askingOf(known, DALARNA);
  const blekinge = {
    type: "release-funds",
    agreement: AGREEMENT,
    recipient: BLEKINGE,
    items: [
      { line: "6b", amount: subtract(shareOf(known, BLEKINGE), BLEKINGE_ASKS), from: "lapsed" as const },
    ],
    decision: "Frigörande Blekinge",
    effectiveOn: day("2023-01-09"),
  } as const;
  return [
    step(
      "2022-12-31",
      `Anslagspost 40 avslutas: ${kr(CARRIED_OVER)} förs över och resten av det disponibla dras in. De andra posterna har fler ändamål och avslutas inte här.`,
      bo({ type: "close-year", funding: POST_40, carriedOver: CARRIED_OVER, decision: "Bokslut 2022" }),
    ),
    step(
      "2023-01-09",
      "Året är slut: Blekinges förfallna pengar kan inte frigöras längre.",
      isRefused("release-after-year", bo(blekinge)),
    ),
    step(
      "2023-01-10",
      "Betalningen till Dalarna kommer i retur i januari: året är belastat, så den blir en återbetalning.",
      dalarna.words.returns(`utb-${dalarna.id}`, "2023-01-10", "okänd mottagare"),
    ),
  ];
}
