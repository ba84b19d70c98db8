import {
  type CanActivate,
  type ExecutionContext,
  Get,
  HttpCode,
  Post,
  SetMetadata,
  UseGuards,
  applyDecorators,
  createParamDecorator,
} from "@nestjs/common";
import {
  ApiBody,
  ApiExtension,
  ApiHeader,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiResponse,
} from "@nestjs/swagger";
import type { FastifyRequest } from "fastify";
import type { RequestType } from "../ledger/requests.ts";
import { DOCUMENT_SCHEMA, MOST_DOCUMENTS } from "../requests/documents.ts";
import { exampleOf } from "../requests/examples.ts";
import { type FieldSpec, type WireClass, fieldsOf } from "../requests/field.ts";
import { unknownField } from "../requests/fields.ts";
import { InvalidRequest, readFields } from "../requests/read-request.ts";
import { REQUESTS } from "../requests/requests.ts";
import type { Headers } from "./asking.ts";
import { READ_ANSWERS, type ReadId } from "./read-schemas.ts";
import { type SchemaObject, answersProblems, schemaOf, valueSchema } from "./schemas.ts";

const REQUEST_TYPE = "ledger:request-type";
const BEGINS = "ledger:begins";
const FIELDS = "ledger:fields";

/** A write as it came in: what kind it is, and the three places that its fields come from. */
export interface Asked {
  readonly type: RequestType;
  readonly params: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly headers: Headers;
  /** The route begins something, whose address the answer gives. */
  readonly begins: boolean;
}

/** Parameters in a path: `:agreement`. */
export const paramsIn = (path: string): string[] =>
  [...path.matchAll(/:(\w+)/g)].map(([, name]) => name ?? "");

interface About {
  readonly tag: string;
  readonly summary: string;
  /** Begins something: answered with 201. */
  readonly begins?: boolean;
  /** Describes the path's parameters where they are no fields of the request. */
  readonly path?: WireClass;
}

interface AboutRead extends Pick<About, "tag" | "summary"> {
  readonly id: ReadId;
  readonly answer: string;
}

/** A route that takes one kind of request; the path's parameters are fields of the request. */
export function Write(
  type: RequestType,
  path: string,
  { tag, summary, begins = false, path: inPath }: About,
) {
  const wireClass = REQUESTS[type];
  const params = inPath === undefined ? paramsIn(path) : [];
  const example = Object.fromEntries(
    Object.entries(exampleOf(wireClass)).filter(([name]) => !params.includes(name)),
  );
  return applyDecorators(
    SetMetadata(REQUEST_TYPE, type),
    SetMetadata(BEGINS, begins),
    Post(path),
    HttpCode(begins ? 201 : 200),
    ApiOperation({ operationId: type, summary, tags: [tag] }),
    ApiExtension("x-request-type", type),
    ...describedParams(paramsIn(path), fieldsOf(inPath ?? wireClass)),
    ...askerHeaders(
      "The ETag that the decision was made on; if something has happened since, nothing is written.",
    ),
    ApiHeader({
      name: "If-None-Match",
      required: false,
      description:
        "`*`: nothing may be recorded yet of what this begins; if something is, nothing is written.",
      schema: { type: "string", enum: ["*"] },
      example: "*",
    }),
    ApiBody({
      required: true,
      schema: withDocuments(schemaOf(wireClass, params)),
      examples: { example: { value: example } },
    }),
    ApiResponse({
      status: begins ? 201 : 200,
      description: "Written, or written before (`repeated`).",
      schema: { $ref: `#/components/schemas/${type === "lapse-due" ? "LapseAnswer" : "WriteAnswer"}` },
      headers: {
        ETag: { description: "The stream's revision.", schema: { type: "string" } },
        "Ledger-Position": { description: "Log position of the last event.", schema: { type: "string" } },
        "Idempotent-Replayed": { description: "`true` on a repeat.", schema: { type: "string" } },
        ...(begins && {
          Location: { description: "Where what it began can be read.", schema: { type: "string" } },
        }),
      },
    }),
    ...answersProblems([400, 404, 409, 412, 413, 415, 422, 503]),
  );
}

/** Any write to the ledger may name the documents that it rests on. */
function withDocuments(schema: SchemaObject): SchemaObject {
  const documents: SchemaObject = {
    type: "array",
    description: "Attachments in the register that the entry rests on; they are recorded with its events.",
    items: DOCUMENT_SCHEMA,
    minItems: 1,
    maxItems: MOST_DOCUMENTS,
    uniqueItems: true,
  };
  return { ...schema, properties: { ...schema.properties, documents } };
}

