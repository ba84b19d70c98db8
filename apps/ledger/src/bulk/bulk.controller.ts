import { Readable } from "node:stream";
import { Controller, Inject, type OnModuleDestroy, Req, Res } from "@nestjs/common";
import type { FastifyReply, FastifyRequest } from "fastify";
import { RuleError } from "#domain/rule-error.ts";
import { Ledger } from "../ledger/ledger.ts";
import { readAsker } from "../platform/asking.ts";
import { Registers } from "../registers/registers.ts";
import { Choice } from "../requests/fields.ts";
import { InvalidRequest, readFields } from "../requests/read-request.ts";
import { NDJSON, TakesLines, notLines } from "./bulk-route.ts";
import { type BulkNews, runBulk } from "./run-bulk.ts";

export class BulkQuery {
  @Choice("What becomes of the lines after one that is refused.", ["continue", "stop"], { optional: true })
  onRefusal?: "continue" | "stop";
}

/** Many writes in one request, answered line by line while they are carried out. */
@Controller()
export class BulkController implements OnModuleDestroy {
  private readonly ended = new AbortController();

  constructor(
    @Inject(Ledger) private readonly ledger: Ledger,
    @Inject(Registers) private readonly registers: Registers,
  ) {}

  /** A server that closes answers what it has begun, and takes nothing more of a bulk. */
  onModuleDestroy(): void {
    this.ended.abort();
  }

  @TakesLines(BulkQuery)
  bulk(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const { body, headers, query } = request;
    const { onRefusal } = readFields(BulkQuery, query as object) as BulkQuery;
    if (!(body instanceof Readable)) throw notLines();
    const { actor, expectedRevision } = readAsker(headers);
    if (expectedRevision !== undefined) throw noOneRevision();
    const news = runBulk(this.ledger, body, {
      actor,
      key: String(headers["idempotency-key"]),
      known: this.registers,
      stopOnRefusal: onRefusal === "stop",
      ended: this.ended.signal,
    });
    reply
      .status(200)
      .header("Cache-Control", "no-store")
      .type(`${NDJSON}; charset=utf-8`)
      .send(Readable.from(textOf(news), { objectMode: false }));
    // Whoever still sends to a server that closes is not listened to until the end.
    const hangUp = (): void => void (this.ended.signal.aborted && request.raw.destroy());
    reply.raw.once("finish", hangUp);
  }
}

async function* textOf(news: AsyncIterable<BulkNews>): AsyncGenerator<string> {
  for await (const { outcomes, summary } of news) {
    const told = summary === undefined ? outcomes : [...outcomes, summary];
    yield told.map((one) => `${JSON.stringify(one)}\n`).join("");
  }
}

function noOneRevision(): InvalidRequest {
  const message = "If-Match says nothing here: a bulk writes to many streams, each at its own revision.";
  return new InvalidRequest([new RuleError("if-match-format", message, { field: "If-Match" })]);
}
