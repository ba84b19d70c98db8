import type { FastifyInstance } from "fastify";

class NotText extends Error {
  override readonly name = "NotText";
  readonly statusCode = 400;
}

/** The body may be JSON, in an encoding that is not read here. */
class OtherEncoding extends Error {
  override readonly name = "OtherEncoding";
  readonly statusCode = 415;
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Reads bodies as JSON in valid UTF-8 and nothing else. A wrong byte is refused: it would otherwise be stored
 * for ever as a replacement character.
 */
export function readJsonBodies(server: FastifyInstance): void {
  server.addHook("preParsing", async ({ headers }) => {
    const charset = /;\s*charset="?([^";\s]+)/i.exec(headers["content-type"] ?? "")?.[1] ?? "utf-8";
    const coding = headers["content-encoding"] ?? "identity";
    if (!/^utf-?8$/i.test(charset) || coding.toLowerCase() !== "identity") {
      throw new OtherEncoding("The body must be UTF-8, and not compressed.");
    }
  });
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
