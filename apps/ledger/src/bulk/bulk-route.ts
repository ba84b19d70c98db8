import { Post, applyDecorators } from "@nestjs/common";
import { RouteConfig } from "@nestjs/platform-fastify";
import { ApiBody, ApiConsumes, ApiOperation, ApiResponse } from "@nestjs/swagger";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { MediaTypeUnsupported } from "../platform/problems.ts";
import { actorHeader, describedQueries, keyHeader } from "../platform/routes.ts";
import { answersProblems } from "../platform/schemas.ts";
import { type WireClass, fieldsOf } from "../requests/field.ts";
import { EXAMPLE_LINES, EXAMPLE_NEWS } from "./examples.ts";

export const NDJSON = "application/x-ndjson";
const PATH = "api/bulk";

const LINES = `one JSON object per line: send Content-Type: ${NDJSON}`;

export const notLines = (): MediaTypeUnsupported => new MediaTypeUnsupported(`The body must be ${LINES}.`);

/** Leaves the bulk's body on the wire, to be read while it is carried out; no other route takes lines. */
export function takeLines(server: FastifyInstance): void {
  const isBulk = ({ routeOptions }: FastifyRequest): boolean => routeOptions.url === `/${PATH}`;
  server.addContentTypeParser(NDJSON, (request, payload, done) => {
    if (isBulk(request)) done(null, payload);
    else done(notJson());
  });
}

const notJson = (): MediaTypeUnsupported =>
  new MediaTypeUnsupported("The body must be JSON: send Content-Type: application/json.");

/** The route of the bulk. Its body has no schema of its own: each line is the request of its type. */
export function TakesLines(query: WireClass): MethodDecorator {
  return applyDecorators(
    Post(PATH),
    RouteConfig({ expects: LINES }),
    ApiOperation({
      operationId: "bulk",
      summary: "Many writes, one JSON object per line, answered line by line",
      tags: ["Bulk"],
      description:
        "Each line is a request: its `type` (the x-request-type of its own route) with all of its fields, those " +
        "of the path included, and if it likes a `key` and an `actor` of its own. Read the answer while you send: " +
        "no more is taken than is answered.",
    }),
    actorHeader(),
    keyHeader("Names the bulk for ever: sent again, what is missing is written and the rest is repeated."),
    ...describedQueries(fieldsOf(query)),
    ApiConsumes(NDJSON),
    ApiBody({
      required: true,
      description: "At most 1 MiB per line, any number of lines; blank ones are skipped, but counted.",
      schema: { type: "string" },
      examples: { example: { value: linesOf(EXAMPLE_LINES) } },
    }),
    ApiResponse({
      status: 200,
      description: "A BulkOutcome for each line, in their order, and a BulkSummary at the end.",
      content: { [NDJSON]: { schema: { type: "string" }, example: linesOf(EXAMPLE_NEWS) } },
    }),
    ...answersProblems([400, 415]),
  );
}

const linesOf = (objects: readonly object[]): string =>
  objects.map((one) => `${JSON.stringify(one)}\n`).join("");
