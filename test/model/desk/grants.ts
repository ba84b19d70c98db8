import { addDays, day } from "#domain/calendar.ts";
import type { Dice } from "../dice.ts";
import { type GrantFacts, type World } from "../facts.ts";
import { written } from "../reading.ts";
import { notInForce, promised } from "../rules/agreements.ts";
import { payeeOn } from "../rules/requisitions.ts";
import { POSTS } from "../setting.ts";
import { type Drafter, GIRO, grantsOf, ofGrant } from "./draft.ts";

/** What a grant has on an account, place by place. */
export function placesOf(world: World, { agreement, recipient }: GrantFacts, account: "allocated") {
  return world.books.standing({ account, agreement, recipient }).filter(({ amount }) => amount > 0);
}

const allocatedLines = (world: World, grant: GrantFacts, ways: readonly string[]) =>
  placesOf(world, grant, "allocated").filter(({ place }) =>
    ways.includes(world.agreements.get(grant.agreement)?.lines.get(place.line ?? "")?.way ?? ""),
  );

const anyLine = ["requisition", "payment", "disposal"];
const waysFor = (dice: Dice, way: string): readonly string[] => (dice.slip === "state" ? anyLine : [way]);

export const receiveRequisition: Drafter = (world, dice, id) => {
  const found = grantsOf(world).flatMap((grant) =>
    allocatedLines(world, grant, waysFor(dice, "requisition")).map((each) => ({ grant, ...each })),
  );
  const one = dice.pick(found);
  if (!one) return undefined;
  const amount = dice.partOf(one.amount);
  const lines = dice.often(2) ? { lines: [{ line: one.place.line, amount }] } : {};
  const number = dice.slip === "person" ? { organisationsnummer: "232100-0032" } : {};
  const caseNumber = dice.often(6) ? {} : { decisionCaseNumber: dice.one("S2013/1/FS", "S2013/2/FS") };
  return {
    command: {
      ...{ type: "receive-requisition", ...ofGrant(one.grant), requisitionId: id, amount },
      ...{ ...lines, ...number, ...caseNumber },
    },
  };
};

const requisitionsOf = (world: World, dice: Dice, states: readonly string[]) =>
  dice.pick(
    grantsOf(world).flatMap((grant) =>
      [...grant.requisitions.values()]
        .filter(({ status }) => dice.slip === "state" || states.includes(status))
        .map((requisition) => ({ grant, requisition })),
    ),
  );

export const onRequisition =
  (type: string, states: readonly string[], rest: object = {}): Drafter =>
  (world, dice) => {
    const found = requisitionsOf(world, dice, states);
    if (!found) return undefined;
    const { grant, requisition } = found;
    return { command: { type, ...ofGrant(grant), requisitionId: requisition.id, ...rest } };
  };

export const supplementRequisition: Drafter = (world, dice) => {
  const found = requisitionsOf(world, dice, ["supplement"]);
  if (!found) return undefined;
  const { grant, requisition } = found;
  const place = dice.pick(allocatedLines(world, grant, waysFor(dice, "requisition")))?.place;
  const amount = written(requisition.amount + (dice.slip === "amount" ? 1 : 0));
  const lines = place === undefined ? {} : { lines: [{ line: place.line, amount }] };
  return {
    command: {
      ...{ type: "supplement-requisition", ...ofGrant(grant), requisitionId: requisition.id, ...lines },
      decisionCaseNumber: "S2013/1/FS",
    },
  };
};

export const approveRequisition: Drafter = (world, dice) => {
  const found = requisitionsOf(world, dice, ["received"]);
  if (!found) return undefined;
  const { grant, requisition } = found;
  const lines = requisition.lines && [...requisition.lines.keys()];
  const places = allocatedLines(world, grant, waysFor(dice, "requisition")).filter(
    ({ place }) => lines?.includes(place.line ?? "") ?? true,
  );
  const one = dice.pick(places);
  if (!one) return undefined;
  const most = Math.min(requisition.amount, one.amount);
  const other = places.find(({ place }) => place !== one.place);
  const rest = Math.min(requisition.amount - most, other?.amount ?? 0);
  const item = (place: (typeof one)["place"], amount: string) => ({
    ...{ line: place.line, anslagspost: place.funding, amount },
  });
  const items =
    other && rest > 0 && dice.slip === "none"
      ? [item(one.place, written(most)), item(other.place, written(rest))]
      : [item(one.place, dice.partOf(most))];
  return {
    command: {
      ...{ type: "approve-requisition", ...ofGrant(grant), requisitionId: requisition.id, items },
      ...(dice.often(8) ? { cutReason: "mindre" } : {}),
    },
    notBy: requisition.by,
    notBefore: requisition.receivedOn,
  };
};

