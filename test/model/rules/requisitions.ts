import { type Day, rolledDeadline } from "#domain/calendar.ts";
import {
  type AgreementFacts,
  type Asked,
  type Entry,
  type Fields,
  type GrantFacts,
  type Requisition,
  type Terms,
  type Verdict,
  type World,
  grantStream,
  move,
  placeOf,
  refused,
} from "../facts.ts";
import { amountOf, listOf, maybe, text } from "../reading.ts";
import { unknownGrant } from "./allocations.ts";
import { notInForce } from "./agreements.ts";
import { standing } from "./payments.ts";

/** DOMAIN, the process, 5: the claim as it came. */
export function receiveRequisition(world: World, { command, on, by }: Asked): Verdict {
  const [id, recipient] = [text(command, "agreement"), text(command, "recipient")];
  const agreement = world.agreements.get(id);
  if (!agreement) return refused("agreement-unknown");
  if (!world.parties.has(recipient)) return refused("party-unknown");
  const requisitionId = text(command, "requisitionId");
  const amount = amountOf(command["amount"]);
  const lines = mappingOf(command);
  const period = command["period"] as { from: string; to: string } | undefined;
  const expected = world.parties.get(payeeOn(world, recipient, on))?.number;
  const given = maybe(command, "organisationsnummer") ?? expected;
  const reasons = [
    ...(world.grant(id, recipient)?.requisitions.has(requisitionId) ? ["requisition-exists"] : []),
    ...(expected === undefined ? ["payee-without-number"] : []),
    ...(given === expected ? [] : ["organisationsnummer-not-payees"]),
    ...(period && period.to < period.from ? ["period-backwards"] : []),
    ...wrongMapping(agreement, recipient, amount, lines),
  ];
  if (reasons.length > 0) return refused(...reasons);
  return {
    entries: [],
    then: () => {
      world.begin(id, recipient).requisitions.set(requisitionId, {
        ...{ id: requisitionId, amount, lines, receivedOn: on, by: [by], status: "received" },
        ...{ caseNumber: maybe(command, "decisionCaseNumber"), approved: [], endedOn: undefined },
        approvedBefore: false,
      });
    },
  };
}

function wrongMapping(
  agreement: AgreementFacts,
  recipient: string,
  amount: number,
  lines: ReadonlyMap<string, number> | undefined,
): string[] {
  if (!lines) return [];
  const mapped = [...lines.values()].reduce((sum, each) => sum + each, 0);
  return [
    ...(mapped === amount ? [] : ["mapping-differs"]),
    ...[...lines.keys()].flatMap((line) => notRequisitioned(agreement, recipient, line)),
  ];
}

function notRequisitioned(agreement: AgreementFacts, recipient: string, line: string): string[] {
  const stated = agreement.lines.get(line);
  if (!stated) return ["line-unknown"];
  return [
    ...(stated.recipients.includes(recipient) ? [] : ["recipient-not-in-line"]),
    ...(stated.way === "requisition" ? [] : ["line-paid-otherwise"]),
  ];
}

export function requestSupplement(world: World, asked: Asked): Verdict {
  return ofRequisition(
    world,
    asked,
    (requisition) =>
      undecided(requisition) ?? { entries: [], then: () => (requisition.status = "supplement") },
  );
}

/** Who writes in a requisition does not approve it. */
export function supplementRequisition(world: World, asked: Asked): Verdict {
  const { command, by } = asked;
  return ofRequisition(world, asked, (requisition, grant) => {
    const lines = mappingOf(command);
    const agreement = world.agreements.get(grant.agreement)!;
    const wrong = wrongMapping(agreement, grant.recipient, requisition.amount, lines);
    const decided = undecided(requisition);
    if (decided) return decided;
    if (wrong.length > 0) return refused(...wrong);
    return {
      entries: [],
      then: () => {
        grant.requisitions.set(requisition.id, {
          ...requisition,
          ...{ status: "received", by: [...requisition.by, by], lines: lines ?? requisition.lines },
          caseNumber: maybe(command, "decisionCaseNumber") ?? requisition.caseNumber,
        });
      },
    };
  });
}

