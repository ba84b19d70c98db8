import type { Day } from "#domain/calendar.ts";
import { Books, type Move, type Place } from "./books.ts";

/** A request as a case spells it: the command without its day, who asks, and the day. */
export interface Asked {
  readonly on: Day;
  readonly by: string;
  readonly command: Command;
}

export interface Command extends Fields {
  readonly type: string;
}

/** A part of a command, or a document in it. */
export type Fields = Readonly<Record<string, unknown>>;

/** What the model says has happened: an entry of its list, and what a reversal of it would mean. */
export interface Entry {
  /** As a case names it: the event's type and stream. */
  readonly type: string;
  readonly stream: string;
  readonly on: Day;
  readonly moves: readonly Move[];
  /** Why it cannot be undone now. */
  readonly blocked?: () => string | undefined;
  /** What else is undone with it. */
  readonly undo?: () => void;
  /** What follows elsewhere when it is undone on a day. */
  readonly follows?: (on: Day) => readonly Entry[];
  /** Several alike are written in an order that nobody promises, so that no reversal names one of them. */
  readonly unnamed?: boolean;
  /** The requisition that it approves. */
  readonly approves?: string;
  /** What its transfers count as, when that is not its type: a reversal is what its original was. */
  readonly kind?: string;
}

export interface Kept extends Entry {
  readonly step: string;
  reversed: boolean;
}

/** Refused with every reason that the model knows of, or taken. */
export type Verdict =
  | { readonly refused: readonly string[] }
  | {
      readonly entries: readonly Entry[];
      readonly then?: () => void;
      /** It is taken, and what it asks of another stream is refused there. */
      readonly elsewhere?: readonly string[];
    };

export interface LineFacts {
  readonly amount: number;
  readonly alsoStated: readonly number[];
  readonly recipients: readonly string[];
  readonly way: "requisition" | "payment" | "disposal";
  readonly passedOn: boolean;
  readonly split?: string;
}

export interface Terms {
  readonly requisition?: {
    readonly deadline: Day;
    readonly lapses: boolean;
    readonly once: boolean;
    readonly rolls: boolean;
  };
  readonly costReport?: { readonly deadline?: Day; readonly parties?: readonly string[] };
  readonly coFinancing?: true;
}

export interface AgreementFacts {
  years: readonly [number, number];
  lines: Map<string, LineFacts>;
  conditions: readonly string[];
  readonly met: Set<string>;
  terms: Terms;
  /** Line → the figure that somebody ruled. */
  readonly rulings: Map<string, number>;
  /** `line post` → öre. */
  readonly funding: Map<string, number>;
  readonly decisions: {
    readonly id: string;
    readonly lines: readonly string[];
    readonly caseNumber: string;
    readonly terms?: Terms;
    readonly incomeTitle: boolean;
  }[];
}

export interface Requisition {
  readonly id: string;
  readonly amount: number;
  readonly lines: ReadonlyMap<string, number> | undefined;
  readonly receivedOn: Day;
  readonly by: string[];
  status: "received" | "supplement" | "approved" | "rejected" | "withdrawn";
  caseNumber: string | undefined;
  approved: readonly { readonly place: Place; readonly amount: number }[];
  /** When its protection of the money ended: the day of the decision. */
  endedOn: Day | undefined;
  /** Approved before the ledger began, so that no entry of the approval stands to be reversed. */
  approvedBefore: boolean;
}

export interface Disbursement {
  readonly id: string;
  readonly pays: { readonly requisition?: string; readonly refund?: string };
  readonly items: readonly { readonly place: Place; readonly amount: number }[];
  readonly by: string;
  status: "ordered" | "approved" | "confirmed" | "cancelled" | "returned";
  confirmedOn: Day | undefined;
  /** Returned in a later year than it was paid: as a repayment, so that it was a payment all the same. */
  cameBackLate: boolean;
}

export interface Use {
  readonly line: string;
  readonly holder: string;
  readonly funding: string | undefined;
  readonly costs: number;
  readonly disputed: number;
}

