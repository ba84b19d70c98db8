import { ACCOUNT_NAMES, type Account } from "#domain/accounts.ts";
import { didYouMean } from "#domain/agreements/did-you-mean.ts";
import type { Day } from "#domain/calendar.ts";
import { given, givenFigure } from "#domain/given.ts";
import { RuleError } from "#domain/rule-error.ts";
import { TRANSFER_TABLE } from "#domain/transfers.ts";
import type { JournalOrder } from "#projections/read-model/queries/journal.ts";
import { PlacesQuery, WholeNumber } from "../balances/queries.ts";
import { type AsOfAsked, KnownAt } from "../reads/asked-time.ts";
import { Cursor } from "../reads/cursor-field.ts";
import { OfGrant } from "../requests/grant-parts.ts";
import { readActor } from "../requests/actor.ts";
import { Field } from "../requests/field.ts";
import { CalendarDay, Choice, Slug, AnslagKey } from "../requests/fields.ts";

export const MOST_ROWS = 1_000;

const ORDERS = ["position", "-position", "effective", "-effective", "posting", "-posting"] as const;
const EVENT_TYPES = Object.keys(TRANSFER_TABLE);

/** Names with commas between, each of them known and none twice. */
function Names(
  what: string,
  known: readonly string[],
  description: string,
  example: string,
): PropertyDecorator {
  const read = (value: unknown, field: string): string[] => {
    const names = typeof value === "string" ? value.split(",") : [];
    const unknown = names.find((name) => !known.includes(name));
    if (names.length > 0 && unknown === undefined && new Set(names).size === names.length) return names;
    const shown = unknown ?? value;
    const hint = unknown === undefined ? "" : didYouMean(unknown, known);
    throw new RuleError(
      `${what.replaceAll(" ", "-")}-unknown`,
      `${field} must be some ${what}s with commas between, each once, not ${given(shown)}${hint}.`,
      {
        field,
        figures: { given: givenFigure(shown) },
      },
    );
  };
  return Field({
    description,
    schema: { type: "string", maxLength: 2_000 },
    example,
    read,
    optional: true,
    list: false,
  });
}

/** Who recorded it. */
function Actor(): PropertyDecorator {
  return Field({
    description: "Only what this person recorded, by opaque id.",
    schema: { type: "string", maxLength: 64 },
    example: "registrar",
    read: (value, field) => readActor(value, field),
    optional: true,
    list: false,
  });
}

export class JournalQuery extends PlacesQuery {
  @CalendarDay("Entries of this day and later, on the axis asked for.", {
    optional: true,
    example: "2022-01-01",
  })
  from?: string;

  @CalendarDay("Entries up to and with this day.", { optional: true })
  effective?: string;

  @KnownAt()
  knownAt?: string;

  @Choice("Whether the days are effective or posting dates.", ["effective", "posting"], { optional: true })
  axis?: string;

  @Names(
    "account",
    ACCOUNT_NAMES,
    "Only money that leaves or reaches these accounts, with commas between.",
    "outstanding,repaid",
  )
  account?: string;

  @Names(
    "event type",
    EVENT_TYPES,
    "Only these kinds of event, with commas between.",
    "DisbursementConfirmed",
  )
  type?: string;

  @Actor()
  actor?: string;

  @Choice("Only accounting events (verifikationer).", ["true", "false"], { optional: true })
  vouchers?: string;

  @Choice("The order: by log position, effective or posting date; with - the latest first.", ORDERS, {
    optional: true,
  })
  order?: string;

  @WholeNumber("At most this many rows.", "100", 1, MOST_ROWS)
  limit?: string;

  @Cursor()
  cursor?: string;
}

export interface JournalAsked extends AsOfAsked {
  readonly from?: Day;
  readonly account?: readonly Account[];
  readonly type?: readonly string[];
  readonly actor?: string;
  readonly vouchers?: "true" | "false";
  readonly order?: JournalOrder;
  readonly limit?: number;
  readonly cursor?: string;
}

export class StatementQuery extends OfGrant {
  @CalendarDay("Entries of this day and later; what is before is the opening balance.", {
    optional: true,
    example: "2022-01-01",
  })
  from?: string;

  @CalendarDay("Entries up to and with this day.", { optional: true })
  effective?: string;

  @KnownAt()
  knownAt?: string;

  @Choice("Whether the days are effective or posting dates.", ["effective", "posting"], { optional: true })
  axis?: string;

  @Slug("Only this line.", "3a", { optional: true })
  line?: string;

  @Slug("Only what this party holds.", "skr", { optional: true })
  holder?: string;

  @AnslagKey("Only money of this post.", { optional: true })
  anslagspost?: string;

  @WholeNumber("At most this many rows.", "100", 1, MOST_ROWS)
  limit?: string;

  @Cursor()
  cursor?: string;
}

export interface StatementAsked extends AsOfAsked {
  readonly agreement: string;
  readonly recipient: string;
  readonly from?: Day;
  readonly line?: string;
  readonly holder?: string;
  readonly funding?: string;
  readonly limit?: number;
  readonly cursor?: string;
}