export function endRequisition(world: World, asked: Asked, status: "rejected" | "withdrawn"): Verdict {
  const { on } = asked;
  return ofRequisition(world, asked, (requisition, grant) => {
    const ended = (): object => Object.assign(requisition, { status, endedOn: on });
    if (requisition.status !== "approved" || !requisition.approvedBefore)
      return undecided(requisition) ?? { entries: [], then: ended };
    // An approval from before the ledger began may be undone while nothing pays it (starting-mid-year.md).
    if (standing(grant, { requisition: requisition.id })) return refused("payment-exists");
    const undone = approvalUndone(grant, requisition, on);
    return {
      entries: [undone],
      then: () => {
        backToUndecided(requisition);
        ended();
      },
    };
  });
}

/** requisitioned → allocated, for an approval from before the ledger began. */
export function approvalUndone(grant: GrantFacts, { approved }: Requisition, on: Day): Entry {
  const moves = approved.map(({ place, amount }) => move(place, { ...place, account: "allocated" }, amount));
  const stream = grantStream(grant.agreement, grant.recipient);
  return { type: "OpenedApprovalUndone", stream, on, moves, blocked: () => "reversal-blocked" };
}

export function backToUndecided(requisition: Requisition): void {
  Object.assign(requisition, {
    ...{ status: "received", approved: [], endedOn: undefined, approvedBefore: false },
  });
}

export function recordException(world: World, { command }: Asked): Verdict {
  const [id, recipient] = [text(command, "agreement"), text(command, "recipient")];
  const agreement = world.agreements.get(id);
  if (!agreement) return refused("agreement-unknown");
  const line = text(command, "line");
  const reasons = [
    ...(world.parties.has(recipient) ? [] : ["party-unknown"]),
    // Whether the line is requisitioned at all, and by whom, is asked when money is.
    ...(agreement.lines.has(line) ? [] : ["line-unknown"]),
  ];
  if (reasons.length > 0) return refused(...reasons);
  return { entries: [], then: () => world.begin(id, recipient).exceptions.push(line) };
}

/** allocated → requisitioned, by a second person, in time, after a payment decision, never above what was asked. */
export function approveRequisition(world: World, asked: Asked): Verdict {
  const { command, on, by } = asked;
  return ofRequisition(world, asked, (requisition, grant) => {
    const decided = undecided(requisition);
    if (decided) return decided;
    const agreement = world.agreements.get(grant.agreement)!;
    const items = listOf(command["items"]).map((item: Fields) => ({
      place: placeOf(grant, "allocated", { line: text(item, "line"), funding: text(item, "anslagspost") }),
      amount: amountOf(item["amount"]),
    }));
    const total = items.reduce((sum, { amount }) => sum + amount, 0);
    const lines = [...new Set(items.map(({ place }) => place.line!))];
    const reasons = [
      ...(requisition.status === "supplement" ? ["requisition-awaits-supplement"] : []),
      ...(requisition.by.includes(by) ? ["same-person"] : []),
      ...(on < requisition.receivedOn ? ["approved-before-received"] : []),
      ...notInForce(agreement),
      ...lines.flatMap((line) => notRequisitioned(agreement, grant.recipient, line)),
      ...lines.flatMap((line) => notPayable(agreement, line)),
      ...lines.flatMap((line) => tooLate(agreement, line, requisition.receivedOn)),
      ...lines.flatMap((line) => secondOne(agreement, grant, line)),
      ...aboveAsked(requisition, items),
      ...(total < requisition.amount && command["cutReason"] === undefined ? ["cut-without-reason"] : []),
      ...otherCaseNumber(agreement, requisition, lines),
      ...items.flatMap(({ place, amount }) =>
        amount > world.books.lowest(place, on) ? ["requisition-exceeds-allocated"] : [],
      ),
    ];
    if (reasons.length > 0) return refused(...reasons);
    const approved = items.map(({ place, amount }) => ({
      ...{ place: { ...place, account: "requisitioned" as const }, amount },
    }));
    const moves = approved.map(({ place, amount }) =>
      move({ ...place, account: "allocated" }, place, amount),
    );
    const now = (): Requisition => grant.requisitions.get(requisition.id)!;
    return {
      entries: [
        {
          ...{
            type: "RequisitionApproved",
            stream: grantStream(grant.agreement, grant.recipient),
            on,
            moves,
          },
          blocked: () => (standing(grant, { requisition: requisition.id }) ? "reversal-blocked" : undefined),
          approves: requisition.id,
          undo: () => backToUndecided(now()),
        },
      ],
      then: () => Object.assign(now(), { status: "approved", approved, endedOn: on }),
    };
  });
}