export const recordException: Drafter = (world, dice) => {
  const grant = dice.pick(grantsOf(world));
  const lines = grant && [...(world.agreements.get(grant.agreement)?.lines ?? [])];
  const [line] =
    dice.pick(lines?.filter(([, { way }]) => waysFor(dice, "requisition").includes(way)) ?? []) ?? [];
  if (!grant || line === undefined) return undefined;
  const named = dice.slip === "person" ? "unknown" : line;
  return {
    command: { type: "record-exception", ...ofGrant(grant), kind: "second_requisition", line: named },
  };
};

export const orderDisbursement: Drafter = (world, dice, id) => {
  const ways = grantsOf(world).flatMap((grant) => {
    const paid = (of: string, key: "requisition" | "refund"): boolean =>
      [...grant.disbursements.values()].some(
        ({ pays, status }) => pays[key] === of && ["ordered", "approved", "confirmed"].includes(status),
      );
    return [
      ...[...grant.requisitions.values()]
        .filter(
          (each) => dice.slip === "state" || (each.status === "approved" && !paid(each.id, "requisition")),
        )
        .map((each) => ({ grant, pays: { requisition: each.id } })),
      ...[...grant.refunds]
        .filter(([refund]) => dice.slip === "state" || !paid(refund, "refund"))
        .map(([refund]) => ({ grant, pays: { refund } })),
      ...allocatedLines(world, grant, waysFor(dice, "payment")).map(({ place, amount }) => ({
        grant,
        pays: { items: [{ line: place.line, anslagspost: place.funding, amount: dice.partOf(amount) }] },
      })),
    ];
  });
  const found = dice.pick(ways);
  if (!found) return undefined;
  const payTo = "items" in found.pays && dice.slip !== "person" ? { payTo: GIRO } : {};
  return {
    command: {
      ...{ type: "order-disbursement", ...ofGrant(found.grant), disbursementId: id, pays: found.pays },
      ...payTo,
    },
  };
};

/** A payment that waits for this step; the other steps of a payment are near-misses. */
export const onDisbursement =
  (type: string, states: readonly string[]): Drafter =>
  (world, dice) => {
    const found = dice.pick(
      grantsOf(world).flatMap((grant) =>
        [...grant.disbursements.values()]
          .filter(({ status }) => dice.slip === "state" || states.includes(status))
          .map((disbursement) => ({ grant, disbursement })),
      ),
    );
    if (!found) return undefined;
    const { grant, disbursement } = found;
    const [first] = disbursement.items;
    const orders = world.books.lines.filter(
      ({ to }) =>
        to.account === "in_payment" && to.line === first?.place.line && to.agreement === grant.agreement,
    );
    return {
      command: { type, ...ofGrant(grant), disbursementId: disbursement.id },
      notBefore: type === "approve-disbursement" ? undefined : orders.at(-1)?.effective,
      ...(type === "approve-disbursement" ? { notBy: [disbursement.by] } : {}),
    };
  };

export const reduceAllocation: Drafter = (world, dice) => {
  const found = dice.pick(
    grantsOf(world).flatMap((grant) =>
      placesOf(world, grant, "allocated").map((each) => ({ grant, ...each })),
    ),
  );
  if (!found) return undefined;
  const { grant, place, amount } = found;
  const first = world.books.lines.find(({ to }) => to.line === place.line && to.account === "allocated");
  const others = POSTS.filter((each) => (each === place.funding) === (dice.slip === "state"));
  const movesTo = dice.often(2) ? { movesTo: dice.pick(others) } : {};
  return {
    command: {
      ...{ type: "reduce-allocation", ...ofGrant(grant), line: place.line, anslagspost: place.funding },
      amount: dice.partOf(dice.slip === "amount" ? amount : Math.ceil(amount / 3)),
      ...movesTo,
    },
    notBefore: first?.effective,
  };
};

