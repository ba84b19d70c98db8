import { sql } from "kysely";
import type { Reading } from "../part.ts";
import { type Page, type Question, decodeCursor, pageOf } from "./cursor.ts";
import { comesAfter, heldAt } from "./held-at.ts";

export interface PartiesQuery {
  readonly knownPosition?: number;
  readonly kind?: string;
  readonly sort?: "id" | "name";
  readonly descending?: boolean;
  readonly limit: number;
  readonly cursor?: string;
}

export interface PartyRow {
  readonly id: string;
  readonly kind: string;
  /** The latest name. */
  readonly name: string;
  readonly organisationsnummer: string | null;
  /** The regions of a collaboration region. */
  readonly members: readonly string[];
  readonly payee: string | null;
  readonly successor: string | null;
  /** All names with the day each began, oldest first. */
  readonly names: readonly { readonly name: string; readonly from: string }[];
}

/**
 * The register of parties.
 *
 * @throws RuleError `cursor-unknown`
 */
export async function parties(db: Reading, query: PartiesQuery): Promise<Page<PartyRow>> {
  const { limit, cursor, ...question } = query;
  const { knownPosition, kind, sort = "id", descending = false } = question;
  const asked: Question = { list: "parties", ...question };
  const first = sort === "name" ? "name" : "party";
  let found = db.selectFrom("parties").selectAll().where(heldAt("parties", knownPosition));
  if (kind !== undefined) found = found.where("kind", "=", kind);
  if (cursor !== undefined) {
    const order = [sql.ref(first), sql.ref("party")];
    found = found.where(comesAfter(order, decodeCursor(cursor, asked, 2), descending));
  }
  const direction = descending ? "desc" : "asc";
  const rows = await found
    .orderBy(first, direction)
    .orderBy("party", direction)
    .limit(limit + 1)
    .execute();
  const page = pageOf(rows, limit, asked, (row) => [row[first], row.party]);
  const ids = page.rows.map(({ party }) => party);
  const names = await db
    .selectFrom("party_names")
    .select(["party", "name", "from_on"])
    .where(heldAt("party_names", knownPosition))
    .where("party", "in", ids.length > 0 ? ids : [""])
    .orderBy("from_on")
    .execute();
  return {
    ...page,
    rows: page.rows.map(({ party, kind: of, name, organisationsnummer, members, payee, successor }) => ({
      ...{ id: party, kind: of, name, organisationsnummer, payee, successor },
      members: members === "" ? [] : members.split(" "),
      names: names
        .filter((each) => each.party === party)
        .map((each) => ({ name: each.name, from: each.from_on })),
    })),
  };
}