/** What every write says in its headers. */
export function askerHeaders(ifMatch: string): MethodDecorator[] {
  return [
    actorHeader(),
    keyHeader("Names this request for ever: a repeat is answered with the first outcome."),
    ApiHeader({
      name: "If-Match",
      required: false,
      description: ifMatch,
      schema: { type: "string" },
      example: '"7"',
    }),
  ];
}

/** Refuses a query where there is none to read: what it was meant to do would not be done, in silence. */
class AsksNothing implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { query } = context.switchToHttp().getRequest<FastifyRequest>();
    const unknown = Object.keys(query as object).map((name) => unknownField("", name, []));
    if (unknown.length > 0) throw new InvalidRequest(unknown);
    return true;
  }
}

const IF_NONE_MATCH = ApiHeader({
  name: "If-None-Match",
  required: false,
  description: "The ETag of an earlier answer; if nothing has happened since, the answer is 304 and empty.",
  schema: { type: "string" },
  example: '"7"',
});

export function actorHeader(): MethodDecorator {
  return ApiHeader({
    name: "Ledger-Actor",
    required: true,
    description: "Opaque id of who asks.",
    schema: { type: "string", maxLength: 64 },
    example: "handlaggare-1",
  });
}

export function keyHeader(description: string): MethodDecorator {
  return ApiHeader({
    name: "Idempotency-Key",
    required: true,
    description,
    schema: { type: "string", minLength: 1, maxLength: 200 },
    example: "6f1c1f6e-2f0b-4b0e-9f0e-0d6a1c2b3d4e",
  });
}

/** The parameters of a read's query, as its class describes them. */
export function describedQueries(fields: ReadonlyMap<string, FieldSpec>): MethodDecorator[] {
  return [...fields].map(([name, spec]) =>
    ApiQuery({
      name,
      required: !spec.optional,
      description: spec.description,
      schema: valueSchema(spec),
    }),
  );
}

/** A route that shows something; the class describes its path's parameters and its query. */
export function Read(path: string, wireClass: WireClass, { id, tag, summary, answer }: AboutRead) {
  const params = paramsIn(path);
  const fields = fieldsOf(wireClass);
  const isSingle = path.endsWith(`:${params.at(-1) ?? ""}`);
  const queries = new Map([...fields].filter(([name]) => !params.includes(name)));
  return applyDecorators(
    SetMetadata(FIELDS, wireClass),
    Get(path),
    ...(fields.size === 0 ? [UseGuards(new AsksNothing())] : []),
    ApiOperation({ operationId: id, summary, tags: [tag] }),
    ...describedParams(params, fields),
    ...(isSingle ? [IF_NONE_MATCH] : []),
    ...describedQueries(queries),
    ApiResponse({
      status: 200,
      description: answer,
      content: { "application/json": { schema: READ_ANSWERS[id] } },
      headers: {
        ETag: { description: "On a single resource: its stream's revision.", schema: { type: "string" } },
        "Ledger-Position": {
          description: "The log position that the answer holds for.",
          schema: { type: "string" },
        },
      },
    }),
    ...(isSingle
      ? [ApiResponse({ status: 304, description: "Still what the ETag in If-None-Match names." })]
      : []),
    ...answersProblems(fields.size > 0 ? [400, 404, 503] : [400, 503]),
  );
}

export function describedParams(
  params: readonly string[],
  fields: ReadonlyMap<string, FieldSpec>,
): MethodDecorator[] {
  return params.map((name) => {
    const spec = fields.get(name);
    if (!spec) return ApiParam({ name, schema: { type: "string" } });
    return ApiParam({ name, description: spec.description, schema: valueSchema(spec) });
  });
}

/** The write as it came in. */
export const AskedRequest = createParamDecorator((_: unknown, context: ExecutionContext): Asked => {
  const { params, body, headers } = context.switchToHttp().getRequest<FastifyRequest>();
  const type = Reflect.getMetadata(REQUEST_TYPE, context.getHandler()) as RequestType;
  const begins = Reflect.getMetadata(BEGINS, context.getHandler()) === true;
  return { type, params: params as Record<string, string>, body, headers, begins };
});

/** Path and query of a read, by the class of its route. */
export const Asking = createParamDecorator(
  (_: unknown, context: ExecutionContext): Record<string, unknown> => {
    const { params, query } = context.switchToHttp().getRequest<FastifyRequest>();
    const wireClass = Reflect.getMetadata(FIELDS, context.getHandler()) as WireClass;
    return readFields(wireClass, { ...(query as object), ...(params as object) });
  },
);
