import type { Account } from "#domain/accounts.ts";
import {
  type Asked,
  type Fields,
  type Disbursement,
  type Entry,
  type GrantFacts,
  type Verdict,
  type World,
  grantStream,
  move,
  placeOf,
  refused,
} from "../facts.ts";
import { amountOf, listOf, text } from "../reading.ts";
import { notInForce } from "./agreements.ts";
import { unknownGrant } from "./allocations.ts";
import { notPayable } from "./requisitions.ts";

type Items = Disbursement["items"];

/** A payment that is under way or made, of a requisition or a refund; made, too, when it came back in a later year. */
export function standing(
  grant: GrantFacts,
  of: { readonly requisition?: string; readonly refund?: string },
  but?: Disbursement,
): Disbursement | undefined {
  return [...grant.disbursements.values()].find(
    ({ id, pays, status, cameBackLate }) =>
      id !== but?.id &&
      (["ordered", "approved", "confirmed"].includes(status) || cameBackLate) &&
      (of.requisition === undefined ? pays.refund === of.refund : pays.requisition === of.requisition),
  );
}

/** requisitioned (allocated, on a line paid without requisition) → in_payment. */
export function orderDisbursement(world: World, { command, on, by }: Asked): Verdict {
  const [id, recipient] = [text(command, "agreement"), text(command, "recipient")];
  const grant = world.grant(id, recipient);
  const unknown = unknownGrant(world, id, recipient);
  if (!grant || unknown.length > 0) return refused(...unknown);
  const disbursementId = text(command, "disbursementId");
  const pays = command["pays"] as { requisition?: string; refund?: string; items?: readonly Fields[] };
  const found = paidItems(world, grant, pays, command);
  const reasons = [
    ...(grant.disbursements.has(disbursementId) ? ["disbursement-exists"] : []),
    // In force, and decided upon, before every payment (DOMAIN, the process, 1). A refund gives back what was
    // paid under the agreement as it stood: a new version's conditions are not about it.
    ...(pays.refund === undefined ? notInForce(world.agreements.get(id)!) : []),
    ...found.reasons,
  ];
  const { items } = found;
  for (const { place, amount } of items) {
    if (amount > world.books.lowest(place, on))
      reasons.push("payment-exceeds-allocated", "account-below-zero");
  }
  if (reasons.length > 0) return refused(...reasons);
  const disbursement: Disbursement = {
    ...{ id: disbursementId, items, by, status: "ordered", confirmedOn: undefined },
    cameBackLate: false,
    pays: {
      ...(pays.requisition === undefined ? {} : { requisition: pays.requisition }),
      ...(pays.refund === undefined ? {} : { refund: pays.refund }),
    },
  };
  return {
    entries: [
      {
        ...entry(grant, "DisbursementOrdered", on, items, (place) => [place.account, "in_payment"]),
        // What a second person has let go to the bank is cancelled, not unwritten.
        blocked: () => (disbursement.status === "ordered" ? undefined : "reversal-blocked"),
        // An order that was never to be made is no payment of the grant.
        undo: () => grant.disbursements.delete(disbursementId),
      },
    ],
    then: () => grant.disbursements.set(disbursementId, disbursement),
  };
}

function paidItems(
  world: World,
  grant: GrantFacts,
  pays: { requisition?: string; refund?: string; items?: readonly Fields[] },
  command: Fields,
): { readonly items: Items; readonly reasons: readonly string[] } {
  const not = (rule: string) => ({ items: [], reasons: [rule] });
  const yes = (items: Items) => ({ items, reasons: [] });
  if (pays.requisition !== undefined) {
    const requisition = grant.requisitions.get(pays.requisition);
    if (!requisition) return not("requisition-unknown");
    if (requisition.status !== "approved") return not("requisition-not-approved");
    return standing(grant, { requisition: requisition.id })
      ? not("payment-exists")
      : yes(requisition.approved);
  }
  if (pays.refund !== undefined) {
    const refund = grant.refunds.get(pays.refund);
    if (!refund) return not("refund-unknown");
    return standing(grant, { refund: pays.refund }) ? not("payment-exists") : yes(refund.items);
  }
  const agreement = world.agreements.get(grant.agreement)!;
  const items = listOf(pays.items).map((item) => ({
    place: placeOf(grant, "allocated", { line: text(item, "line"), funding: text(item, "anslagspost") }),
    amount: amountOf(item["amount"]),
  }));
  const reasons = items.flatMap(({ place: { line = "" } }) => {
    const stated = agreement.lines.get(line);
    if (!stated) return ["line-unknown"];
    return [
      ...(stated.way === "payment" ? [] : ["line-paid-otherwise"]),
      ...(stated.recipients.includes(grant.recipient) ? [] : ["recipient-not-in-line"]),
      ...notPayable(agreement, line),
    ];
  });
  if (command["payTo"] === undefined) reasons.push("pay-to-missing");
  return { items, reasons };
}

/** The second pair of eyes: never the one who ordered. */
export function approveDisbursement(world: World, asked: Asked): Verdict {
  return ofDisbursement(world, asked, (disbursement) => {
    if (disbursement.status !== "ordered") return refused("disbursement-status");
    if (disbursement.by === asked.by) return refused("same-person");
    return { entries: [], then: () => (disbursement.status = "approved") };
  });
}

