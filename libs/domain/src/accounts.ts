import type { FundingKey } from "./appropriations/funding-key.ts";
import type { Ore } from "./money.ts";

/** Who guards an account: the kind of stream in which money may leave it (DOMAIN: Guardians). */
export type Guardian = "anslagspost" | "grant" | "receipt";

/**
 * The states that a krona can be in, with the desk's Swedish word, the guardian and the meaning of each.
 * This order is the order of columns in every table that shows all accounts.
 */
export const ACCOUNTS = {
  appropriation: {
    swedish: "anvisat",
    guardian: "anslagspost",
    meaning:
      "what the riksdag and the government have granted, as the counter-account: minus the sum of all others",
  },
  available: { swedish: "disponibelt", guardian: "anslagspost", meaning: "on the post, promised to nobody" },
  withdrawn: { swedish: "indraget", guardian: "anslagspost", meaning: "taken back from the post" },
  carried_over: {
    swedish: "överfört",
    guardian: "anslagspost",
    meaning: "unused at the end of the year and taken along to the next",
  },
  allocated: {
    swedish: "tilldelat",
    guardian: "grant",
    meaning: "promised to a recipient for a line, and not asked for yet",
  },
  requisitioned: {
    swedish: "rekvirerat",
    guardian: "grant",
    meaning: "asked for and approved, and not yet ordered to be paid",
  },
  in_payment: {
    swedish: "under utbetalning",
    guardian: "grant",
    meaning: "ordered, and not yet confirmed by the bank",
  },
  outstanding: {
    swedish: "utbetalt, ej redovisat",
    guardian: "grant",
    meaning: "paid, and not yet accounted for",
  },
  spent: {
    swedish: "förbrukat",
    guardian: "grant",
    meaning: "reported as used for what it was meant for",
  },
  unused: { swedish: "ej förbrukat", guardian: "grant", meaning: "reported as not used, and owed back" },
  reclaimed: { swedish: "återkrävt", guardian: "grant", meaning: "demanded back, and not yet repaid" },
  repaid: {
    swedish: "återbetalt",
    guardian: "grant",
    meaning: "back with the state, and not yet released to a post",
  },
  written_off: { swedish: "avskrivet", guardian: "grant", meaning: "demanded back and given up" },
  lapsed: { swedish: "förfallet", guardian: "grant", meaning: "not asked for in time" },
  bank: {
    swedish: "bank",
    guardian: "receipt",
    meaning: "the counter-account of cash that came in: minus what was received and not sent back",
  },
  unplaced: {
    swedish: "oplacerat",
    guardian: "receipt",
    meaning: "cash that nobody has said whose repayment it is",
  },
  placed: {
    swedish: "placerat",
    guardian: "receipt",
    meaning: "cash that is recorded as somebody's repayment",
  },
} as const satisfies Record<string, { swedish: string; guardian: Guardian; meaning: string }>;

export type Account = keyof typeof ACCOUNTS;

export const ACCOUNT_NAMES = Object.keys(ACCOUNTS) as Account[];

/** The two counter-accounts: minus everything that was let into the ledger. All others stay at zero or above. */
export const COUNTER_ACCOUNTS: ReadonlySet<Account> = new Set<Account>(["appropriation", "bank"]);

/**
 * Where an amount stands, apart from its account. A transfer within the state's money always has
 * `funding`; one within a grant has the rest too; incoming cash has `receipt` alone.
 */
export interface Dimensions {
  readonly funding?: FundingKey;
  readonly agreement?: string;
  readonly line?: string;
  /** Whose grant it is: the party that was paid and answers for the money. */
  readonly recipient?: string;
  /** Who has the money: the recipient, or whom it was passed on to. */
  readonly holder?: string;
  readonly receipt?: string;
}

export interface Place extends Dimensions {
  readonly account: Account;
}

/** An amount (öre, above zero) that leaves one place and arrives in another. */
export interface Transfer {
  readonly from: Place;
  readonly to: Place;
  readonly amount: Ore;
}

export function guardianOf(account: Account): Guardian {
  return ACCOUNTS[account].guardian;
}

/** The stream in which money may leave this place. */
export function guardianStream(place: Place): string {
  switch (guardianOf(place.account)) {
    case "anslagspost":
      return anslagspostStream(place.funding ?? missing("funding", place));
    case "grant":
      return grantStream(
        place.agreement ?? missing("agreement", place),
        place.recipient ?? missing("recipient", place),
      );
    case "receipt":
      return receiptStream(place.receipt ?? missing("receipt", place));
  }
}

function missing(dimension: string, place: Place): never {
  throw new Error(`A place in ${place.account} needs its ${dimension}.`);
}

export const anslagspostStream = (funding: string): string => `anslagspost-${funding}`;
export const grantStream = (agreement: string, recipient: string): string =>
  `grant-${agreement}.${recipient}`;
export const receiptStream = (receipt: string): string => `receipt-${receipt}`;
export const agreementStream = (agreement: string): string => `agreement-${agreement}`;
export const partyStream = (party: string): string => `party-${party}`;
export const keyStream = (key: string): string => `key-${key}`;

/**
 * Which agreement and which recipient a stream is about. An agreement's id holds no dot, so the first one
 * ends it.
 */
export function namedByStream(stream: string): { readonly agreement?: string; readonly recipient?: string } {
  const [kind = ""] = stream.split("-", 1);
  const name = stream.slice(kind.length + 1);
  if (kind === "agreement") return { agreement: name };
  if (kind !== "grant") return {};
  const dot = name.indexOf(".");
  return { agreement: name.slice(0, dot), recipient: name.slice(dot + 1) };
}

export const PERIODS_STREAM = "periods-ledger";