export interface Report {
  readonly id: string;
  readonly from: Day;
  readonly to: Day;
  readonly uses: readonly Use[];
  readonly corrects: string | undefined;
  readonly receivedOn: Day;
  readonly by: string;
  readonly deviates: boolean;
  resolved: boolean;
  status: "received" | "approved" | "rejected" | "replaced";
  /** What its approval booked as spent and left to be refunded, place by place. */
  outcomes: readonly Outcome[];
}

export interface Outcome {
  readonly place: Place;
  readonly spent: number;
  /** Of the costs that it states, those that it had been decided not to accept. */
  readonly notAccepted: number;
  /** Costs that repaid money would have covered, with those that refunds on their way will cover. */
  readonly refundable: number;
  /** Those refunds. */
  readonly underWay: readonly string[];
}

export interface Claim {
  readonly id: string;
  readonly grounds: string;
  readonly on: Day;
  /** What was demanded, of which account it was taken, what of it is still demanded and what was withdrawn. */
  readonly parts: {
    readonly place: Place;
    readonly from: Place;
    readonly amount: number;
    rest: number;
    withdrawn: number;
    repaid: number;
  }[];
}

export interface Refund {
  readonly items: readonly { readonly place: Place; readonly amount: number }[];
  /** What of it is for the costs of which report. */
  readonly parts: readonly { readonly report: string; readonly place: Place; readonly amount: number }[];
}

export interface GrantFacts {
  readonly agreement: string;
  readonly recipient: string;
  readonly requisitions: Map<string, Requisition>;
  readonly disbursements: Map<string, Disbursement>;
  readonly reports: Map<string, Report>;
  readonly claims: Map<string, Claim>;
  readonly refunds: Map<string, Refund>;
  readonly exceptions: string[];
  openedOn: Day | undefined;
  /** The lines of which the opening says that money had been paid. */
  openedPaid: readonly string[];
}

export interface PartyFacts {
  readonly number: string | undefined;
  payees: { readonly payee: string; readonly from: Day }[];
  successor: { readonly party: string; readonly from: Day } | undefined;
}

/** Everything that the model knows: its list of transfers, and the cases that the desk has open. */
export class World {
  readonly books = new Books();
  readonly posts = new Set<string>();
  readonly agreements = new Map<string, AgreementFacts>();
  readonly grants = new Map<string, GrantFacts>();
  readonly parties = new Map<string, PartyFacts>();
  readonly receipts = new Map<string, { readonly amount: number; readonly on: Day }>();
  readonly keys = new Map<string, readonly { readonly party: string; readonly weight: number }[]>();
  readonly kept: Kept[] = [];

  /** A grant is there as soon as something is recorded in it. */
  grant(agreement: string, recipient: string): GrantFacts | undefined {
    return this.grants.get(`${agreement}.${recipient}`);
  }

  begin(agreement: string, recipient: string): GrantFacts {
    const known = this.grant(agreement, recipient);
    if (known) return known;
    const grant: GrantFacts = {
      ...{ agreement, recipient, openedOn: undefined, openedPaid: [], exceptions: [] },
      ...{ requisitions: new Map(), disbursements: new Map(), reports: new Map() },
      ...{ claims: new Map(), refunds: new Map() },
    };
    this.grants.set(`${agreement}.${recipient}`, grant);
    return grant;
  }
}

export const refused = (...rules: string[]): Verdict => ({ refused: rules });

/** The places of a grant that an item names, with the recipient as the holder unless another is named. */
export function placeOf(
  grant: { readonly agreement: string; readonly recipient: string },
  account: Place["account"],
  item: { readonly line: string; readonly funding: string; readonly holder?: string | undefined },
): Place {
  const { agreement, recipient } = grant;
  const { line, funding, holder = recipient } = item;
  return { account, funding, agreement, line, recipient, holder };
}

export const move = (from: Place, to: Place, amount: number): Move => ({ from, to, amount });
export const onPost = (account: Place["account"], funding: string): Place => ({ account, funding });
export const grantStream = (agreement: string, recipient: string): string =>
  `grant-${agreement}.${recipient}`;
