import { type Day, parseDay } from "#domain/calendar.ts";
import { parseAmount } from "#domain/money.ts";
import type { Fields } from "./facts.ts";

/** What stands in a command, in the types that the model adds up. */
export const text = (command: Fields, field: string): string => String(command[field]);
export const maybe = (command: Fields, field: string): string | undefined =>
  command[field] === undefined ? undefined : String(command[field]);
/** Öre. */
export const amountOf = (value: unknown): number => parseAmount(value);
export const dayOf = (value: unknown): Day => parseDay(value);
export const listOf = (value: unknown): readonly Fields[] => (value ?? []) as readonly Fields[];

/** Öre as a command spells them: `10.00`. */
export const written = (ore: number): string =>
  `${Math.floor(ore / 100)}.${String(ore % 100).padStart(2, "0")}`;
/** Öre as an agreement's document spells them: `10,05 kronor`. */
export const printed = (ore: number): string => `${written(ore).replace(".", ",")} kronor`;
export const read = (document: unknown): number =>
  amountOf(String(document).replace(" kronor", "").replace(",", "."));
