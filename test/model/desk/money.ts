import type { Account } from "#domain/accounts.ts";
import type { Place } from "../books.ts";
import type { Dice } from "../dice.ts";
import type { GrantFacts, World } from "../facts.ts";
import { written } from "../reading.ts";
import { refundableAt } from "../rules/refunds.ts";
import { beyond } from "../rules/rulings.ts";
import { PARTIES } from "../setting.ts";
import { type Drafter, GIRO, grantsOf, ofGrant } from "./draft.ts";

interface Standing {
  readonly grant: GrantFacts;
  readonly place: Place;
  readonly amount: number;
}

/** What stands on these accounts, grant by grant. */
function standingOn(world: World, ...accounts: readonly Account[]): Standing[] {
  return grantsOf(world).flatMap((grant) =>
    accounts.flatMap((account) =>
      world.books
        .standing({ account, ...ofGrant(grant) })
        .filter(({ amount }) => amount > 0)
        .map((each) => ({ grant, ...each })),
    ),
  );
}

const partOf = ({ place }: Standing, dice: Dice, amount: number): object => ({
  ...{ line: place.line, anslagspost: place.funding, holder: place.holder, amount: dice.partOf(amount) },
});

/** The first day on which something came to the place. */
function since(world: World, { line, funding, holder, account }: Place) {
  const came = world.books.lines.find(
    ({ to }) => to.account === account && to.line === line && to.funding === funding && to.holder === holder,
  );
  return { notBefore: came?.effective };
}

export const reportDisposal: Drafter = (world, dice) => {
  const found = dice.pick(
    standingOn(world, "allocated").filter(
      ({ grant, place }) =>
        dice.slip === "state" ||
        world.agreements.get(grant.agreement)?.lines.get(place.line ?? "")?.way === "disposal",
    ),
  );
  if (!found) return undefined;
  const { place } = found;
  const item = { line: place.line, anslagspost: place.funding, amount: dice.partOf(found.amount) };
  return {
    command: { type: "report-disposal", ...ofGrant(found.grant), items: [item] },
    ...since(world, place),
  };
};

export const passOn: Drafter = (world, dice) => {
  const found = dice.pick(
    standingOn(world, "outstanding").filter(
      ({ grant, place }) =>
        dice.slip === "state" ||
        world.agreements.get(grant.agreement)?.lines.get(place.line ?? "")?.passedOn === true,
    ),
  );
  if (!found) return undefined;
  const others = PARTIES.filter((party) => party !== found.place.holder);
  const to = dice.slip === "person" ? found.place.holder : dice.pick(others);
  const item = { ...partOf(found, dice, found.amount), to };
  return {
    command: { type: "pass-on", ...ofGrant(found.grant), items: [item] },
    ...since(world, found.place),
  };
};

export const coFinance: Drafter = (world, dice) => {
  const found = dice.pick(
    standingOn(world, "outstanding").filter(
      ({ grant }) =>
        dice.slip === "state" || world.agreements.get(grant.agreement)?.terms.coFinancing === true,
    ),
  );
  if (!found) return undefined;
  const lines = [...(world.agreements.get(found.grant.agreement)?.lines.keys() ?? [])];
  const toLine = dice.pick(lines.filter((line) => dice.slip === "person" || line !== found.place.line));
  const item = { ...partOf(found, dice, found.amount), toLine };
  return {
    command: { type: "co-finance", ...ofGrant(found.grant), items: [item] },
    ...since(world, found.place),
  };
};

/** Of one grant's money, line by line and holder by holder; or of an approved report, with other costs. */
export const receiveCostReport: Drafter = (world, dice, id) => {
  const approved = grantsOf(world).flatMap((grant) =>
    [...grant.reports.values()]
      .filter(({ status }) => dice.slip === "state" || status === "approved")
      .map((report) => ({ grant, report })),
  );
  const corrected = dice.often(3) ? undefined : dice.pick(approved);
  if (corrected) {
    const { grant, report } = corrected;
    const uses = report.uses.map(({ line, holder, funding, costs }) => ({
      ...{ line, holder, ...(funding === undefined ? {} : { anslagspost: funding }) },
      costs: dice.one(written(costs), written(costs + 100), dice.partOf(Math.max(1, costs)), "0.00"),
    }));
    const period = { from: report.from, to: report.to };
    return {
      command: {
        ...{ type: "receive-cost-report", ...ofGrant(grant), reportId: id, uses, period },
        ...(dice.slip === "person" ? {} : { corrects: report.id }),
      },
    };
  }
  const found = dice.pick(standingOn(world, "outstanding", "reclaimed", "repaid"));
  if (!found) return undefined;
  const { grant, place } = found;
  const others = standingOn(world, "outstanding").filter(
    (each) => each.grant === grant && (each.place.line !== place.line || each.place.holder !== place.holder),
  );
  const more = dice.often(2) ? dice.pick(others) : undefined;
  const uses = [found, ...(more ? [more] : [])].map((each) => ({
    ...{ line: each.place.line, holder: each.place.holder },
    ...(dice.often(3) ? {} : { anslagspost: each.place.funding }),
    ...costsOf(dice, each.amount, everythingAt(world, each.place)),
  }));
  const period = dice.one(
    { from: "2013-01-01", to: "2013-12-31" },
    { from: "2013-01-01", to: "2013-06-30" },
    { from: "2013-07-01", to: "2013-12-31" },
  );
  const certificate = dice.often(4)
    ? {}
    : { certificate: { alternative: "2", deviations: "some", measures: "some" } };
  return {
    command: {
      ...{ type: "receive-cost-report", ...ofGrant(grant), reportId: id, uses },
      ...{ period, ...certificate },
    },
  };
};

