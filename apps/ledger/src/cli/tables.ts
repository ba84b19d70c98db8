import Table from "cli-table3";
import { type Ore, ZERO, formatAmount } from "#domain/money.ts";
import { formatSwedishAmount } from "#domain/swedish-amount.ts";

export interface Column<Row> {
  readonly heading: string;
  readonly amount?: boolean;
  readonly of: (row: Row) => string;
}

/** A table for people; amounts stand to the right, in kronor, grouped as Swedish documents do it. */
export function tableOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const table = new Table({
    head: columns.map(({ heading }) => heading),
    colAligns: columns.map(({ amount }) => (amount ? "right" : "left")),
    // Without colours, which are noise in a file or a mail.
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) table.push(columns.map(({ of }) => of(row)));
  return table.toString();
}

/** What a terminal or a mail shows without breaking lines. */
const WIDEST = 100;

/** The table, or when it is wider than a screen the other one, which has a row per amount instead. */
export function fitting(wide: string, long: () => string): string {
  return wide.split("\n").every((line) => line.length <= WIDEST) ? wide : long();
}

/** As {@link inTable}, but nothing where there is nothing: among empty cells the others are found. */
export function unlessZero(amount: Ore): string {
  return amount === ZERO ? "" : inTable(amount);
}

/** `172 500 000,00`: the heading or a line above says that it is kronor. */
export function inTable(amount: Ore): string {
  return formatSwedishAmount(amount).replace(/\u00A0kr$/, "");
}

/** The wire form, for machines. */
export const forMachines = formatAmount;
