import { Controller, Inject } from "@nestjs/common";
import { RuleError } from "#domain/rule-error.ts";
import type { Position, StoredEvent } from "#event-store/event-store.ts";
import { StreamNotFound } from "#event-store/errors.ts";
import { Ledger } from "../ledger/ledger.ts";
import { Answer } from "../platform/answer.ts";
import { Asking, Read } from "../platform/routes.ts";
import { inWireForm } from "../platform/wire-form.ts";
import { type EventsAsked, isAsked, oneStream } from "./event-filter.ts";
import { EventsQuery } from "./events-query.ts";

/** Events that one answer looks through: a rare event in a long log must not hold up the others. */
const MOST_LOOKED_AT = 20_000;

@Controller()
export class EventsController {
  constructor(@Inject(Ledger) private readonly ledger: Ledger) {}

  @Read("api/events", EventsQuery, {
    id: "list-events",
    tag: "Events",
    summary: "The log, in its order, page by page, of anything",
    answer:
      "Events; `next` is the cursor of the next page, null when there is none. A page may hold fewer than the limit, or none, and there is still a next one.",
  })
  async events(
    @Asking() asked: EventsAsked & { readonly after?: Position; readonly limit?: number },
  ): Promise<Answer> {
    const { after, limit = 100 } = asked;
    const stream = oneStream(asked);
    const events: object[] = [];
    let last: Position | undefined;
    let looked = 0;
    let more = false;
    for await (const event of this.read(asked, stream, after)) {
      if (after !== undefined && event.position <= after) continue;
      const isWanted = isAsked(event, asked);
      more = (isWanted && events.length === limit) || looked === MOST_LOOKED_AT;
      if (more) break;
      looked += 1;
      last = event.position;
      if (isWanted) events.push(inWire(event));
    }
    const position = stream === undefined ? (last ?? after) : undefined;
    return new Answer({ events, next: more ? last : null }, { position });
  }

  private read(
    asked: EventsAsked,
    stream: string | undefined,
    after: Position | undefined,
  ): AsyncIterable<StoredEvent> {
    if (stream !== undefined) return this.existing(asked, stream);
    return this.ledger.store.readAll({
      limit: MOST_LOOKED_AT + 1,
      ...(after === undefined ? {} : { after }),
    });
  }

  private async *existing(asked: EventsAsked, stream: string): AsyncGenerator<StoredEvent> {
    try {
      yield* this.ledger.store.readStream(stream);
    } catch (error) {
      if (!(error instanceof StreamNotFound)) throw error;
      const message = `Nothing has been recorded in ${stream}.`;
      const named = ["stream", "recipient", "funding", "receipt", "party"] as const;
      const name = named.find((one) => asked[one] !== undefined) ?? "stream";
      const field = name === "funding" ? "anslagspost" : name;
      throw new RuleError("stream-unknown", message, { field, figures: { stream } });
    }
  }
}

function inWire({ id, stream, revision, position, recordedAt, type, data, metadata }: StoredEvent): object {
  return { id, stream, revision, position, recordedAt, type, data: inWireForm(data), metadata };
}
