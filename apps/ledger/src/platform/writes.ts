import { Inject, Injectable } from "@nestjs/common";
import { given, givenFigure } from "#domain/given.ts";
import type { RecordedEvent } from "#domain/policies.ts";
import { RuleError } from "#domain/rule-error.ts";
import { transfersOf } from "#domain/transfers.ts";
import type { Dimension, Key } from "#projections/balance-fold.ts";
import { type Asker, Ledger, type Outcome } from "../ledger/ledger.ts";
import type { LedgerRequest } from "../ledger/requests.ts";
import { Registers } from "../registers/registers.ts";
import { readDocuments, withoutDocuments } from "../requests/documents.ts";
import { admission } from "../requests/known-references.ts";
import { InvalidRequest, readRequest } from "../requests/read-request.ts";
import { Answer } from "./answer.ts";
import { inAskedWords } from "./asked-field.ts";
import { readAsker } from "./asking.ts";
import type { Asked } from "./routes.ts";
import { accountsInWireForm, inWireForm } from "./wire-form.ts";

/** Takes writes to the ledger: a wire request from path and body, an asker from the headers, an answer. */
@Injectable()
export class Writes {
  constructor(
    @Inject(Ledger) private readonly ledger: Ledger,
    @Inject(Registers) private readonly registers: Registers,
  ) {}

  async take(asked: Asked): Promise<Answer> {
    // Who has to mend a request mends it once: what is wrong with headers and body is told together.
    const problems: RuleError[] = [];
    const asker = attempt(() => readAsker(asked.headers), problems);
    const documents = attempt(() => readDocuments(asked.body), problems);
    const wire = attempt(() => requestOf({ ...asked, body: withoutDocuments(asked.body) }), problems);
    const request = wire && attempt(() => readRequest(wire), problems);
    if (!asker || !documents || !wire || !request) throw new InvalidRequest(problems);
    const admit = admission(request, documents, this.registers);
    try {
      return await this.taken(request, { ...asker, admit, ...(documents.length > 0 && { documents }) });
    } catch (error) {
      throw error instanceof RuleError ? inAskedWords(error, request.type, wire) : error;
    }
  }

  private async taken(request: LedgerRequest, asker: Asker): Promise<Answer> {
    if (request.type === "lapse-due") {
      refuseIfMatch(asker);
      const outcomes = await this.ledger.lapse(request, asker);
      await this.ledger.caughtUp();
      return this.lapsed(outcomes);
    }
    const outcome = await this.ledger.take(request, asker);
    await this.ledger.waitFor(outcome.position);
    const { revision, position, repeated } = outcome;
    return new Answer(this.bodyOf(outcome), { revision, position, repeated });
  }

  /** The daily run is one command per grant. */
  private lapsed(outcomes: readonly Outcome[]): Answer {
    const positions = outcomes.map(({ position }) => position ?? -1);
    const repeated = outcomes.length > 0 && outcomes.every((outcome) => outcome.repeated);
    const position = positions.length === 0 ? this.ledger.view.position : Math.max(...positions);
    return new Answer({ repeated, lapsed: outcomes.map((one) => this.bodyOf(one)) }, { position, repeated });
  }

  private bodyOf({ stream, revision, position, events, caused, repeated, refusals }: Outcome): object {
    return {
      stream,
      revision,
      position,
      repeated,
      events: events.map(({ eventId, type, data }) => ({ eventId, type, data: inWireForm(data) })),
      caused: caused.map(({ eventId, stream: where, type, data }) => ({
        stream: where,
        eventId,
        type,
        data: inWireForm(data),
      })),
      refusals: refusals.map(({ rule, message, field, figures }) => ({ field, rule, message, figures })),
      balances: this.balancesAfter([...events, ...caused]),
    };
  }

  /** All accounts of every place that the events' money left or came to, as they stand now. */
  private balancesAfter(events: readonly RecordedEvent[]): object[] {
    const touched = new Map<string, Key>();
    for (const { from, to } of events.flatMap(transfersOf)) {
      for (const { account: _, funding, ...place } of [from, to]) {
        const key: Key = { ...EMPTY_KEY, ...place, anslagspost: funding ?? null };
        touched.set(idOf(key), key);
      }
    }
    if (touched.size === 0) return [];
    return this.ledger.view.byEffectiveDate
      .balances({ by: PLACE, where: sharedBy([...touched.values()]) })
      .filter(({ key }) => touched.has(idOf(key)))
      .map(({ key, net }) => ({
        key: Object.fromEntries(Object.entries(key).filter(([, value]) => value !== null)),
        net: accountsInWireForm(net),
      }));
  }
}

const PLACE = [
  "anslagspost",
  "agreement",
  "line",
  "recipient",
  "holder",
  "receipt",
] as const satisfies Dimension[];
const EMPTY_KEY: Key = Object.fromEntries(PLACE.map((dimension) => [dimension, null]));

function idOf(key: Key): string {
  return JSON.stringify(PLACE.map((dimension) => key[dimension] ?? null));
}

/** The dimensions in which all keys agree: what the search can be narrowed by. */
function sharedBy(keys: readonly Key[]): Key {
  const [first = {}] = keys;
  const shared = PLACE.filter((dimension) => keys.every((key) => key[dimension] === first[dimension]));
  return Object.fromEntries(shared.map((dimension) => [dimension, first[dimension] ?? null]));
}

function attempt<Read>(read: () => Read, problems: RuleError[]): Read | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InvalidRequest)) throw error;
    problems.push(...error.problems);
    return undefined;
  }
}

/** The daily run writes to many grants: there is no one revision that it could hold on. */
function refuseIfMatch({ expectedRevision }: Asker): void {
  if (expectedRevision === undefined) return;
  const message =
    "If-Match says nothing here: this request may write to many grants, each at its own revision.";
  throw new InvalidRequest([new RuleError("if-match-format", message, { field: "If-Match" })]);
}

/** Path and body are parts of one request; neither says what the other says. */
function requestOf({ type, params, body }: Asked): object {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    const message = `The body must be a JSON object, not ${given(body)}.`;
    const figures = { given: givenFigure(body) };
    throw new InvalidRequest([new RuleError("object-format", message, { field: "", figures })]);
  }
  const twice = ["type", ...Object.keys(params)].filter((name) => Object.hasOwn(body, name));
  if (twice.length > 0) {
    throw new InvalidRequest(
      twice.map((name) => {
        return new RuleError("field-in-path", `${name} is said by the path; leave it out of the body.`, {
          field: name,
        });
      }),
    );
  }
  return { ...body, ...params, type };
}
