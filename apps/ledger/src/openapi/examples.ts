import type { OpenAPIObject } from "@nestjs/swagger";
import type { WireObject } from "../demo/over-http/api-client.ts";

interface ExampleAnswer {
  readonly status: number;
  readonly body: WireObject;
}

/** What was asked of one operation and what it answered. */
export interface Played {
  summary?: string;
  request?: WireObject;
  answer?: ExampleAnswer;
  refusal?: ExampleAnswer;
}

/** By operation id. */
export type Examples = Readonly<Record<string, Played>>;

interface Media {
  examples?: Record<string, { summary?: string; value: unknown }>;
}

export interface DescribedOperation {
  readonly operationId?: string;
  readonly parameters?: readonly object[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Media>> }>>;
}

interface Named {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly operation: DescribedOperation;
}

const METHODS = ["get", "post", "put", "patch", "delete"];
/** What a played example is called beside an example of the form alone. */
const NAME = "played";
const JSON_TYPES = ["application/json", "application/problem+json"];

export function operationsOf({ paths }: OpenAPIObject): Named[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((method): Named[] => {
      const operation = (item as Readonly<Record<string, DescribedOperation | undefined>>)[method];
      return operation?.operationId === undefined
        ? []
        : [{ id: operation.operationId, method, path, operation }];
    }),
  );
}

/** The same description with examples at the requests and answers that they are of. */
export function withExamples(document: OpenAPIObject, examples: Examples): OpenAPIObject {
  const described = structuredClone(document);
  for (const { id, operation } of operationsOf(described)) {
    const { summary, request, answer, refusal } = examples[id] ?? {};
    const told = summary === undefined ? {} : { summary };
    if (request !== undefined) put(operation.requestBody?.content, { ...told, value: request });
    if (answer !== undefined)
      put(operation.responses[answer.status]?.content, { ...told, value: answer.body });
    // It is the answer to another request than the one that is shown.
    if (refusal !== undefined) put(operation.responses[refusal.status]?.content, { value: refusal.body });
  }
  return described;
}

function put(content: Readonly<Record<string, Media>> | undefined, example: { value: unknown }): void {
  for (const type of JSON_TYPES) {
    const media = content?.[type];
    if (media !== undefined) media.examples = { ...media.examples, [NAME]: example };
  }
}

/** The examples that a description holds. */
export function examplesIn(document: OpenAPIObject): Examples {
  return Object.fromEntries(
    operationsOf(document).map(({ id, operation }): [string, Played] => {
      const played: Played = {};
      const request = playedIn(operation.requestBody?.content);
      if (request !== undefined) played.request = request.value as WireObject;
      for (const [status, { content }] of Object.entries(operation.responses)) {
        const example = playedIn(content);
        if (example === undefined) continue;
        const answer = { status: Number(status), body: example.value as WireObject };
        if (status === "422") played.refusal = answer;
        else played.answer = answer;
        if (example.summary !== undefined) played.summary = example.summary;
      }
      return [id, played];
    }),
  );
}

function playedIn(content: Readonly<Record<string, Media>> | undefined) {
  return JSON_TYPES.map((type) => content?.[type]?.examples?.[NAME]).find((one) => one !== undefined);
}
