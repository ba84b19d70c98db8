import { sql } from "kysely";
import { type Ore, exactly } from "#domain/money.ts";
import { RuleError } from "#domain/rule-error.ts";
import type { Reading } from "../part.ts";
import { afterAllWith, wordsOf } from "../search-words.ts";
import type { SearchKind } from "../work-tables.ts";
import { type Page, type Question, decodeCursor, pageOf } from "./cursor.ts";
import { comesAfter, heldAt } from "./held-at.ts";

/** More words than this are a text, not a question. */
const MOST_WORDS = 12;

export interface SearchQuery {
  readonly text: string;
  readonly kinds?: readonly SearchKind[];
  readonly agreement?: string;
  readonly recipient?: string;
  readonly knownPosition?: number;
  readonly limit: number;
  readonly cursor?: string;
}

export interface FoundRow {
  readonly kind: SearchKind;
  readonly id: string;
  readonly title: string;
  /** The stream that it stands in. */
  readonly stream: string;
  readonly agreement: string | null;
  readonly recipient: string | null;
  readonly line: string | null;
  /** In öre. */
  readonly amount: Ore | null;
  /** The log position since which it is found so. */
  readonly position: number;
}

/**
 * What every word of the text is the beginning of a word of, the latest first: agreements, lines, parties,
 * payment decisions, requisitions, orders, reports, receipts and claims.
 *
 * @throws RuleError `search-words` for a text without a word, or with too many; `cursor-unknown`
 */
export async function search(db: Reading, query: SearchQuery): Promise<Page<FoundRow>> {
  const { text, kinds, agreement, recipient, knownPosition, limit, cursor } = query;
  const words = [...new Set(wordsOf(text))];
  if (words.length === 0 || words.length > MOST_WORDS) {
    throw new RuleError(
      "search-words",
      `q must hold 1 to ${MOST_WORDS} words of letters or digits, not ${words.length}.`,
      { field: "q", figures: { words: String(words.length) } },
    );
  }
  const asked: Question = {
    list: "search",
    words: [...words].sort(),
    kinds,
    ...{ agreement, recipient, knownPosition },
  };
  let found = db.selectFrom("search_entries").selectAll().where(heldAt("search_entries", knownPosition));
  for (const word of words) {
    found = found.where("entry", "in", (from) =>
      from
        .selectFrom("search_terms")
        .select("search_terms.entry")
        .where("term", ">=", word)
        .where("term", "<", afterAllWith(word)),
    );
  }
  if (kinds) found = found.where("kind", "in", kinds);
  if (agreement !== undefined) found = found.where("agreement", "=", agreement);
  if (recipient !== undefined) found = found.where("recipient", "=", recipient);
  if (cursor !== undefined) {
    const after = decodeCursor(cursor, asked, 2);
    found = found.where(comesAfter([sql`from_position`, sql`entry`], after, true));
  }
  const rows = await found
    .orderBy("from_position", "desc")
    .orderBy("entry", "desc")
    .limit(limit + 1)
    .execute();
  const page = pageOf(rows, limit, asked, ({ from_position, entry }) => [from_position, entry]);
  return {
    ...page,
    rows: page.rows.map(
      ({ kind, id, title, owner, agreement: of, recipient: by, line, amount, from_position }) => ({
        ...{ kind, id, title, stream: owner, agreement: of, recipient: by, line },
        amount: amount === null ? null : exactly(BigInt(amount)),
        position: from_position,
      }),
    ),
  };
}
