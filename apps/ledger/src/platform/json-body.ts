import type { FastifyInstance } from "fastify";
import { MemberTwice, mustNameOnce } from "../requests/named-once.ts";
import { InvalidRequest } from "../requests/read-request.ts";
import { RuleError } from "#domain/rule-error.ts";
import { MediaTypeUnsupported } from "./problems.ts";

class NotText extends Error {
  override readonly name = "NotText";
  readonly statusCode = 400;
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Reads bodies as JSON in valid UTF-8 and nothing else. A wrong byte is refused: it would otherwise be stored
 * for ever as a replacement character. Only a route that takes files (`takesFiles` in its configuration) gets
 * a body of another kind, as the stream that it comes in.
 */
export function readJsonBodies(server: FastifyInstance): void {
  server.addHook("preParsing", async ({ headers, routeOptions }) => {
    // A file is kept byte by byte, whatever its text is written in.
    if (takesFiles(routeOptions.config)) return;
    const charset = /;\s*charset="?([^";\s]+)/i.exec(headers["content-type"] ?? "")?.[1] ?? "utf-8";
    const coding = headers["content-encoding"] ?? "identity";
    if (!/^utf-?8$/i.test(charset) || coding.toLowerCase() !== "identity") {
      throw new MediaTypeUnsupported("The body must be UTF-8, and not compressed.");
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
    parse(request, text, (error, value) => done(error ?? namedTwice(text), value));
  });
  server.addContentTypeParser("*", (request, body, done) => {
    if (takesFiles(request.routeOptions.config)) done(null, body);
    else done(new MediaTypeUnsupported(`The body must be ${expectedBy(request.routeOptions.config)}.`));
  });
}

function namedTwice(text: string): InvalidRequest | null {
  try {
    mustNameOnce(text);
    return null;
  } catch (error) {
    if (!(error instanceof MemberTwice)) throw error;
    return new InvalidRequest([new RuleError("member-twice", error.message, { field: "" })]);
  }
}

const takesFiles = (config: object): boolean => "takesFiles" in config && config.takesFiles === true;

/** A route whose body is something else says what, in its configuration. */
const expectedBy = (config: object): string =>
  "expects" in config && typeof config.expects === "string"
    ? config.expects
    : "JSON: send Content-Type: application/json";
