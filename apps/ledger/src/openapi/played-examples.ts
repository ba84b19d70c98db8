import type { NestFastifyApplication } from "@nestjs/platform-fastify";
import type { OpenAPIObject } from "@nestjs/swagger";
import { MemoryEventStore } from "#event-store/memory/memory-event-store.ts";
import {
  type ApiClient,
  type ApiAnswer,
  type ApiRequest,
  type Send,
  type WireObject,
  apiClient,
} from "../demo/over-http/api-client.ts";
import { registerFiles, tellOverHttp } from "../demo/over-http/stories-over-http.ts";
import { STORIES } from "../demo/stories.ts";
import { Ledger } from "../ledger/ledger.ts";
import { describeApi } from "../platform/openapi.ts";
import { unkeptRegisters } from "../registers/registers.ts";
import { ReadSide } from "../reads/read-side.ts";
import { createApp } from "../serve.ts";
import { type Examples, type Played, operationsOf, withExamples } from "./examples.ts";
import { MORE_REQUESTS, READ_PATHS } from "./more-requests.ts";

/** A moment after everything in the stories; always the same, so that the examples are too. */
const NOW = "2023-07-01T08:00:00.000Z";
/** Rows of a list that an example shows. */
const MOST_ROWS = 2;
/** Characters of a request that is worth showing; an agreement is some ten thousand. */
const LONGEST_REQUEST = 2_000;

/**
 * The API's description with worked examples: the stories of the four agreements are played on a ledger in
 * memory, through the API itself, and what it answers becomes the example of each operation.
 */
export async function describeWithPlayedExamples(): Promise<OpenAPIObject> {
  const ledger = await Ledger.open(new MemoryEventStore({ clock: { now: () => NOW } }));
  const reads = await ReadSide.over(ledger);
  const registers = await unkeptRegisters({ now: () => NOW });
  // Whomever an example names is taken for a person of the register: their ids would be others each time.
  registers.standing = () => Promise.resolve("known");
  const app = await createApp(ledger, reads, registers);
  try {
    const document = describeApi(app);
    return withExamples(document, await playedExamples(app, document));
  } finally {
    await app.close();
    await reads.close();
    await registers.close();
    await ledger.close();
  }
}

async function playedExamples(app: NestFastifyApplication, document: OpenAPIObject): Promise<Examples> {
  const send = injected(app);
  const examples: Record<string, Played> = {};
  // Requests go one after the other: what was sent last is what is being answered.
  let sent: ApiRequest | undefined;
  const plain = await apiClient((request) => {
    sent = request;
    return send(request);
  });
  const noting: ApiClient = {
    get: plain.get,
    async ask(request, as) {
      const answer = await plain.ask(request, as);
      if (sent) note(examples, String(request["type"]), sent, answer);
      return answer;
    },
  };
  await registerFiles(noting);
  // The latest agreement first: where several stories do the same, its request becomes the example.
  for (const story of STORIES.toReversed()) await tellOverHttp(noting, story);
  for (const [index, { by, request }] of MORE_REQUESTS.entries()) {
    const { status, body } = await noting.ask(request, { actor: by, key: `more-${index}` });
    if (status >= 300) throw new Error(`${String(request["type"])}: ${status} ${JSON.stringify(body)}`);
  }
  for (const { id, method, path, operation } of operationsOf(document)) {
    if (method !== "get") continue;
    const asked = READ_PATHS[id] ?? withOwnExamples(path, operation.parameters ?? []);
    const { status, body } = await send({ method: "GET", path: asked, headers: {} });
    if (status === 200) examples[id] = { summary: `GET ${asked}`, answer: { status, body: shortened(body) } };
  }
  return examples;
}

function injected(app: NestFastifyApplication): Send {
  return async ({ method, path, headers, body }) => {
    const { statusCode, payload } = await app.inject({
      method,
      url: path,
      headers: { host: "127.0.0.1", ...headers },
      ...(body === undefined ? {} : { payload: body }),
    });
    return { status: statusCode, body: JSON.parse(payload) as WireObject };
  };
}

/** The first answer of each kind, and the first refusal. */
function note(
  examples: Record<string, Played>,
  type: string,
  { path, body: request }: ApiRequest,
  { status, body }: ApiAnswer,
): void {
  const known = (examples[type] ??= {});
  if (status === 422) known.refusal ??= { status, body };
  else if (status < 300 && known.answer === undefined) {
    known.summary = `POST ${path}`;
    known.answer = { status, body: shortened(body) };
    if (request && JSON.stringify(request).length <= LONGEST_REQUEST) known.request = request;
  }
}

/** Lists with their first rows alone, at every depth. */
function shortened<Value>(value: Value): Value {
  return shortenedValue(value) as Value;
}

function shortenedValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, MOST_ROWS).map(shortenedValue);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shortenedValue(member)]));
}

interface Parameter {
  readonly name?: string;
  readonly in?: string;
  readonly schema?: { readonly examples?: readonly unknown[] };
}

/** A path with what its parameters give as their own examples. */
function withOwnExamples(path: string, parameters: readonly object[]): string {
  return parameters.reduce<string>((url, parameter) => {
    const { name = "", in: place, schema } = parameter as Parameter;
    if (place !== "path") return url;
    return url.replace(`{${name}}`, encodeURIComponent(String(schema?.examples?.[0] ?? name)));
  }, path);
}