function aboveAsked(
  { amount, lines }: Requisition,
  items: readonly { readonly place: { readonly line?: string }; readonly amount: number }[],
): string[] {
  const total = items.reduce((sum, each) => sum + each.amount, 0);
  const above = [...Map.groupBy(items, ({ place }) => place.line)].some(
    ([line, of]) =>
      lines !== undefined && of.reduce((sum, each) => sum + each.amount, 0) > (lines.get(line ?? "") ?? 0),
  );
  return total > amount || above ? ["approval-exceeds-requisition"] : [];
}

/** A payment decision precedes every approval and payment (DOMAIN, the process, 1). */
export function notPayable({ decisions }: AgreementFacts, line: string): string[] {
  return decisions.some(({ lines }) => lines.includes(line)) ? [] : ["payment-decision-missing"];
}

function otherCaseNumber(
  { decisions }: AgreementFacts,
  { caseNumber }: Requisition,
  lines: readonly string[],
): string[] {
  if (caseNumber === undefined) return [];
  // The latest decision about a line is the one that covers it, as with its terms and where repayments go.
  const known = lines.map((line) => decisions.findLast((each) => each.lines.includes(line)));
  return known.some((each) => each?.caseNumber === caseNumber) ? [] : ["requisition-case-number-differs"];
}

function tooLate(agreement: AgreementFacts, line: string, receivedOn: Day): string[] {
  const last = lastDayFor(agreement, line);
  // A last day after which no right is lost is a wish.
  const lapses = termsOf(agreement, line).requisition?.lapses === true;
  return lapses && last !== undefined && receivedOn > last ? ["requisition-too-late"] : [];
}

/**
 * "Engångsvis": one requisition per line, and one more for each recorded exception (DOMAIN, the process, 5). What an
 * opening says was paid had been requisitioned, for nothing is paid without (Invariants); however often that was, it
 * is one here, for the exceptions of that time were recorded elsewhere.
 */
function secondOne(agreement: AgreementFacts, grant: GrantFacts, line: string): string[] {
  if (termsOf(agreement, line).requisition?.once !== true) return [];
  const approvals = [...grant.requisitions.values()].filter(
    ({ status, approved }) => status === "approved" && approved.some(({ place }) => place.line === line),
  );
  const paid = approvals.filter(({ approvedBefore }) => !approvedBefore);
  const hasBefore = grant.openedPaid.includes(line) || paid.length < approvals.length;
  const allowed = 1 + grant.exceptions.filter((each) => each === line).length;
  return paid.length + (hasBefore ? 1 : 0) >= allowed ? ["second-requisition"] : [];
}

/** The last day, on which arrival decides; DOMAIN, the process, 6: it rolls to the next weekday unless told not to. */
export function lastDayFor(agreement: AgreementFacts, line: string): Day | undefined {
  const { requisition } = termsOf(agreement, line);
  return requisition && rolledDeadline(requisition.deadline, requisition.rolls ? "next_weekday" : "none");
}

/** What the latest payment decision about the line states, and for the rest what the agreement does. */
export function termsOf({ decisions, terms }: AgreementFacts, line: string): Terms {
  return { ...terms, ...decisions.findLast((each) => each.lines.includes(line))?.terms };
}

function undecided({ status }: Requisition): Verdict | undefined {
  return status === "received" || status === "supplement" ? undefined : refused("requisition-decided");
}

function ofRequisition(
  world: World,
  { command }: Asked,
  decide: (requisition: Requisition, grant: GrantFacts) => Verdict,
): Verdict {
  const [agreement, recipient] = [text(command, "agreement"), text(command, "recipient")];
  const grant = world.grant(agreement, recipient);
  const requisition = grant?.requisitions.get(text(command, "requisitionId"));
  if (!grant || !requisition) {
    return refused(...unknownGrant(world, agreement, recipient), "requisition-unknown");
  }
  return decide(requisition, grant);
}

function mappingOf(command: Fields): ReadonlyMap<string, number> | undefined {
  if (command["lines"] === undefined) return undefined;
  return new Map(listOf(command["lines"]).map((each) => [text(each, "line"), amountOf(each["amount"])]));
}

/** Who is paid: the successor, or the payee that the recipient names, from its day on. */
export function payeeOn(world: World, party: string, on: Day): string {
  const facts = world.parties.get(party);
  if (facts?.successor && facts.successor.from <= on) return payeeOn(world, facts.successor.party, on);
  const named = facts?.payees.filter(({ from }) => from <= on).at(-1);
  return named ? payeeOn(world, named.payee, on) : party;
}
