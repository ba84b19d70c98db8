import { cellAt, emptySeries, firstDayCovering, freeAt } from "../balances.ts";
import { type Day, laterOf } from "../calendar.ts";
import { covered } from "../guarded-books.ts";
import { type Ore, formatAmount, positive, smallest, subtract, sum } from "../money.ts";
import { RuleError } from "../rule-error.ts";
import type { DecideRefund, ReceiveRepayment } from "./commands.ts";
import type { GrantEvent, RepaymentReceived } from "./events.ts";
import { grantBooks, itemsFrom, placeOf, unused } from "./placing.ts";
import { reclaimsAt, samePlace } from "./claims.ts";
import { refundableAt } from "./refunds.ts";
import type { GrantState } from "./state.ts";

type RepaidItem = RepaymentReceived["data"]["items"][number];

/**
 * A placed receipt pays what is reported as unused first, then what is demanded, then what nobody has
 * accounted for (DOMAIN, RepaymentReceived). It takes effect on the bank date; or, when the debt that it pays
 * stands from a later day only (a report that was booked since moved it), on that day.
 *
 * @throws RuleError `repayment-exceeds-debt`: the placing then returns to the queue with this reason
 */
export function receiveRepayment(state: GrantState, command: ReceiveRepayment): GrantEvent[] {
  const { agreement, recipient, placementId, cause } = command;
  const books = grantBooks(state, command);
  if (books.causes.has(cause.eventId)) return [];
  const amount = positive(command.amount);
  const items = owedNow(state, command, amount);
  const effectiveOn = items.reduce(
    (date, item) => laterOf(date, firstDayThere(state, items, item, command.effectiveOn)),
    command.effectiveOn,
  );
  return covered<GrantEvent>(books, [
    { type: "RepaymentReceived", data: { agreement, recipient, placementId, items, cause, effectiveOn } },
  ]);
}

/**
 * What the amount pays of everything that is owed as the books stand now, in the order of the rule.
 *
 * @throws RuleError `repayment-exceeds-debt`
 */
function owedNow(state: GrantState, command: ReceiveRepayment, amount: Ore): RepaidItem[] {
  const days = [...grantBooks(state, state).cells.values()].flatMap(({ series }) => series.days);
  const latest = days.reduce(laterOf, command.effectiveOn);
  const debts = debtsOf(state, { ...command, effectiveOn: latest });
  const debt = sum(debts.map((item) => item.amount));
  if (amount > debt) {
    throw new RuleError(
      "repayment-exceeds-debt",
      `${command.recipient} owes or holds ${formatAmount(debt)} under ${command.agreement}; a receipt of ${formatAmount(amount)} cannot be placed on it.`,
      { field: "amount", figures: { debt: formatAmount(debt), asked: formatAmount(amount) } },
    );
  }
  let rest = amount;
  return debts.flatMap((debtItem) => {
    const part = smallest(rest, debtItem.amount);
    rest = subtract(rest, part);
    return part === 0 ? [] : [{ ...debtItem, amount: part }];
  });
}

/** The first day from the bank date on, from which what the item pays is there to be paid. */
function firstDayThere(
  state: GrantState,
  items: readonly RepaidItem[],
  item: RepaidItem,
  bankDate: Day,
): Day {
  const { cells } = grantBooks(state, state);
  const series = cellAt(cells, placeOf(state, item.from, item))?.series ?? emptySeries();
  const together = items.filter((other) => other.from === item.from && samePlace(other, item));
  return firstDayCovering(series, bankDate, sum(together.map(({ amount }) => amount))) ?? bankDate;
}

function debtsOf(state: GrantState, { line, holder, effectiveOn }: ReceiveRepayment): RepaidItem[] {
  const { cells } = grantBooks(state, state);
  // Money that an authority used itself was never outstanding, and can be demanded back all the same.
  const owed = new Map(
    [...cells.values()]
      .map((cell) => cell.place)
      .filter(({ account }) => account === "outstanding" || account === "unused" || account === "reclaimed")
      .map((place) => [`${place.line}|${place.funding}|${place.holder}`, place]),
  );
  const places = [...owed.values()]
    .filter((place) => line === undefined || place.line === line)
    .filter((place) => holder === undefined || place.holder === holder)
    .map(
      (place) =>
        ({ line: place.line, funding: place.funding, holder: place.holder }) as Omit<
          RepaidItem,
          "amount" | "from"
        >,
    )
    .sort((a, b) => (`${a.line}|${a.funding}|${a.holder}` < `${b.line}|${b.funding}|${b.holder}` ? -1 : 1));
  const free = (account: "unused" | "reclaimed" | "outstanding", at: (typeof places)[number]): Ore =>
    freeAt(cells, placeOf(state, account, at), effectiveOn);
  return [
    ...places.map((at) => ({ ...at, from: "unused" as const, amount: free("unused", at) })),
    ...places.flatMap((at) => {
      let rest = free("reclaimed", at);
      return reclaimsAt(state, at).map((claim) => {
        const amount = smallest(rest, claim.amount);
        rest = subtract(rest, amount);
        return {
          ...at,
          from: "reclaimed" as const,
          reclaim: claim.reclaimId,
          demandedFrom: claim.from,
          amount,
        };
      });
    }),
    ...places.map((at) => ({ ...at, from: "outstanding" as const, amount: free("outstanding", at) })),
  ].filter(({ amount }) => amount > 0);
}

/**
 * More was repaid than the (corrected) cost report leaves unused: the difference is paid out again.
 *
 * @throws RuleError `refund-exceeds-refundable`, `refund-exceeds-repaid`
 */
export function decideRefund(state: GrantState, command: DecideRefund): GrantEvent[] {
  const { agreement, recipient, refundId, decision, payTo, by, effectiveOn } = command;
  unused(state.refunds, refundId, "refund", "refundId");
  const items = itemsFrom(state, "repaid", command.items, effectiveOn, {
    rule: "refund-exceeds-repaid",
    what: "The refund",
  });
  for (const item of items) {
    const refundable = refundableAt(state, item);
    if (item.amount > refundable) {
      throw new RuleError(
        "refund-exceeds-refundable",
        `The cost report of line ${item.line} leaves ${formatAmount(refundable)} that was repaid too much and not yet refunded; ${formatAmount(item.amount)} was asked for.`,
        {
          field: "items",
          figures: {
            line: item.line,
            refundable: formatAmount(refundable),
            asked: formatAmount(item.amount),
          },
        },
      );
    }
  }
  return covered<GrantEvent>(grantBooks(state, command), [
    {
      type: "RefundDecided",
      data: { agreement, recipient, refundId, items, decision, payTo, by, effectiveOn },
    },
  ]);
}
