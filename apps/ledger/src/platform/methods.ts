import type { FastifyInstance } from "fastify";

interface KnownRoute {
  readonly method: string;
  readonly path: RegExp;
}

const routesOf = new WeakMap<object, KnownRoute[]>();

/** Notes every route of the server as it is added, to tell a wrong method from a wrong path. */
export function noteRoutes(server: FastifyInstance): void {
  const routes: KnownRoute[] = [];
  routesOf.set(server.server, routes);
  server.addHook("onRoute", ({ method, url }) => {
    const path = new RegExp(
      `^${url.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll(/:\w+/g, "[^/]+")}$`,
    );
    for (const one of [method].flat()) routes.push({ method: one, path });
  });
}

export function allowedMethods(server: FastifyInstance, path: string): string[] {
  const found = (routesOf.get(server.server) ?? []).filter((route) => route.path.test(path));
  return [...new Set(found.map(({ method }) => method))].sort();
}
