import type { Account, Place } from "../accounts.ts";
import type { FundingKey } from "../appropriations/funding-key.ts";
import { freeAt, placeKey } from "../balances.ts";
import type { Day } from "../calendar.ts";
import type { GuardedBooks } from "../guarded-books.ts";
import { type Ore, ZERO, add, formatAmount, positive, smallest, subtract, sum } from "../money.ts";
import { RuleError } from "../rule-error.ts";
import type { Part } from "./commands.ts";
import type { Item } from "./events.ts";
import { type GrantState, fundingsOf } from "./state.ts";

/** The books of a grant that has received something; an empty grant has nothing to decide about. */
export function grantBooks(state: GrantState, grant: { agreement: string; recipient: string }): GuardedBooks {
  if (!state.books) {
    throw new RuleError(
      "grant-unknown",
      `${grant.recipient} has no grant under ${grant.agreement}: nothing has been allocated or requisitioned.`,
      { field: "recipient", figures: { agreement: grant.agreement, recipient: grant.recipient } },
    );
  }
  return state.books;
}

export function placeOf(
  state: Pick<GrantState, "agreement" | "recipient">,
  account: Account,
  item: { line: string; funding: FundingKey; holder: string },
): Place {
  return {
    account,
    funding: item.funding,
    agreement: state.agreement,
    line: item.line,
    recipient: state.recipient,
    holder: item.holder,
  };
}

interface Refusal {
  readonly rule: string;
  /** What was asked for, as a sentence's subject: "The requisition". */
  readonly what: string;
  readonly field?: string;
}

/**
 * Finds where the parts' money stands: the given post, else the line's posts in key order. What one part
 * takes is not there for the next.
 *
 * @throws RuleError with the given rule, naming line, account, what can leave from that day on and what was asked
 */
export function locate<P extends Part>(
  state: GrantState,
  account: Account,
  parts: readonly P[],
  on: Day,
  refusal: Refusal,
): { readonly item: Item; readonly part: P }[] {
  const books = grantBooks(state, state);
  const taken = new Map<string, Ore>();
  const field = refusal.field ?? "items";
  if (parts.length === 0) {
    throw new RuleError("nothing-asked", `${field} names no amount.`, { field });
  }
  return parts.flatMap((part, index) => {
    const asked = positive(part.amount, `${field}[${index}].amount`);
    const holder = part.holder ?? state.recipient;
    const fundings = part.funding === undefined ? fundingsOf(books, part.line) : [part.funding];
    const items: Item[] = [];
    let rest: Ore = asked;
    for (const funding of fundings) {
      const place = placeOf(state, account, { line: part.line, funding, holder });
      const key = placeKey(place);
      const free = subtract(freeAt(books.cells, place, on), taken.get(key) ?? ZERO);
      const amount = smallest(rest, free);
      if (amount <= 0) continue;
      taken.set(key, add(taken.get(key) ?? ZERO, amount));
      items.push({ line: part.line, funding, holder, amount });
      rest = subtract(rest, amount);
    }
    if (rest > 0) {
      const found = formatAmount(sum(items.map(({ amount }) => amount)));
      const where = `line ${part.line}${part.funding === undefined ? "" : ` from ${part.funding}`}${holder === state.recipient ? "" : ` held by ${holder}`}`;
      throw new RuleError(
        refusal.rule,
        `${refusal.what} asks for ${formatAmount(asked)} on ${where}, where ${found} is ${account} from ${on} on.`,
        {
          field: `${field}[${index}].amount`,
          figures: {
            line: part.line,
            ...(part.funding === undefined ? {} : { anslagspost: part.funding }),
            holder,
            account,
            from: on,
            there: found,
            asked: formatAmount(asked),
          },
        },
      );
    }
    return items.map((item) => ({ item, part }));
  });
}

/** The items alone, where nothing else of the parts is needed. */
export function itemsFrom(...args: Parameters<typeof locate>): Item[] {
  return locate(...args).map(({ item }) => item);
}

/**
 * The four-eyes rule: the person who approves is never the person who registered.
 *
 * @throws RuleError `same-person`
 */
export function assertOtherPerson(by: string, writers: Iterable<string>, what: string): void {
  for (const writer of writers) {
    // Ids are compared without regard to case: one person must not become two by a capital letter.
    if (writer.toLowerCase() === by.toLowerCase()) {
      throw new RuleError(
        "same-person",
        `${by} wrote ${what} and cannot approve it too: it takes two persons.`,
        {
          field: "by",
          figures: { by },
        },
      );
    }
  }
}

/** @throws RuleError `<what>-unknown` */
export function known<Case>(cases: ReadonlyMap<string, Case>, id: string, what: string, field: string): Case {
  const found = cases.get(id);
  if (!found) {
    throw new RuleError(`${what.replaceAll(" ", "-")}-unknown`, `This grant has no ${what} ${id}.`, {
      field,
      figures: { [field]: id },
    });
  }
  return found;
}

/** @throws RuleError `<what>-exists` */
export function unused(cases: ReadonlyMap<string, unknown>, id: string, what: string, field: string): void {
  if (cases.has(id)) {
    throw new RuleError(`${what.replaceAll(" ", "-")}-exists`, `This grant has a ${what} ${id} already.`, {
      field,
      figures: { [field]: id },
    });
  }
}
