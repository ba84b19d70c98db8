import { Controller, Inject } from "@nestjs/common";
import type { Position, StoredEvent } from "#event-store/event-store.ts";
import { StreamNotFound } from "#event-store/errors.ts";
import { WholeNumber } from "../balances/queries.ts";
import { Ledger } from "../ledger/ledger.ts";
import { Answer } from "../platform/answer.ts";
import { Asking, Read } from "../platform/routes.ts";
import { inWireForm } from "../platform/wire-form.ts";
import { Text } from "../requests/fields.ts";

const MOST_EVENTS = 1_000;

class EventsQuery {
  @Text("Only this stream.", "grant-sjsv-2022.skr", { optional: true, most: 200 })
  stream?: string;

  @WholeNumber("Events after this log position: the last answer's `next`.", "0", 0, Number.MAX_SAFE_INTEGER)
  after?: string;

  @WholeNumber("At most this many.", "100", 1, MOST_EVENTS)
  limit?: string;
}

@Controller()
export class EventsController {
  constructor(@Inject(Ledger) private readonly ledger: Ledger) {}

  @Read("api/events", EventsQuery, {
    id: "list-events",
    tag: "Events",
    summary: "The log, in its order, page by page",
    answer: "Events; `next` is the cursor of the next page, null when there is none.",
  })
  async events(@Asking() asked: { stream?: string; after?: Position; limit?: number }): Promise<Answer> {
    const { stream, after, limit = 100 } = asked;
    const events: object[] = [];
    let last: Position | undefined;
    let more = false;
    try {
      for await (const event of this.read(stream, after, limit)) {
        if (after !== undefined && event.position <= after) continue;
        more = events.length === limit;
        if (more) break;
        events.push(inWire(event));
        last = event.position;
      }
    } catch (error) {
      // A stream without events and one that nobody has written to look alike from outside.
      if (!(error instanceof StreamNotFound)) throw error;
    }
    const position = stream === undefined ? (last ?? after) : undefined;
    return new Answer({ events, next: more ? last : null }, { position });
  }

  private read(
    stream: string | undefined,
    after: Position | undefined,
    limit: number,
  ): AsyncIterable<StoredEvent> {
    if (stream !== undefined) return this.ledger.store.readStream(stream);
    return this.ledger.store.readAll({ limit: limit + 1, ...(after === undefined ? {} : { after }) });
  }
}

function inWire({ id, stream, revision, position, recordedAt, type, data, metadata }: StoredEvent): object {
  return { id, stream, revision, position, recordedAt, type, data: inWireForm(data), metadata };
}
