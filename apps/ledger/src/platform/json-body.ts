import type { FastifyInstance } from "fastify";

class NotText extends Error {
  override readonly name = "NotText";
  readonly statusCode = 400;
}

class NotJson extends Error {
  override readonly name = "NotJson";
  readonly statusCode = 415;
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Reads bodies as JSON in valid UTF-8 and nothing else. A wrong byte is refused: it would otherwise be stored
 * for ever as a replacement character. Only a route that takes files (`takesFiles` in its configuration) gets
 * a body of another kind, as the stream that it comes in.
 */
export function readJsonBodies(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser("error", "error");
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("application/json", { parseAs: "buffer" }, (request, body, done) => {
    let text: string;
    try {
      text = utf8.decode(body as Buffer);
    } catch {
      done(new NotText("The body is not valid UTF-8."), undefined);
      return;
    }
    parse(request, text, done);
  });
  server.addContentTypeParser("*", (request, body, done) => {
    const { takesFiles = false } = request.routeOptions.config as { readonly takesFiles?: boolean };
    if (takesFiles) done(null, body);
    else done(new NotJson("The body is not JSON."), undefined);
  });
}
