import { agreementStream, anslagspostStream, partyStream, receiptStream } from "#domain/accounts.ts";
import type { Clock, EventStore } from "#event-store/event-store.ts";
import { DIMENSIONS, type Dimension } from "#projections/balance-fold.ts";
import { Generations } from "#projections/read-model/generations.ts";
import { ReadModel } from "#projections/read-model/read-model.ts";
import type { DataFolder } from "../../data-folder/data-folder.ts";
import { openLog } from "../../data-folder/open-ledger.ts";
import { linesOf, streamsOf } from "../known-values.ts";

/** What a shell can ask the ledger for while a person types. */
export const ASKED = [...DIMENSIONS, "stream"] as const;
export type Asked = (typeof ASKED)[number];

/** A person who types does not wait for a long log: what was recorded lately and not read yet is left out. */
const MOST_EVENTS = 5_000;

/**
 * The values that a word may be completed with, in order. Nothing is written: the read model is asked as it
 * stands, and the names of newer streams come from the log.
 *
 * @throws StoreUnavailable, DatabaseUnavailable, ReadModelOutdated
 */
export async function askedValues(folder: DataFolder, clock: Clock, what: Asked): Promise<string[]> {
  const { store, close } = await openLog({ folder, clock });
  try {
    const { moved, streams } = await standing(folder, store, what === "stream" ? undefined : what);
    const named = async (): Promise<readonly string[]> => {
      switch (what) {
        case "stream":
          return streams;
        case "agreement":
          return after(streams, agreementStream(""));
        case "recipient":
        case "holder":
          return after(streams, partyStream(""));
        case "anslagspost":
          return after(streams, anslagspostStream(""));
        case "receipt":
          return after(streams, receiptStream(""));
        case "line": {
          const agreements = after(streams, agreementStream(""));
          return (await Promise.all(agreements.map((id) => linesOf(store, id)))).flat();
        }
        default:
          return [];
      }
    };
    return [...new Set([...moved, ...(await named())])].sort();
  } finally {
    await close();
  }
}

const after = (streams: readonly string[], beginning: string): string[] =>
  streams.filter((stream) => stream.startsWith(beginning)).map((stream) => stream.slice(beginning.length));

interface Standing {
  /** Where money has stood. */
  readonly moved: readonly string[];
  readonly streams: readonly string[];
}

async function standing(
  folder: DataFolder,
  store: EventStore,
  dimension: Dimension | undefined,
): Promise<Standing> {
  const generations = new Generations(folder.readModel);
  const current = generations.current();
  const known = current === undefined ? NOTHING : await inModel(generations.fileOf(current), dimension);
  const streams = new Set(known.streams);
  const from = { ...(known.position < 0 ? {} : { after: known.position }), limit: MOST_EVENTS };
  for await (const { stream } of store.readAll(from)) streams.add(stream);
  return { moved: known.moved, streams: [...streams] };
}

const NOTHING = { position: -1, moved: [] as string[], streams: [] as string[] };

async function inModel(file: string, dimension: Dimension | undefined): Promise<typeof NOTHING> {
  const model = await ReadModel.open({ file });
  try {
    return await model.read(async (db, position) => {
      const streams = await streamsOf(db, "");
      if (dimension === undefined) return { position, moved: [], streams };
      const rows = await db.selectFrom("places").select(dimension).distinct().execute();
      const moved = rows.flatMap((row) => (row[dimension] === null ? [] : [String(row[dimension])]));
      return { position, moved, streams };
    });
  } finally {
    await model.close();
  }
}
