import type { Agreement } from "#domain/agreements/agreement-terms.ts";
import type { AgreementTerms } from "#domain/agreements/agreement-terms.ts";
import type { FundingKey } from "#domain/appropriations/funding-key.ts";
import type { Day } from "#domain/calendar.ts";
import type { DistributionKey } from "#domain/distribution-keys/distribution-key-file.ts";
import type { Giro } from "#domain/identifiers/giro.ts";
import type { Ore } from "#domain/money.ts";

/**
 * How a value of the domain looks outside the ledger: amounts, days and keys as text, documents in the form
 * of the files under agreements/. A post is called `anslagspost` there, as everywhere outside the code.
 */
export type Wire<Value> = Value extends Ore | Day | FundingKey
  ? string
  : Value extends Agreement | AgreementTerms | DistributionKey
    ? object
    : Value extends Giro
      ? { readonly type: string; readonly number: string }
      : Value extends readonly (infer Item)[]
        ? readonly Wire<Item>[]
        : Value extends object
          ? { readonly [Key in keyof Value as Key extends "funding" ? "anslagspost" : Key]: Wire<Value[Key]> }
          : Value;
