import type { Transfer } from "#domain/accounts.ts";
import type { Day } from "#domain/calendar.ts";
import { BalanceFold } from "../balance-fold.ts";
import { Movements } from "../movements.ts";

/** A fold of movements whose dates are one and the same. */
export class OneDateFold extends BalanceFold {
  readonly #own: Movements;

  constructor() {
    const own = new Movements();
    super(own, "effective");
    this.#own = own;
  }

  apply(transfers: readonly Transfer[], on: Day): void {
    this.#own.add(transfers, on, on);
  }
}
