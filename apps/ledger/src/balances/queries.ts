import type { Day } from "#domain/calendar.ts";
import { didYouMean } from "#domain/agreements/did-you-mean.ts";
import { given, givenFigure } from "#domain/given.ts";
import { RuleError } from "#domain/rule-error.ts";
import { DIMENSIONS, type Dimension, type Key } from "#projections/balance-fold.ts";
import { type AsOfAsked, KnownAt } from "../reads/asked-time.ts";
import { Cursor } from "../reads/cursor-field.ts";
import { Field } from "../requests/field.ts";
import { AgreementId, AnslagKey, CalendarDay, Choice, Id, Slug } from "../requests/fields.ts";

/** `anslagspost,recipient`: dimensions with commas between, none twice. */
function readDimensions(value: unknown, field: string): Dimension[] {
  const names = typeof value === "string" ? value.split(",") : [];
  const unknown = names.find((name) => !DIMENSIONS.some((known) => known === name));
  if (names.length === 0 || unknown !== undefined || new Set(names).size < names.length) {
    const shown = unknown ?? value;
    const hint = unknown === undefined ? "" : didYouMean(unknown, DIMENSIONS);
    throw new RuleError(
      "dimension-unknown",
      `${field} must be some of ${DIMENSIONS.join(", ")} with commas between, each once, not ${given(shown)}${hint}.`,
      { field, figures: { known: DIMENSIONS.join(", "), given: givenFigure(shown) } },
    );
  }
  return names as Dimension[];
}

function Dimensions(): PropertyDecorator {
  return Field({
    description: `What the rows are grouped by: some of ${DIMENSIONS.join(", ")}, with commas between.`,
    schema: { type: "string" },
    example: "anslagspost,recipient",
    read: readDimensions,
    optional: true,
    list: false,
  });
}

/** A number in the address of a page, such as a year or a log position. */
export function WholeNumber(
  description: string,
  example: string,
  least: number,
  most: number,
): PropertyDecorator {
  const read = (value: unknown, field: string): number => {
    const number =
      typeof value === "string" && /^(0|[1-9]\d{0,15})$/.test(value) ? Number(value) : Number.NaN;
    if (number >= least && number <= most) return number;
    throw new RuleError(
      "number-format",
      `${field} must be a whole number from ${least} to ${most}, not ${given(value)}.`,
      { field, figures: { least: String(least), most: String(most), given: givenFigure(value) } },
    );
  };
  const schema = { type: "integer", minimum: least, maximum: most };
  return Field({ description, schema, example, read, optional: true, list: false });
}

export const MOST_GROUPS = 10_000;

const ANSLAG = /^[1-9]\d?:[1-9]\d?$/;

function Anslag(): PropertyDecorator {
  const read = (value: unknown, field: string): string => {
    if (typeof value === "string" && ANSLAG.test(value)) return value;
    throw new RuleError("anslag-format", `${field} must be an anslag such as "1:6", not ${given(value)}.`, {
      field,
      figures: { given: givenFigure(value) },
    });
  };
  const description = "Only this anslag.";
  return Field({
    description,
    schema: { type: "string" },
    example: "1:6",
    read,
    optional: true,
    list: false,
  });
}

/** The money that a question is about: every filter narrows it further. */
export class PlacesQuery {
  @WholeNumber("Only this budget year.", "2022", 1900, 2199)
  year?: string;

  @WholeNumber("Only this utgiftsområde.", "9", 1, 27)
  area?: string;

  @Anslag()
  anslag?: string;

  @AnslagKey("Only this post.", { optional: true })
  anslagspost?: string;

  @AgreementId("Only this agreement.", { optional: true })
  agreement?: string;

  @Slug("Only this line.", "3a", { optional: true })
  line?: string;

  @Slug("Only this recipient's grants.", "skr", { optional: true })
  recipient?: string;

  @Slug("Only what this party holds.", "region-01", { optional: true })
  holder?: string;

  @Id("Only this bank entry.", "BG-20230415-0042", { optional: true })
  receipt?: string;
}

export class BalancesQuery extends PlacesQuery {
  @Dimensions()
  by?: string;

  @CalendarDay("The turnover of the days from this one on; without it of all days.", {
    optional: true,
    example: "2022-01-01",
  })
  from?: string;

  @CalendarDay("The end of this day; without it everything that is recorded.", { optional: true })
  effective?: string;

  @KnownAt()
  knownAt?: string;

  @Choice("By effective date, or by posting date.", ["effective", "posting"], { optional: true })
  axis?: string;

  @WholeNumber("At most this many rows.", "1000", 1, MOST_GROUPS)
  limit?: string;

  @Cursor()
  cursor?: string;
}

/** What {@link BalancesQuery} becomes when it is read. */
export interface BalancesAsked extends PlacesAsked, AsOfAsked {
  readonly by?: readonly Dimension[];
  readonly from?: Day;
  readonly limit?: number;
  readonly cursor?: string;
}

/** What {@link PlacesQuery} becomes when it is read. */
export interface PlacesAsked extends Readonly<Partial<Record<Dimension, string | number>>> {
  readonly funding?: string;
}

/** The filters as the fold takes them. */
export function whereOf(asked: PlacesAsked): Key {
  const filters = DIMENSIONS.flatMap((dimension) => {
    const value = dimension === "anslagspost" ? asked.funding : asked[dimension];
    return value === undefined ? [] : [[dimension, String(value)] as const];
  });
  return Object.fromEntries(filters);
}

export class ReclaimableQuery {
  @CalendarDay("Balances at the end of this day, deadlines before it.", { example: "2023-04-30" })
  on!: string;

  @AgreementId("Only this agreement.", { optional: true })
  agreement?: string;

  @Slug("Only this recipient.", "skr", { optional: true })
  recipient?: string;

  @KnownAt()
  knownAt?: string;
}

/** What {@link ReclaimableQuery} becomes when it is read. */
export interface ReclaimableAsked {
  readonly on: Day;
  readonly agreement?: string;
  readonly recipient?: string;
  readonly knownAt?: string;
}
