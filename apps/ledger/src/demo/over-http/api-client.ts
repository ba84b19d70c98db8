/** The parts of the API's own description that a client needs in order to know where to send what. */
interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly "x-request-type"?: string }>>>>;
}

export type WireObject = Readonly<Record<string, unknown>>;

/** An answer of the service, read. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: WireObject;
}

/** A request as the client writes it; how it reaches the service is the sender's affair. */
export interface ApiRequest {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: WireObject;
}

export type Send = (request: ApiRequest) => Promise<ApiAnswer>;

/** A client that knows of the service what its `/openapi.json` says, and nothing else. */
export interface ApiClient {
  /** Sends a request in wire form to the route of its kind; what the path names is left out of the body. */
  ask(request: WireObject, as: { readonly actor: string; readonly key: string }): Promise<ApiAnswer>;
  /** @throws when the answer is not 200 */
  get<Body>(path: string): Promise<Body>;
}

/** Learns the routes from the running service. */
export async function apiClient(send: Send): Promise<ApiClient> {
  const get = async <Body>(path: string): Promise<Body> => {
    const { status, body } = await send({ method: "GET", path, headers: {} });
    if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
    return body as Body;
  };
  const { paths } = await get<Described>("/openapi.json");
  const routes = new Map<string, string>();
  for (const [path, { post }] of Object.entries(paths)) {
    const type = post?.["x-request-type"];
    if (type !== undefined) routes.set(type, path);
  }
  return {
    get,
    ask({ type, ...fields }, { actor, key }) {
      const route = routes.get(String(type));
      if (route === undefined) throw new Error(`No route takes ${String(type)}.`);
      const body: Record<string, unknown> = { ...fields };
      const path = route.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
        const value = String(body[name]);
        Reflect.deleteProperty(body, name);
        return encodeURIComponent(value);
      });
      const headers = { "Ledger-Actor": actor, "Idempotency-Key": key };
      return send({ method: "POST", path, headers, body });
    },
  };
}

/** Sends over a socket, as anybody else would. */
export function sendTo(url: string): Send {
  return async ({ method, path, headers, body }) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as WireObject };
  };
}
