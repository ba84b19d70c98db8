/** The parts of the API's own description that a client needs in order to know where to send what. */
interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly "x-request-type"?: string }>>>>;
}

/** An answer as it came over the socket. */
export interface ApiAnswer<Body = Readonly<Record<string, unknown>>> {
  readonly status: number;
  readonly body: Body;
}

/** A client that knows of the service what its `/openapi.json` says, and nothing else. */
export interface ApiClient {
  /** Sends a request in wire form to the route of its kind; what the path names is left out of the body. */
  ask(
    request: Readonly<Record<string, unknown>>,
    as: { readonly actor: string; readonly key: string },
  ): Promise<ApiAnswer>;
  /** @throws when the answer is not 200 */
  get<Body>(path: string): Promise<Body>;
}

/** Learns the routes from the running service. */
export async function apiClient(url: string): Promise<ApiClient> {
  const get = async <Body>(path: string): Promise<Body> => {
    const response = await fetch(`${url}${path}`);
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Body;
  };
  const { paths } = await get<Described>("/openapi.json");
  const routes = new Map<string, string>();
  for (const [path, { post }] of Object.entries(paths)) {
    const type = post?.["x-request-type"];
    if (type !== undefined) routes.set(type, path);
  }
  return {
    get,
    async ask({ type, ...fields }, { actor, key }) {
      const route = routes.get(String(type));
      if (route === undefined) throw new Error(`No route takes ${String(type)}.`);
      const body = { ...fields };
      const path = route.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
        const value = String(body[name]);
        Reflect.deleteProperty(body, name);
        return encodeURIComponent(value);
      });
      const response = await fetch(`${url}${path}`, {
        method: "POST",
        headers: { "Content-Type": "application/json", "Ledger-Actor": actor, "Idempotency-Key": key },
        body: JSON.stringify(body),
      });
      return { status: response.status, body: (await response.json()) as ApiAnswer["body"] };
    },
  };
}
