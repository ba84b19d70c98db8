import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { OpenAPIObject } from "@nestjs/swagger";
import type { FastifyInstance } from "fastify";

/** Swagger UI's own files come with @nestjs/swagger; nothing is fetched from elsewhere. */
const ASSETS = {
  "swagger-ui.css": "text/css; charset=utf-8",
  "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
  "favicon-32x32.png": "image/png",
} as const;

const POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'";

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>The ledger's API</title>
    <link rel="icon" href="/docs/favicon-32x32.png">
    <link rel="stylesheet" href="/docs/swagger-ui.css">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

const START = `SwaggerUIBundle({ url: "/openapi.json", dom_id: "#swagger-ui", deepLinking: true });\n`;

function assetsFolder(): string {
  const swagger = createRequire(import.meta.url).resolve("@nestjs/swagger");
  return dirname(createRequire(swagger).resolve("swagger-ui-dist/package.json"));
}

/** Serves the API's description and the page that shows it. */
export function serveDocs(server: FastifyInstance, document: () => OpenAPIObject): void {
  let described: string | undefined;
  server.get("/openapi.json", async (_request, reply) => {
    described ??= JSON.stringify(document());
    return reply.type("application/json; charset=utf-8").send(described);
  });
  server.get("/", async (_request, reply) => reply.redirect("/docs", 302));
  for (const path of ["/docs", "/docs/"]) {
    server.get(path, async (_request, reply) => {
      return reply.header("Content-Security-Policy", POLICY).type("text/html; charset=utf-8").send(PAGE);
    });
  }
  server.get("/docs/start.js", async (_request, reply) => {
    return reply.type("text/javascript; charset=utf-8").send(START);
  });
  for (const [name, type] of Object.entries(ASSETS)) {
    server.get(`/docs/${name}`, async (_request, reply) => {
      return reply.type(type).send(await readFile(join(assetsFolder(), name)));
    });
  }
}
