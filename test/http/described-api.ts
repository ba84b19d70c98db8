import type { Desk } from "./running.ts";

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly schema: JsonSchema & { readonly examples?: readonly (string | number)[] };
}

/** What the tests read of a JSON Schema. */
export interface JsonSchema {
  readonly type?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly format?: string;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly examples?: readonly unknown[];
}

export interface Operation {
  readonly summary?: string;
  readonly operationId?: string;
  readonly "x-request-type"?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: {
    readonly content: Record<
      string,
      { readonly schema: JsonSchema; readonly examples: { readonly example: { readonly value: object } } }
    >;
  };
  readonly responses: Record<string, { readonly content?: object; readonly headers?: object }>;
}

export interface Described {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
}

export interface Route {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

/** A route that takes one request. */
export interface WriteRoute extends Route {
  readonly type: string;
}

/** The routes as the server describes them to everybody. */
export async function describedRoutes(desk: Desk): Promise<Route[]> {
  const { paths } = (await desk.get("/openapi.json")).as<Described>();
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  );
}

export function writesAmong(routes: readonly Route[]): WriteRoute[] {
  return routes.flatMap((route) => {
    const type = route.operation["x-request-type"];
    return route.method === "post" && type !== undefined ? [{ ...route, type }] : [];
  });
}

/** A route's address with a request's fields in it, and the fields that are left for the body. */
export function addressed(
  { path, operation }: WriteRoute,
  fields: Readonly<Record<string, unknown>>,
): { readonly url: string; readonly body: Record<string, unknown> } {
  const inPath = (operation.parameters ?? []).filter((one) => one.in === "path").map(({ name }) => name);
  const { agreement } = fields as { agreement?: { id?: string } };
  // An amendment's document has its id in itself, and stands whole in the body.
  const inBody = Object.entries(fields).filter(
    ([name, value]) => !inPath.includes(name) || typeof value === "object",
  );
  const url = inPath.reduce((filled, name) => {
    const value = fields[name];
    const said = typeof value === "object" ? agreement?.id : value;
    return filled.replace(`{${name}}`, encodeURIComponent(String(said)));
  }, path);
  return { url, body: Object.fromEntries(inBody) };
}
