import { Inject, Injectable } from "@nestjs/common";
import { given, givenFigure } from "#domain/given.ts";
import { formatAmount } from "#domain/money.ts";
import { RuleError } from "#domain/rule-error.ts";
import { Ledger } from "../ledger/ledger.ts";
import type { Asker } from "../ledger/asker.ts";
import type { Outcome } from "../ledger/outcome.ts";
import type { LedgerRequest } from "../ledger/requests.ts";
import { Registers } from "../registers/registers.ts";
import { readDocuments, withoutDocuments } from "../requests/documents.ts";
import { admission } from "../requests/known-references.ts";
import { InvalidRequest, readRequest } from "../requests/read-request.ts";
import { Answer } from "./answer.ts";
import { inAskedWords } from "./asked-field.ts";
import { readAsker } from "./asking.ts";
import { locationOf } from "./location.ts";
import type { Asked } from "./routes.ts";
import { inWireForm } from "./wire-form.ts";

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
      const documented = { ...asker, admit, ...(documents.length > 0 && { documents }) };
      return await this.taken(request, documented, asked.begins);
    } catch (error) {
      throw error instanceof RuleError ? inAskedWords(error, request.type, wire) : error;
    }
  }

  private async taken(request: LedgerRequest, asker: Asker, begins: boolean): Promise<Answer> {
    if (request.type === "lapse-due") {
      refuseIfMatch(asker);
      const outcomes = await this.ledger.lapse(request, asker);
      return lapsed(outcomes);
    }
    const outcome = await this.ledger.take(request, asker);
    const { revision, position, repeated } = outcome;
    const location = begins ? locationOf(outcome) : undefined;
    return new Answer(bodyOf(outcome), { revision, position, repeated, location });
  }
}

/** The daily run is one command per grant; one that wrote nothing stands nowhere in the log. */
function lapsed(outcomes: readonly Outcome[]): Answer {
  const positions = outcomes.flatMap(({ position }) => position ?? []);
  const repeated = outcomes.length > 0 && outcomes.every((outcome) => outcome.repeated);
  const position = positions.length === 0 ? undefined : Math.max(...positions);
  return new Answer({ repeated, lapsed: outcomes.map(bodyOf) }, { position, repeated });
}

function bodyOf(outcome: Outcome): object {
  const { stream, revision, position, events, caused, repeated, refusals, balances } = outcome;
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
    balances: balances.map(({ place, net }) => ({
      key: inWireForm(place),
      net: Object.fromEntries(
        Object.entries(net).map(([account, amount]) => [account, formatAmount(amount)]),
      ),
    })),
  };
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
  const field = expectedRevision === "no_stream" ? "If-None-Match" : "If-Match";
  const message = `${field} says nothing here: this request may write to many grants, each at its own revision.`;
  throw new InvalidRequest([new RuleError("if-match-format", message, { field })]);
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
