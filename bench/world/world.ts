import { luhnDigit } from "#domain/identifiers/luhn.ts";

/** A line of a bulk, before it is JSON. */
export type Line = Readonly<Record<string, unknown>> & { readonly type: string };

export interface World {
  readonly agreements: number;
  /** Of each agreement; the same parties in all of them. */
  readonly recipients: number;
}

export interface Grant {
  readonly agreement: string;
  readonly recipient: string;
}

/** What a requisition of a grant has to state. */
export const numberOf = ({ recipient }: Grant): string => numberAt(Number(recipient.slice(-4)) - 1);

/** Kronor that each grant is allocated, on each of the two lines. */
const ALLOCATED = 100_000_000;
export const LINES = ["a", "b"] as const;
export const DECISION_CASE = "S2022/02782";

export const agreementAt = (index: number): string => `ovk-${index + 1}`;
export const recipientAt = (index: number): string => `kommun-${String(index + 1).padStart(4, "0")}`;
const postAt = (agreement: number): string => `2022-9-1:6-${agreement + 1}`;

/** The organisationsnummer of a recipient, with its check digit. */
function numberAt(index: number): string {
  const digits = `2120${String(index).padStart(5, "0")}`;
  return `${digits.slice(0, 6)}-${digits.slice(6)}${luhnDigit(digits)}`;
}

/** All grants, those of one recipient far from each other. */
export function grantsOf({ agreements, recipients }: World): Grant[] {
  return Array.from({ length: agreements * recipients }, (_, index) => ({
    agreement: agreementAt(Math.floor(index / recipients)),
    recipient: recipientAt(index % recipients),
  }));
}

/** Everything up to the allocations: parties, agreements, posts, decisions, and a grant for each recipient. */
export function* foundation(world: World): Generator<Line> {
  for (let index = 0; index < world.recipients; index++) yield party(index);
  for (let index = 0; index < world.agreements; index++) yield* agreement(index, world.recipients);
}

function party(index: number): Line {
  const name = `Kommun ${index + 1}`;
  return {
    type: "register-party",
    party: recipientAt(index),
    kind: "region",
    name,
    names: [{ name, from: "2000-01-01" }],
    organisationsnummer: numberAt(index),
  };
}

function* agreement(index: number, count: number): Generator<Line> {
  const [id, anslagspost] = [agreementAt(index), postAt(index)];
  const recipients = Array.from({ length: count }, (_, at) => recipientAt(at));
  const amount = ALLOCATED * count;
  const kronor = `${amount}.00`;
  yield {
    type: "register-agreement",
    agreement: {
      kind: "agreement",
      id,
      title: `Överenskommelse ${index + 1}`,
      budgetYear: 2022,
      throughYear: 2023,
      source: "gjord för mätning",
      parties: ["staten", "skr"],
      signed: { state: "2022-01-03", counterparty: "2022-01-03", cite: "kap 9" },
      defaults: { payer: "kammarkollegiet", payment: "requisition", recipients },
      lines: LINES.map((line) => ({
        id: line,
        purpose: `Insats ${line}`,
        amount: `${amount} kronor`,
        cite: "kap 8",
        finalRecipient: "Utförarna",
      })),
    },
  };
  const on = "2022-01-03";
  yield {
    type: "grant-appropriation",
    anslagspost,
    name: `Anslagspost ${index + 1}`,
    kind: "years_grant",
    amount: `${2 * amount}.00`,
    decision: "Regleringsbrev 2022",
    effectiveOn: on,
  };
  yield {
    type: "record-payment-decision",
    agreement: id,
    kind: "government_decision",
    caseNumber: DECISION_CASE,
    lines: LINES,
    repaymentTo: "anslagspost",
    on,
  };
  const of = { agreement: id, anslagspost };
  for (const line of LINES) yield { type: "fund-line", ...of, line, amount: kronor, decision: "kap 8", on };
  for (const line of LINES) {
    yield {
      type: "allocate",
      ...of,
      line,
      allocations: recipients.map((recipient) => ({ recipient, amount: `${ALLOCATED}.00` })),
      decision: DECISION_CASE,
      effectiveOn: on,
    };
  }
}
