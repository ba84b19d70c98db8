import { DatabaseDamaged } from "../database-unavailable.ts";

/**
 * What all commands in the file come to, and how many names it holds. Pages of an older copy are sound each by itself, and SQLite takes them for the
 * file's own where they lie beside its write-ahead log: only together they show that something is missing.
 */
export interface Total {
  readonly commands: number;
  readonly checksum: number;
  readonly named: number;
}

type Row = Readonly<Record<string, unknown>> | undefined;

/** Of a fingerprint so many bits are added up, for the sum of all to be exact. */
const ADDED_UP = 16_777_216;

/** The statement that tells what the commands come to, see {@link totalIn}. */
export const TOTAL = `SELECT count(*) AS commands, coalesce(sum(fingerprint % ${ADDED_UP} + position), 0) AS checksum,
  (SELECT count(*) FROM named) AS named
  FROM commands`;

export const totalIn = (row: Row): Total => ({
  commands: Number(row?.["commands"]),
  checksum: Number(row?.["checksum"]),
  named: Number(row?.["named"]),
});

export function withMore(
  { commands, checksum }: Total,
  more: readonly (readonly [fingerprint: number, position: number])[],
  named: number,
): Total {
  return {
    named,
    commands: commands + more.length,
    checksum: more.reduce((sum, [print, position]) => sum + (print % ADDED_UP) + position, checksum),
  };
}

/**
 * @param kept the row that says what the file holds; undefined while nothing was written
 * @throws DatabaseDamaged when that is not what is held
 */
export function mustHold(kept: Row, held: Total): void {
  const said = kept
    ? (JSON.parse(String(kept["content"])) as { readonly total: Total }).total
    : { commands: 0, checksum: 0, named: 0 };
  if (held.named !== said.named) {
    throw new DatabaseDamaged(
      `it holds ${held.named} grants, agreements, parties and posts where ${said.named} were written: parts of it are of another copy`,
    );
  }
  if (held.commands === said.commands && held.checksum === said.checksum) return;
  throw new DatabaseDamaged(
    held.commands === said.commands
      ? `it does not hold the ${said.commands} commands that were written to it: parts of it are of another copy`
      : `it holds ${held.commands} commands where ${said.commands} were written: parts of it are of another copy`,
  );
}
