import type { RecordedEvent } from "#domain/policies.ts";
import { StoreUnavailable } from "#event-store/errors.ts";
import type { ExpectedRevision, Position } from "#event-store/event-store.ts";
import type { LedgerView } from "#projections/ledger-view.ts";
import { Ledger } from "#ledger/ledger/ledger.ts";
import type { Outcome } from "#ledger/ledger/outcome.ts";
import type { LedgerRequest } from "#ledger/ledger/requests.ts";
import { type Engine, MortalStore } from "./engines.ts";
import { Mismatch } from "./mismatch.ts";
import { type Refusal, refusalOf } from "./outcomes.ts";

/** A request with the person and the command id it comes from, and the revision it was decided on. */
export interface Asked {
  readonly request: LedgerRequest;
  readonly commandId: string;
  readonly actor: string;
  readonly seen?: ExpectedRevision | undefined;
}

/** What the ledger answered: outcomes (one, or one per grant of a daily run), or a refusal. */
export interface Answer {
  readonly outcomes: readonly Outcome[];
  readonly refusal: Refusal | undefined;
}

/** The ledger of one case, which can be opened anew and made to die on the same log. */
export class LiveLedger {
  private readonly engine: Engine;
  private opened: { readonly store: MortalStore; readonly ledger: Ledger<LedgerView> } | undefined;

  constructor(engine: Engine) {
    this.engine = engine;
  }

  async open(): Promise<void> {
    const store = new MortalStore(await this.engine.open());
    this.opened = { store, ledger: await Ledger.open(store) };
  }

  async close(): Promise<void> {
    await this.opened?.ledger.close();
  }

  async restart(): Promise<void> {
    await this.close();
    await this.open();
  }

  get ledger(): Ledger<LedgerView> {
    return this.current.ledger;
  }

  private get current(): { readonly store: MortalStore; readonly ledger: Ledger<LedgerView> } {
    if (!this.opened) throw new Error("The case has no open ledger.");
    return this.opened;
  }

  /** @throws what is no refusal: a defect, which no case may expect */
  async send(asked: Asked): Promise<Answer> {
    try {
      return { outcomes: await this.take(asked), refusal: undefined };
    } catch (error) {
      const refusal = refusalOf(error);
      if (!refusal) throw error;
      return { outcomes: [], refusal };
    }
  }

  private async take({ request, commandId, actor, seen }: Asked): Promise<readonly Outcome[]> {
    const asker = { actor, commandId, ...(seen === undefined ? {} : { expectedRevision: seen }) };
    if (request.type === "lapse-due") return this.ledger.lapse(request, asker);
    return [await this.ledger.take(request, asker)];
  }

  /** The command's own events are written; what they cause elsewhere, and the answer, are not. */
  async dieDuring(asked: Asked): Promise<void> {
    this.current.store.dieAfterNextAppend();
    try {
      await this.take(asked);
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      return this.restart();
    }
    throw new Mismatch("  The process should have died, and answered.");
  }

  /** Another request is taken between the decision of the next one and its append. */
  letLandFirst(asked: Asked): void {
    this.current.store.letLandFirst(async () => {
      await this.take(asked);
    });
  }

  async lastPosition(): Promise<Position | undefined> {
    await this.ledger.caughtUp();
    return this.ledger.view.position;
  }

  async writtenSince(after: Position | undefined): Promise<RecordedEvent[]> {
    const written: RecordedEvent[] = [];
    for await (const event of this.ledger.store.readAll(after === undefined ? {} : { after })) {
      const { id, stream, type, data } = event;
      written.push({ eventId: id, stream, type, data } as RecordedEvent);
    }
    return written;
  }
}
