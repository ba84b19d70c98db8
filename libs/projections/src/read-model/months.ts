import { sql } from "kysely";
import { insertRows } from "./insert-rows.ts";
import type { Writing } from "./part.ts";
import type { Axis, TransfersTable } from "./tables.ts";

interface Sum {
  readonly place: number;
  readonly axis: Axis;
  readonly month: string;
  readonly known_month: string;
  inflow: bigint;
  outflow: bigint;
}

/** Adds transfers to the sums of their months, on both axes of time. */
export async function addToMonths(
  trx: Writing,
  transfers: readonly TransfersTable[],
  knownMonths: ReadonlyMap<number, string>,
): Promise<void> {
  const sums = new Map<string, Sum>();
  const sumOf = (place: number, axis: Axis, month: string, known: string): Sum => {
    const key = `${place} ${axis} ${month} ${known}`;
    let sum = sums.get(key);
    if (!sum) {
      sum = { place, axis, month, known_month: known, inflow: 0n, outflow: 0n };
      sums.set(key, sum);
    }
    return sum;
  };
  for (const { position, effective_on, posting_on, from_place, to_place, amount } of transfers) {
    const known = knownMonths.get(position) ?? "";
    for (const [axis, date] of [
      ["effective", effective_on],
      ["posting", posting_on],
    ] as const) {
      const month = date.slice(0, 7);
      sumOf(from_place, axis, month, known).outflow += BigInt(amount);
      sumOf(to_place, axis, month, known).inflow += BigInt(amount);
    }
  }
  await insertRows(trx, "place_months", [...sums.values()], (insert) =>
    insert.onConflict((conflict) =>
      conflict.columns(["place", "axis", "month", "known_month"]).doUpdateSet({
        inflow: sql`place_months.inflow + excluded.inflow`,
        outflow: sql`place_months.outflow + excluded.outflow`,
      }),
    ),
  );
}
