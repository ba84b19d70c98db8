import { applyDecorators } from "@nestjs/common";
import { ApiResponse, type OpenAPIObject } from "@nestjs/swagger";
import { type FieldSpec, MOST_ITEMS, type WireClass, fieldsOf } from "../requests/field.ts";

type Components = NonNullable<OpenAPIObject["components"]>;
export type SchemaObject = Exclude<NonNullable<Components["schemas"]>[string], { $ref: string }>;

/** JSON Schema of a request's class, without the fields that stand in the path. */
export function schemaOf(wireClass: WireClass, without: readonly string[] = []): SchemaObject {
  const fields = [...fieldsOf(wireClass)].filter(([name]) => !without.includes(name));
  return {
    type: "object",
    additionalProperties: false,
    required: fields.filter(([, spec]) => !spec.optional).map(([name]) => name),
    properties: Object.fromEntries(
      fields.map(([name, spec]) => [name, { ...valueSchema(spec), description: spec.description }]),
    ),
  };
}

export function valueSchema(spec: FieldSpec): SchemaObject {
  const one: SchemaObject = spec.nested
    ? schemaOf(spec.nested())
    : { ...spec.schema, examples: [spec.example] };
  return spec.list ? { type: "array", items: one, minItems: 1, maxItems: MOST_ITEMS } : one;
}

const WHEN: ReadonlyMap<number, string> = new Map([
  [400, "The request is not in its form; every problem is named."],
  [404, "What the path or the query names is not known."],
  [409, "The Idempotency-Key was used for another request."],
  [410, "What the path names was erased."],
  [412, "Something has happened since the revision in If-Match."],
  [413, "The body is larger than 1 MiB, or an attachment than the register takes."],
  [415, "The body is not JSON."],
  [422, "A rule of the ledger says no; figures say why. Nothing was written."],
  [500, "A defect, or a stored file that is not what was uploaded."],
  [503, "The log cannot be reached; repeat with the same key."],
]);

export function answersProblems(statuses: readonly number[]): MethodDecorator[] {
  return statuses.map((status) =>
    ApiResponse({
      status,
      description: WHEN.get(status) ?? "",
      content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
    }),
  );
}

/** A route's problems, for a route that describes itself. */
export function Problems(...statuses: readonly number[]) {
  return applyDecorators(...answersProblems(statuses));
}

const text: SchemaObject = { type: "string" };
const figures: SchemaObject = { type: "object", additionalProperties: text };
const amounts: SchemaObject = { type: "object", additionalProperties: text };

/** What answers look like: shared by all routes. */
export const ANSWER_SCHEMAS: Readonly<Record<string, SchemaObject>> = {
  Problem: {
    type: "object",
    description: "RFC 9457. `type` is stable; clients may branch on it.",
    required: ["type", "title", "status", "detail", "errors", "figures"],
    properties: {
      type: { type: "string", examples: ["/problems/exceeds-allocated"] },
      title: text,
      status: { type: "integer" },
      detail: text,
      instance: text,
      errors: {
        type: "array",
        items: {
          type: "object",
          required: ["rule", "message", "figures"],
          properties: { field: text, rule: text, message: text, figures },
        },
      },
      figures,
    },
  },
  LapseAnswer: {
    type: "object",
    description: "The daily run is one command per grant; grants in which nothing lapsed are left out.",
    required: ["repeated", "lapsed"],
    properties: {
      repeated: { type: "boolean" },
      lapsed: { type: "array", items: { $ref: "#/components/schemas/WriteAnswer" } },
    },
  },
  WriteAnswer: {
    type: "object",
    required: ["stream", "revision", "repeated", "events", "caused", "refusals", "balances"],
    properties: {
      stream: text,
      revision: { type: "integer" },
      position: { type: "integer" },
      repeated: { type: "boolean" },
      events: {
        type: "array",
        items: {
          type: "object",
          required: ["eventId", "type", "data"],
          properties: { eventId: text, type: text, data: { type: "object" } },
        },
      },
      caused: {
        type: "array",
        description: "What followed in other streams, such as the repayment that a placing causes.",
        items: {
          type: "object",
          required: ["stream", "eventId", "type", "data"],
          properties: { stream: text, eventId: text, type: text, data: { type: "object" } },
        },
      },
      refusals: {
        type: "array",
        description: "What other streams refused of that which followed, such as a placing.",
        items: {
          type: "object",
          required: ["rule", "message", "figures"],
          properties: { field: text, rule: text, message: text, figures },
        },
      },
      balances: {
        type: "array",
        description: "Where the money that moved stands now: all accounts of each place.",
        items: { type: "object", required: ["key", "net"], properties: { key: figures, net: amounts } },
      },
    },
  },
};
