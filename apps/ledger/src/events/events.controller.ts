import { Controller, Inject } from "@nestjs/common";
import { grantStream } from "#domain/accounts.ts";
import { RuleError } from "#domain/rule-error.ts";
import type { Position, StoredEvent } from "#event-store/event-store.ts";
import type { Reading } from "#projections/read-model/part.ts";
import { type EventPlace, eventPlaces } from "#projections/read-model/queries/events.ts";
import { Ledger } from "../ledger/ledger.ts";
import { Answer } from "../platform/answer.ts";
import { Asking, Read } from "../platform/routes.ts";
import { inWireForm } from "../platform/wire-form.ts";
import { ReadSide } from "../reads/read-side.ts";
import { type EventsAsked, streamsNamed } from "./event-filter.ts";
import { EventsQuery } from "./events-query.ts";

const USUAL_PAGE = 100;

@Controller()
export class EventsController {
  constructor(
    @Inject(Ledger) private readonly ledger: Ledger,
    @Inject(ReadSide) private readonly reads: ReadSide,
  ) {}

  @Read("api/events", EventsQuery, {
    id: "list-events",
    tag: "Events",
    summary: "The log, in its order, page by page, of anything",
    answer: "Events; `next` is the cursor of the next page, null when there is none.",
  })
  async events(
    @Asking() asked: EventsAsked & { readonly after?: Position; readonly limit?: number },
  ): Promise<Answer> {
    const { after = -1, limit = USUAL_PAGE } = asked;
    const { places, position } = await this.reads.read(async (db, holds) => {
      await mustExist(db, asked);
      const streams = streamsNamed(asked).map(({ stream }) => stream);
      // Two different streams have no event in common.
      if (new Set(streams).size > 1) return { places: [], position: holds };
      const [stream] = streams;
      const filter = { ...asked, ...(stream !== undefined && { stream }) };
      return { places: await eventPlaces(db, filter, after, limit + 1), position: holds };
    });
    const shown = places.slice(0, limit);
    const events = await this.read(shown);
    const next = places.length > limit ? (shown.at(-1)?.position ?? null) : null;
    return new Answer(
      { events: events.map(inWire), next },
      { position: position < 0 ? undefined : position },
    );
  }

  /** The events at these places, from the log itself; neighbours are read together. */
  private async read(places: readonly EventPlace[]): Promise<StoredEvent[]> {
    const events: StoredEvent[] = [];
    for (const run of runsOf(places)) {
      const after = run[0]?.before ?? undefined;
      const from = { limit: run.length, ...(after !== undefined && { after }) };
      for await (const event of this.ledger.store.readAll(from)) events.push(event);
    }
    return events;
  }
}

/** Places that follow right upon each other in the log. */
function runsOf(places: readonly EventPlace[]): EventPlace[][] {
  const runs: EventPlace[][] = [];
  for (const place of places) {
    const last = runs.at(-1);
    if (last !== undefined && last.at(-1)?.position === place.before) last.push(place);
    else runs.push([place]);
  }
  return runs;
}

/** @throws RuleError `stream-unknown` for a stream, or a grant, in which nothing has happened */
async function mustExist(db: Reading, asked: EventsAsked): Promise<void> {
  const grant =
    asked.agreement === undefined || asked.recipient === undefined
      ? []
      : [{ field: "recipient", stream: grantStream(asked.agreement, asked.recipient) }];
  for (const { field, stream } of [...streamsNamed(asked), ...grant]) {
    if ((await eventPlaces(db, { stream }, -1, 1)).length > 0) continue;
    const message = `Nothing has been recorded in ${stream}.`;
    throw new RuleError("stream-unknown", message, { field, figures: { stream } });
  }
}

function inWire({ id, stream, revision, position, recordedAt, type, data, metadata }: StoredEvent): object {
  return { id, stream, revision, position, recordedAt, type, data: inWireForm(data), metadata };
}
