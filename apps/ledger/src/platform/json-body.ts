import type { FastifyInstance } from "fastify";

class NotText extends Error {
  override readonly name = "NotText";
  readonly statusCode = 400;
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Reads bodies as JSON in valid UTF-8 and nothing else. A wrong byte is refused: it would otherwise be stored
 * for ever as a replacement character.
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
}
