import {
  Delete,
  type ExecutionContext,
  HttpCode,
  Post,
  Put,
  SetMetadata,
  applyDecorators,
  createParamDecorator,
} from "@nestjs/common";
import { ApiBody, ApiHeader, ApiOperation, ApiQuery, ApiResponse } from "@nestjs/swagger";
import type { FastifyRequest } from "fastify";
import { given, givenFigure } from "#domain/given.ts";
import { RuleError } from "#domain/rule-error.ts";
import type { ReadId } from "../platform/read-schemas.ts";
import { readAsker } from "../platform/asking.ts";
import { Read, askerHeaders, describedParams, paramsIn } from "../platform/routes.ts";
import { type SchemaObject, answersProblems, schemaOf, valueSchema } from "../platform/schemas.ts";
import { exampleOf } from "../requests/examples.ts";
import { type WireClass, fieldsOf } from "../requests/field.ts";
import { unknownField } from "../requests/fields.ts";
import { InvalidRequest, readFields } from "../requests/read-request.ts";
import type { RegisterAsker } from "./store/remembered-commands.ts";

const SHAPE = "registers:shape";

/** Where the fields of a write stand. */
interface Shape {
  readonly address?: WireClass;
  readonly body?: WireClass;
  readonly headers?: WireClass;
  /** There is a version to hold on: `If-Match` means something. */
  readonly versioned: boolean;
}

interface AboutWrite extends Omit<Shape, "versioned"> {
  readonly id: string;
  readonly tag: string;
  readonly summary: string;
  readonly answer: SchemaObject;
}

/** A write to the registers as it came in, read. */
export interface AskedOfRegister<Address = object, Body = object, InHeaders = object> {
  readonly asker: RegisterAsker;
  readonly address: Address;
  readonly body: Body;
  readonly headers: InHeaders;
}

const METHODS = { POST: Post, PUT: Put, DELETE: Delete } as const;

/** A route that writes to the registers, with the same headers and the same promises as the ledger's writes. */
export function RegisterWrite(method: keyof typeof METHODS, path: string, about: AboutWrite) {
  const { id, tag, summary, answer, ...places } = about;
  const { address, body, headers } = places;
  const begins = method === "POST";
  const inPath = paramsIn(path);
  const addressed = address === undefined ? new Map() : fieldsOf(address);
  return applyDecorators(
    SetMetadata(SHAPE, { ...places, versioned: !begins } satisfies Shape),
    METHODS[method](path),
    HttpCode(begins ? 201 : 200),
    ApiOperation({ operationId: id, summary, tags: [tag] }),
    ...describedParams(inPath, addressed),
    ...[...addressed]
      .filter(([name]) => !inPath.includes(name))
      .map(([name, spec]) =>
        ApiQuery({
          name,
          required: !spec.optional,
          description: spec.description,
          schema: valueSchema(spec),
        }),
      ),
    ...askerHeaders(
      "The ETag of the version that was seen; if it has been corrected since, nothing is written.",
    ),
    ...(headers === undefined ? [] : [...fieldsOf(headers)]).map(([name, spec]) =>
      ApiHeader({ name, required: !spec.optional, description: spec.description, schema: valueSchema(spec) }),
    ),
    ...(body === undefined
      ? []
      : [
          ApiBody({
            required: true,
            schema: schemaOf(body),
            examples: { example: { value: exampleOf(body) } },
          }),
        ]),
    ApiResponse({
      status: begins ? 201 : 200,
      description: "Written, or written before (`Idempotent-Replayed`).",
      content: { "application/json": { schema: answer } },
      headers: {
        ETag: { description: "The entry's version.", schema: { type: "string" } },
        "Idempotent-Replayed": { description: "`true` on a repeat.", schema: { type: "string" } },
      },
    }),
    ...answersProblems([400, 404, 409, 410, 412, 413, 415, 422, 503]),
  );
}

/** A route that shows one entry, which a caller may hold already. */
export function RegisterRead(
  path: string,
  wireClass: WireClass,
  about: { readonly id: ReadId; readonly tag: string; readonly summary: string; readonly answer: string },
) {
  return applyDecorators(Read(path, wireClass, about), ...answersProblems([410]));
}

/** The write as it came in; what is wrong with its headers, its address and its body is told together. */
export const AskedWrite = createParamDecorator((_: unknown, context: ExecutionContext): AskedOfRegister => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const { address, body, headers, versioned } = Reflect.getMetadata(SHAPE, context.getHandler()) as Shape;
  const problems: RuleError[] = [];
  const attempt = <Value>(read: () => Value): Value | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof InvalidRequest)) throw error;
      problems.push(...error.problems);
      return undefined;
    }
  };
  const { params, query } = request;
  const read = {
    asker: attempt(() => registerAsker(request, versioned)),
    address: attempt(() => fieldsIn(address, { ...(query as object), ...(params as object) })),
    headers: attempt(() => fieldsIn(headers, headers === undefined ? {} : namedIn(headers, request))),
    body: attempt(() => (body === undefined ? {} : readFields(body, objectIn(request.body)))),
  };
  if (problems.length > 0) throw new InvalidRequest(problems);
  return read as AskedOfRegister;
});

/** @param fields what came in; where no class describes it, nothing may come in */
function fieldsIn(wireClass: WireClass | undefined, fields: object): Record<string, unknown> {
  if (wireClass !== undefined) return readFields(wireClass, fields);
  const unknown = Object.keys(fields).map((name) => unknownField("", name, []));
  if (unknown.length > 0) throw new InvalidRequest(unknown);
  return {};
}

function registerAsker({ headers }: FastifyRequest, versioned: boolean): RegisterAsker {
  const { actor, commandId, expectedRevision } = readAsker(headers);
  if (expectedRevision === undefined) return { actor, commandId };
  if (versioned && typeof expectedRevision === "number") {
    return { actor, commandId, expectedVersion: expectedRevision };
  }
  const message = "If-Match says nothing here: what this request begins has no version yet.";
  throw new InvalidRequest([new RuleError("if-match-format", message, { field: "If-Match" })]);
}

/** The headers that the class names, as it writes them. */
function namedIn(wireClass: WireClass, { headers }: FastifyRequest): object {
  return Object.fromEntries(
    [...fieldsOf(wireClass).keys()].flatMap((name) => {
      const value = headers[name.toLowerCase()];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function objectIn(body: unknown): object {
  if (typeof body === "object" && body !== null && !Array.isArray(body)) return body;
  const message = `The body must be a JSON object, not ${given(body)}.`;
  const figures = { given: givenFigure(body) };
  throw new InvalidRequest([new RuleError("object-format", message, { field: "", figures })]);
}