/** in_payment → outstanding, on the bank's date. */
export function confirmDisbursement(world: World, asked: Asked): Verdict {
  return ofDisbursement(world, asked, (disbursement, grant) => {
    if (disbursement.status === "ordered") return refused("disbursement-not-approved", "disbursement-status");
    if (disbursement.status !== "approved") return refused("disbursement-status");
    const moved = entry(grant, "DisbursementConfirmed", asked.on, disbursement.items, () => [
      ...(["in_payment", "outstanding"] as const),
    ]);
    // A refund pays out anew what was received before.
    const kind = disbursement.pays.refund === undefined ? {} : { kind: "RefundPaid" };
    return taken(
      changed(disbursement, { ...moved, ...kind }, { status: "confirmed", confirmedOn: asked.on }),
    );
  });
}

export function cancelDisbursement(world: World, asked: Asked): Verdict {
  return ofDisbursement(world, asked, (disbursement, grant) => {
    if (!["ordered", "approved"].includes(disbursement.status)) return refused("disbursement-status");
    return taken(cancellation(grant, disbursement, asked.on));
  });
}

/** in_payment → where the order took it from. */
export function cancellation(
  grant: GrantFacts,
  disbursement: Disbursement,
  on: Asked["on"],
): { readonly entry: Entry; readonly then: () => void } {
  // Undone, it is an order again that nobody has let go to the bank.
  const back = { ...disbursement, status: "ordered" as const };
  const moved = entry(grant, "DisbursementCancelled", on, disbursement.items, (place) => [
    ...(["in_payment", place.account] as const),
  ]);
  return changed(disbursement, moved, { status: "cancelled" }, grant, back);
}

/** In the year of the payment the money goes back to where it came from; later it is a repayment. */
export function returnDisbursement(world: World, asked: Asked): Verdict {
  const { on } = asked;
  return ofDisbursement(world, asked, (disbursement, grant) => {
    const { status, confirmedOn, items } = disbursement;
    if (status !== "approved" && status !== "confirmed") {
      return refused("disbursement-status", "disbursement-not-approved");
    }
    const later = confirmedOn !== undefined && on.slice(0, 4) > confirmedOn.slice(0, 4);
    const moved = entry(grant, "DisbursementReturned", on, items, (place) => [
      status === "confirmed" ? "outstanding" : "in_payment",
      status === "confirmed" && later ? "repaid" : place.account,
    ]);
    const kind = disbursement.pays.refund === undefined ? {} : { kind: "RefundReturned" };
    return taken(
      changed(
        disbursement,
        { ...moved, ...kind },
        { status: "returned", cameBackLate: status === "confirmed" && later },
        grant,
      ),
    );
  });
}

/** Its reversal puts the payment back to what it was, unless what it pays is in another payment by now. */
function changed(
  disbursement: Disbursement,
  moved: Entry,
  to: Partial<Disbursement>,
  freed?: GrantFacts,
  back = disbursement,
): { readonly entry: Entry; readonly then: () => void } {
  const { status, confirmedOn, pays } = back;
  const again = (): boolean =>
    freed !== undefined &&
    Object.keys(pays).length > 0 &&
    (!!standing(freed, pays, disbursement) || !decided(freed, pays));
  return {
    entry: {
      ...moved,
      // What followed is undone first.
      blocked: () => (again() || disbursement.status !== to.status ? "reversal-blocked" : undefined),
      undo: () => Object.assign(disbursement, { status, confirmedOn, cameBackLate: false }),
    },
    then: () => Object.assign(disbursement, to),
  };
}

const taken = ({ entry: one, then }: { readonly entry: Entry; readonly then: () => void }): Verdict => ({
  entries: [one],
  then,
});

/** Whether what it pays is still decided. */
function decided(grant: GrantFacts, { requisition, refund }: Disbursement["pays"]): boolean {
  return requisition === undefined
    ? grant.refunds.has(refund ?? "")
    : grant.requisitions.get(requisition)?.status === "approved";
}

function entry(
  grant: GrantFacts,
  type: string,
  on: Asked["on"],
  items: Items,
  accounts: (place: Items[number]["place"]) => readonly [Account, Account],
): Entry {
  const moves = items.map(({ place, amount }) => {
    const [from, to] = accounts(place);
    return move({ ...place, account: from }, { ...place, account: to }, amount);
  });
  return { type, stream: grantStream(grant.agreement, grant.recipient), on, moves };
}

function ofDisbursement(
  world: World,
  { command }: Asked,
  decide: (disbursement: Disbursement, grant: GrantFacts) => Verdict,
): Verdict {
  const [agreement, recipient] = [text(command, "agreement"), text(command, "recipient")];
  const grant = world.grant(agreement, recipient);
  const disbursement = grant?.disbursements.get(text(command, "disbursementId"));
  if (!grant || !disbursement) {
    return refused(...unknownGrant(world, agreement, recipient), "disbursement-unknown");
  }
  return decide(disbursement, grant);
}
