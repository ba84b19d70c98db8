import { type Ore, ZERO, add, largest, smallest, subtract } from "../money.ts";

/** Where the money of one line, post and holder stands when a report is approved; amounts in öre. */
export interface MoneyAtHolder {
  readonly outstanding: Ore;
  /** Booked as cost by the report that is being corrected, as far as it still stands; zero for a first report. */
  readonly spent: Ore;
  readonly unused: Ore;
  /** Demanded back from `outstanding` or `unused` and not repaid: freed as far as costs are accepted. */
  readonly reclaimed: Ore;
  /** Repaid for want of costs, and not already what another report leaves to refund. */
  readonly repaid: Ore;
  /** Refunds decided on the corrected report and not yet paid: costs that they will cover are neither excess nor refundable. */
  readonly refundsUnderWay: Ore;
}

export interface ReportedCosts {
  readonly costs: Ore;
  /** The part of the costs that is in dispute: stays outstanding until it is settled. */
  readonly disputed: Ore;
}

export interface ReportArithmetic {
  /** Where the money shall stand afterwards. */
  readonly spent: Ore;
  readonly unused: Ore;
  readonly outstanding: Ore;
  /** What must first be withdrawn from reclaims. */
  readonly freed: Ore;
  /** Costs beyond everything that was received: shown, not booked. */
  readonly excess: Ore;
  /** Costs that repaid money would have covered: may be refunded by decision. */
  readonly refundable: Ore;
  /** Costs that the refunds under way will cover. */
  readonly refundUnderWay: Ore;
}

/**
 * The cost report arithmetic (DOMAIN, "Cost report arithmetic"): spent is the accepted costs, at most what
 * is still there; unused takes only what is left and neither repaid nor reclaimed; money already reclaimed
 * is first freed as far as the costs need it; a disputed part stays outstanding.
 */
export function accountFor(money: MoneyAtHolder, { costs, disputed }: ReportedCosts): ReportArithmetic {
  const accepted = subtract(costs, disputed);
  const atHand = add(add(money.outstanding, money.spent), money.unused);
  const spent = smallest(accepted, add(atHand, money.reclaimed));
  const freed = largest(ZERO, subtract(spent, atHand));
  const rest = subtract(add(atHand, freed), spent);
  const outstanding = smallest(disputed, rest);
  const notCovered = subtract(accepted, spent);
  const refundUnderWay = smallest(notCovered, money.refundsUnderWay);
  const open = subtract(notCovered, refundUnderWay);
  const refundable = smallest(open, money.repaid);
  return {
    spent,
    unused: subtract(rest, outstanding),
    outstanding,
    freed,
    excess: subtract(open, refundable),
    refundable,
    refundUnderWay,
  };
}
