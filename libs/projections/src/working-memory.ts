import type { Dimensions } from "#domain/accounts.ts";
import { type AgreementState, agreement } from "#domain/agreements/agreement.ts";
import type { AgreementEvent } from "#domain/agreements/events.ts";
import type { Day } from "#domain/calendar.ts";
import { kindOf } from "#domain/ledger-command.ts";
import type { LedgerEvent } from "#domain/ledger-event.ts";
import { type PartyState, party } from "#domain/parties/party.ts";
import type { PartyEvent } from "#domain/parties/events.ts";
import { effectiveDateOf, transfersOf } from "#domain/transfers.ts";
import type { Transfer } from "#domain/accounts.ts";
import type { StoredEvent } from "#event-store/event-store.ts";
import { type ClosedBooks, PostingDates } from "./posting-dates.ts";
import { CommandsInMemory, type TakenCommands } from "./taken-commands.ts";

/** The money of one agreement to one recipient. */
export interface NamedGrant {
  readonly agreement: string;
  readonly recipient: string;
}

/** What a memory begins with, where it does not begin with the log. */
export interface Beginning {
  readonly position?: number | undefined;
  readonly books?: ClosedBooks | undefined;
  readonly commands?: TakenCommands;
}

/**
 * What a ledger that takes commands knows of the whole log: what is registered, and which commands were
 * taken. It adds nothing up; sums are the read model's. A pure fold: the same log gives the same memory.
 */
export class WorkingMemory {
  readonly postingDates: PostingDates;
  readonly agreements: Map<string, AgreementState> = new Map();
  readonly parties: Map<string, PartyState> = new Map();
  /** Posts on which an appropriation is registered. */
  readonly fundings: Map<string, { name: string }> = new Map();
  /** Grants in which anything has happened, by their streams. */
  readonly grants: Map<string, NamedGrant> = new Map();
  /** Where each command was taken, so that its id is not used for another one elsewhere. */
  readonly commands: TakenCommands;
  private appliedThrough: number | undefined;

  constructor({ position, books, commands = new CommandsInMemory() }: Beginning = {}) {
    this.postingDates = new PostingDates(books);
    this.commands = commands;
    this.appliedThrough = position;
  }

  /** The log position up to which this memory holds; undefined before the first event. */
  get position(): number | undefined {
    return this.appliedThrough;
  }

  /** Applies the next event of the log. Throws on an event it does not know: never skip in a ledger. */
  apply(stored: StoredEvent): void {
    const event = { type: stored.type, data: stored.data } as LedgerEvent;
    this.applyMoney(event, stored.position);
    this.applyRegisters(stored.stream, event);
    this.commands.take(stored);
    this.appliedThrough = stored.position;
  }

  /** What to wait for before the next event is applied; undefined when there is nothing to wait for. */
  get room(): Promise<void> | undefined {
    return undefined;
  }

  /** Lets go of what it holds. No event is applied any more. */
  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Told what an event moved, with both its dates: for those who add it up. */
  protected moved?(transfers: readonly Transfer[], effectiveOn: Day, postingOn: Day): void;

  private applyMoney(event: LedgerEvent, position: number): void {
    if (event.type === "PeriodClosed") {
      this.postingDates.close(event.data, position);
      return;
    }
    const transfers = transfersOf(event);
    if (transfers.length === 0) return;
    const effectiveOn = effectiveDateOf(event);
    const postingOn = this.postingDates.postingDate(effectiveOn, position);
    this.moved?.(transfers, effectiveOn, postingOn);
  }

  protected applyRegisters(stream: string, event: LedgerEvent): void {
    switch (kindOf(stream)) {
      case "agreement": {
        const state = this.agreements.get(stream) ?? agreement.initialState();
        this.agreements.set(stream, agreement.evolve(state, event as AgreementEvent));
        return;
      }
      case "party": {
        const state = this.parties.get(stream) ?? party.initialState();
        this.parties.set(stream, party.evolve(state, event as PartyEvent));
        return;
      }
      case "anslagspost":
        if (event.type === "AppropriationGranted")
          this.fundings.set(event.data.funding, { name: event.data.name });
        if (event.type === "AppropriationMoved" && !this.fundings.has(event.data.to)) {
          this.fundings.set(event.data.to, { name: event.data.to });
        }
        return;
      case "grant": {
        const named = this.grants.has(stream) ? undefined : grantNamedIn(event);
        if (named) this.grants.set(stream, named);
        return;
      }
      default:
        return;
    }
  }
}

/** Every event of a grant names it, but for an arrival, whose transfers do. */
function grantNamedIn({ type, data }: LedgerEvent): NamedGrant | undefined {
  const dimensions: Dimensions = type === "FundsArrived" ? (data.arrived[0]?.to ?? {}) : (data as Dimensions);
  const { agreement: id, recipient } = dimensions;
  return id === undefined || recipient === undefined ? undefined : { agreement: id, recipient };
}