/** With what was repaid or is demanded: costs of all of it leave something to be refunded. */
function everythingAt(world: World, place: Place): number {
  const accounts = ["outstanding", "reclaimed", "repaid"] as const;
  return accounts.reduce((sum, account) => sum + world.books.balance({ ...place, account }), 0);
}

function costsOf(dice: Dice, amount: number, all: number): object {
  const costs = dice.one(Math.ceil(amount * 0.8), all, amount, amount + 100, 0, Math.floor(amount / 3));
  const disputed = dice.often(5) || costs === 0 ? {} : { disputed: written(Math.floor(costs / 4)) };
  return { costs: written(costs), ...disputed };
}

export const onReport =
  (type: string): Drafter =>
  (world, dice) => {
    const found = dice.pick(
      grantsOf(world).flatMap((grant) =>
        [...grant.reports.values()]
          .filter(({ status, deviates, resolved }) => {
            if (dice.slip === "state") return true;
            return type === "resolve-deviation" ? deviates && !resolved : status === "received";
          })
          .map((report) => ({ grant, report })),
      ),
    );
    if (!found) return undefined;
    return {
      command: { type, ...ofGrant(found.grant), reportId: found.report.id },
      notBy: type === "approve-cost-report" ? [found.report.by] : [],
      notBefore: type === "resolve-deviation" ? undefined : found.report.receivedOn,
    };
  };

export const decideReclaim: Drafter = (world, dice, id) => {
  const account = dice.one("unused", "outstanding", "spent", "unused");
  const found = dice.pick(standingOn(world, account));
  if (!found) return undefined;
  const grounds = {
    unused: dice.one("unused", "other"),
    outstanding: dice.one("other", "late_report"),
    spent: "cost_not_accepted",
  }[account];
  const item = { ...partOf(found, dice, found.amount), from: account };
  return {
    command: { type: "decide-reclaim", ...ofGrant(found.grant), reclaimId: id, grounds, items: [item] },
    ...since(world, found.place),
  };
};

export const onClaim =
  (type: string): Drafter =>
  (world, dice) => {
    const found = dice.pick(
      grantsOf(world).flatMap((grant) =>
        [...grant.claims.values()]
          .map((claim) => ({ grant, claim, rest: claim.parts.reduce((sum, { rest }) => sum + rest, 0) }))
          .filter(({ claim: { grounds } }) => grounds !== "ruling")
          .filter(({ rest }) => rest > 0 || dice.slip === "state"),
      ),
    );
    if (!found) return undefined;
    const amount = dice.often(3) ? { amount: dice.partOf(found.rest) } : {};
    return {
      command: { type, ...ofGrant(found.grant), reclaimId: found.claim.id, ...amount },
      notBefore: found.claim.on,
    };
  };

/** What one recipient has of a line that was ruled lower; a slip asks it of a line that nobody ruled on. */
export const applyRuling: Drafter = (world, dice) => {
  const found = grantsOf(world).flatMap((grant) => {
    const agreement = world.agreements.get(grant.agreement);
    const lines = [...(agreement?.lines.keys() ?? [])].filter(
      (line) => dice.slip === "state" || agreement?.rulings.has(line) === true,
    );
    return agreement
      ? lines.map((line) => ({ grant, line, excess: beyond(world, agreement, grant.agreement, line) }))
      : [];
  });
  const one = dice.pick(found.filter(({ excess }) => dice.slip !== "none" || excess > 0));
  if (!one) return undefined;
  const excess = dice.partOf(one.excess);
  return { command: { type: "apply-ruling", ...ofGrant(one.grant), line: one.line, excess } };
};

export const decideRefund: Drafter = (world, dice, id) => {
  const can = standingOn(world, "repaid").map((each) => ({
    ...each,
    refundable: Math.min(each.amount, refundableAt(each.grant, each.place)),
  }));
  const found = dice.pick(can.filter(({ refundable }) => refundable > 0 || dice.slip === "state"));
  if (!found) return undefined;
  const items = [partOf(found, dice, found.refundable)];
  return {
    command: { type: "decide-refund", ...ofGrant(found.grant), refundId: id, items, payTo: GIRO },
    ...since(world, found.place),
  };
};

export const recordReceipt: Drafter = (world, dice, id) => {
  const owed = dice.pick(standingOn(world, "unused", "reclaimed", "outstanding"));
  const receipt = dice.slip === "state" ? ([...world.receipts.keys()].at(0) ?? `bg-${id}`) : `bg-${id}`;
  return { command: { type: "record-receipt", receipt, amount: dice.partOf(owed?.amount ?? 300) } };
};

const waiting = (world: World, dice: Dice) =>
  dice.pick(
    [...world.receipts.keys()]
      .map((receipt) => ({ receipt, left: world.books.balance({ account: "unplaced", receipt }) }))
      .filter(({ left }) => left > 0 || dice.slip === "state"),
  );

export const placeReceipt: Drafter = (world, dice) => {
  const found = waiting(world, dice);
  const owed = dice.pick(standingOn(world, "unused", "reclaimed", "outstanding"));
  const grant = owed?.grant ?? dice.pick(grantsOf(world));
  if (!found || !grant) return undefined;
  const amount = dice.partOf(dice.often(4) ? Math.min(found.left, owed?.amount ?? found.left) : found.left);
  const line = dice.often(3) || !owed ? {} : { line: owed.place.line };
  return { command: { type: "place-receipt", receipt: found.receipt, ...ofGrant(grant), amount, ...line } };
};

export const refundReceipt: Drafter = (world, dice) => {
  const found = waiting(world, dice);
  if (!found) return undefined;
  const { receipt, left } = found;
  return {
    command: { type: "refund-receipt", receipt, amount: dice.partOf(left) },
    notBefore: world.receipts.get(receipt)?.on,
  };
};
