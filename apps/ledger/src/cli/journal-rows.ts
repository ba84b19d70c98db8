import { formatAmount } from "#domain/money.ts";
import type { JournalPlace, JournalRow } from "#projections/read-model/queries/journal.ts";
import { type Column, fitting, inTable, tableOf } from "./tables.ts";

/** One entry for machines, as over HTTP. */
export const entryInWire = ({ amount, ...row }: JournalRow): object => ({
  ...row,
  amount: formatAmount(amount),
});

/** The effective day, and the day of posting where it is another. */
export const datesOf = ({ effectiveOn, postingOn }: JournalRow): string =>
  effectiveOn === postingOn ? effectiveOn : `${effectiveOn}\nposted on\n${postingOn}`;

export function entriesInTable(rows: readonly JournalRow[]): string {
  const where = (line: (row: JournalRow) => string): string =>
    tableOf([...COLUMNS, { heading: "where", of: line }], rows);
  return fitting(
    where((row) =>
      `${dimensionsOf(row, ["agreement", "line", "recipient", "holder"], " ")}\n${postOf(row)}`.trim(),
    ),
    () =>
      where((row) =>
        dimensionsOf(row, ["agreement", "line", "recipient", "holder", "anslagspost", "receipt"], "\n"),
      ),
  );
}

const COLUMNS: readonly Column<JournalRow>[] = [
  { heading: "position", amount: true, of: ({ position }) => String(position) },
  { heading: "day", of: datesOf },
  { heading: "entry", of: ({ type, from, to }) => `${type}\n${from.account} → ${to.account}` },
  { heading: "amount, kr", amount: true, of: ({ amount }) => inTable(amount) },
];

const postOf = (row: JournalRow): string => dimensionsOf(row, ["anslagspost", "receipt"], " ");

/** What is the same on both sides stands once; a holder that is the recipient is not told again. */
function dimensionsOf(
  { from, to }: JournalRow,
  names: readonly Exclude<keyof JournalPlace, "account">[],
  between: string,
): string {
  const holds = (place: JournalPlace): string | null =>
    place.holder === place.recipient ? null : place.holder;
  const values = names.flatMap((name) => {
    const [one, other] = name === "holder" ? [holds(from), holds(to)] : [from[name], to[name]];
    const both = one !== null && other !== null && one !== other ? `${one} → ${other}` : (other ?? one);
    return both === null ? [] : [name === "holder" ? `(${both})` : both];
  });
  return values.join(between);
}
