import type { LedgerEvent } from "./ledger-event.ts";
import type { Ore } from "./money.ts";

/** The names of all fields of a type, at any depth, that hold an amount. */
export type AmountFieldOf<Type> = Type extends string | number | boolean | null | undefined
  ? never
  : Type extends readonly (infer Item)[]
    ? AmountFieldOf<Item>
    : {
        [Key in keyof Type & string]: NonNullable<Type[Key]> extends Ore ? Key : AmountFieldOf<Type[Key]>;
      }[keyof Type & string];

/** The names of all fields that hold a number which is no amount. */
export type PlainNumberFieldOf<Type> = Type extends string | number | boolean | null | undefined
  ? never
  : Type extends readonly (infer Item)[]
    ? PlainNumberFieldOf<Item>
    : {
        [Key in keyof Type & string]: NonNullable<Type[Key]> extends Ore
          ? never
          : NonNullable<Type[Key]> extends number
            ? Key
            : PlainNumberFieldOf<Type[Key]>;
      }[keyof Type & string];

type Data = LedgerEvent["data"];
export type AmountField = AmountFieldOf<Data>;

/**
 * The fields of events that hold amounts (öre). Stored data has lost its types; whoever shows an event as
 * text finds its amounts by these names. The compiler refuses a name too many and a name too few.
 */
const NAMES: Record<AmountField, true> = {
  amount: true,
  carriedOver: true,
  withdrawn: true,
  costs: true,
  disputed: true,
  excess: true,
  received: true,
  refundable: true,
  refundUnderWay: true,
  notAccepted: true,
  spent: true,
  total: true,
  unit: true,
  unused: true,
};

/** `never` while no field that holds another number has the name of an amount. */
export type AmbiguousField = Extract<PlainNumberFieldOf<Data>, AmountField>;

export const AMOUNT_FIELDS: ReadonlySet<string> = new Set(Object.keys(NAMES));
