import { DECISION_CASE, type Grant, LINES, type Line, numberOf, recipientAt } from "./world.ts";

const DAY = 86_400_000;
const FIRST_DAY = Date.parse("2022-01-10T00:00:00.000Z");

/** Commands that one grant is given in one round. */
export const COMMANDS_PER_ROUND = 8;
/** And what they record: a placed receipt also arrives in its grant. */
export const EVENTS_PER_ROUND = 9;

export interface Rounds {
  readonly grants: readonly Grant[];
  readonly rounds: number;
  /** Over so many days the rounds are spread. */
  readonly days: number;
  /** So many days after the beginning of 2022 the first round is; none if not given. */
  readonly from?: number;
  /** Kronor of one requisition, two thirds of them on the first line; 3 000 if not given. */
  readonly requisitioned?: number;
}

/**
 * What a desk does with its grants round by round: a requisition comes in, is approved, ordered, approved for
 * payment and confirmed by the bank; the recipient hands a part on; a part comes back through the bank and is
 * placed. Step by step over all grants, as a bank's file or a day's work has them.
 */
export function* rounds({ grants, rounds, days, from = 0, requisitioned = 3_000 }: Rounds): Generator<Line> {
  for (let round = 0; round < rounds; round++) {
    const on = dayAt(from + (round * days) / rounds);
    for (const step of STEPS) for (const grant of grants) yield step(grant, round, on, requisitioned);
  }
}

export function dayAt(days: number): string {
  return new Date(FIRST_DAY + Math.floor(days) * DAY).toISOString().slice(0, 10);
}

/** Kronor, with two decimals. */
const kronor = (amount: number): string => `${amount}.00`;

type Step = (grant: Grant, round: number, on: string, requisitioned: number) => Line;

const perLine = (requisitioned: number): object[] => [
  { line: "a", amount: kronor((requisitioned / 3) * 2) },
  { line: "b", amount: kronor(requisitioned / 3) },
];

const receive: Step = (grant, round, on, requisitioned) => ({
  type: "receive-requisition",
  ...grant,
  requisitionId: `r-${round}`,
  amount: kronor(requisitioned),
  lines: perLine(requisitioned),
  period: { from: on, to: "2023-12-31" },
  organisationsnummer: numberOf(grant),
  agreementCaseNumber: "S2022/00001",
  decisionCaseNumber: DECISION_CASE,
  payTo: { type: "bankgiro", number: "5050-1055" },
  paymentReference: `${grant.agreement} ${round}`,
  receivedOn: on,
});

const approve: Step = (grant, round, on, requisitioned) => ({
  type: "approve-requisition",
  actor: "approver",
  ...grant,
  requisitionId: `r-${round}`,
  items: perLine(requisitioned),
  effectiveOn: on,
});

const order: Step = (grant, round, on) => ({
  type: "order-disbursement",
  ...grant,
  disbursementId: `d-${round}`,
  pays: { requisition: `r-${round}` },
  effectiveOn: on,
});

const approveOrder: Step = (grant, round, on) => ({
  type: "approve-disbursement",
  actor: "approver",
  ...grant,
  disbursementId: `d-${round}`,
  on,
});

const confirm: Step = (grant, round, on) => ({
  type: "confirm-disbursement",
  ...grant,
  disbursementId: `d-${round}`,
  bankReference: `UT-${grant.agreement}-${grant.recipient}-${round}`,
  effectiveOn: on,
});

const passOn: Step = (grant, round, on) => ({
  type: "pass-on",
  ...grant,
  items: [{ line: LINES[round % 2], to: otherThan(grant, round), amount: kronor(100) }],
  decision: "Eget beslut",
  effectiveOn: on,
});

const receiptOf = ({ agreement, recipient }: Grant, round: number): string =>
  `IN-${agreement}-${recipient}-${round}`;

const record: Step = (grant, round, on) => ({
  type: "record-receipt",
  receipt: receiptOf(grant, round),
  amount: kronor(50),
  reference: grant.agreement,
  caseNumber: DECISION_CASE,
  effectiveOn: on,
});

const place: Step = (grant, round) => ({
  type: "place-receipt",
  receipt: receiptOf(grant, round),
  ...grant,
  amount: kronor(50),
  line: "a",
  holder: grant.recipient,
});

const STEPS: readonly Step[] = [receive, approve, order, approveOrder, confirm, passOn, record, place];

/** Who it is handed on to: one of a few, never the one that has it. */
export function otherThan({ recipient }: Grant, round: number): string {
  const first = recipientAt(round % 4);
  return first === recipient ? recipientAt(4) : first;
}