export const releaseFunds: Drafter = (world, dice) => {
  const found = dice.pick(
    grantsOf(world).flatMap(({ agreement, recipient }) =>
      (["lapsed", "repaid"] as const)
        .flatMap((account) => world.books.standing({ account, agreement, recipient }))
        .filter(({ amount }) => amount > 0)
        .map((each) => ({ agreement, recipient, ...each })),
    ),
  );
  if (!found) return undefined;
  const { place, amount } = found;
  const item = {
    ...{ line: place.line, anslagspost: place.funding, holder: place.holder },
    ...{ from: place.account, amount: dice.partOf(amount) },
  };
  return { command: { type: "release-funds", ...ofGrant(found), items: [item] } };
};

/** Any entry, the later ones more often; a slip undoes what was undone, or an undoing. */
export const reverse: Drafter = (world, dice) => {
  const can = world.kept.filter(
    ({ type, reversed, moves, blocked }) =>
      dice.slip === "state" ||
      (type !== "EntryReversed" && !reversed && moves.length > 0 && blocked?.() === undefined),
  );
  const entry = can.at(-1 - (dice.below(2) === 0 ? 0 : dice.below(Math.max(1, can.length))));
  if (!entry) return undefined;
  const { step, type, stream } = entry;
  return { command: { type: "reverse", entry: `${step}.${type} in ${stream}` } };
};

export const closePeriod: Drafter = (world, dice) => {
  const last = world.books.lines.at(-1)?.effective;
  if (last === undefined) return undefined;
  const ends = ["2013-01-31", "2013-03-31", "2013-06-30", "2013-09-30", "2013-12-31"];
  const { closed } = world.books;
  const through =
    closed !== undefined && dice.slip !== "none"
      ? addDays(closed, -1)
      : ends.filter((each) => each < addDays(last, 30)).at(-1);
  return through === undefined ? undefined : { command: { type: "close-period", through } };
};

/** The daily run: of everything, of one agreement, or of one grant. */
export const lapseDue: Drafter = (world, dice) => {
  const grant = dice.pick(grantsOf(world));
  if (!grant) return undefined;
  const { agreement, recipient } = grant;
  return { command: { type: "lapse-due", ...dice.one({}, { agreement }, { agreement, recipient }) } };
};

/** A grant that nothing has come to yet, on lines with room; a slip opens one that is under way. */
export const recordOpening: Drafter = (world, dice, id) => {
  const open = [...world.agreements].filter(
    ([, each]) => dice.slip === "state" || notInForce(each).length === 0,
  );
  const [agreement, facts] = dice.pick(open) ?? [];
  if (!agreement || !facts) return undefined;
  const rooms = [...facts.funding].map(([key, funded]) => {
    const [line = "", anslagspost = ""] = key.split(" ");
    return { line, anslagspost, left: funded - promised(world, agreement, line, anslagspost) };
  });
  const room = dice.pick(rooms.filter(({ left }) => left > 1));
  const fresh = facts.lines
    .get(room?.line ?? "")
    ?.recipients.filter((each) => dice.slip === "state" || !world.grant(agreement, each));
  const recipient = dice.pick(fresh ?? []);
  if (!room || recipient === undefined) return undefined;
  const { line, anslagspost } = room;
  const receivedOn = day("2013-01-02");
  const organisationsnummer =
    world.parties.get(payeeOn(world, recipient, receivedOn))?.number ?? "222000-0315";
  const isRequisitioned = facts.lines.get(line)?.way === "requisition";
  const half = Math.floor(room.left / 2);
  const first = { line, anslagspost, account: dice.one("outstanding", "allocated", "lapsed") };
  const items = [
    { ...first, amount: dice.partOf(dice.slip === "amount" ? room.left : half) },
    ...(isRequisitioned && dice.often(2)
      ? [{ line, anslagspost, account: "requisitioned", requisition: id, amount: written(half) }]
      : []),
  ];
  const requisitions =
    items.length > 1 ? { requisitions: [{ requisitionId: id, receivedOn, organisationsnummer }] } : {};
  return {
    command: { type: "record-opening-balance", agreement, recipient, items, ...requisitions },
    notBefore: receivedOn,
  };
};
