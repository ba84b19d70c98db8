import { Readable } from "node:stream";
import type { FastifyRequest } from "fastify";
import { RuleError } from "#domain/rule-error.ts";
import { InvalidRequest } from "../requests/read-request.ts";
import type { Attachment } from "./store/attachments.ts";
import { AttachmentTooLarge } from "./store/register-errors.ts";

/** RFC 9110 §8.3.1, without parameters: a file's encoding is its own. */
const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}$/;

export interface Upload {
  readonly mediaType: string;
  readonly content: AsyncIterable<Uint8Array>;
  /** Reads past what nobody wants any more, so that the caller can read why. */
  drain(): void;
}

/**
 * The file that a request brings.
 *
 * @throws InvalidRequest `media-type-format`; AttachmentTooLarge before anything is read, when the caller says
 *   how much is coming
 */
export function uploadOf({ headers, body }: FastifyRequest, largest: number): Upload {
  const mediaType = (headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (!MEDIA_TYPE.test(mediaType) || !(body instanceof Readable)) {
    throw new InvalidRequest([
      new RuleError(
        "media-type-format",
        "Content-Type must be the file's own type, such as application/pdf; a file of JSON is sent as application/octet-stream, since JSON is read as a request.",
        { field: "Content-Type" },
      ),
    ]);
  }
  if (Number(headers["content-length"] ?? 0) > largest) throw new AttachmentTooLarge(largest);
  // Left early, the stream must not be destroyed: its connection carries the answer.
  return { mediaType, content: whole(body), drain: () => void body.resume() };
}

/** Nobody is there to be told, but it is no failure of the ledger's that its log should name. */
class UploadBrokenOff extends Error {
  override readonly name = "UploadBrokenOff";
  readonly statusCode = 400;
}

async function* whole(body: Readable): AsyncGenerator<Uint8Array> {
  try {
    yield* body.iterator({ destroyOnReturn: false });
  } catch (cause) {
    throw new UploadBrokenOff("The file broke off on its way.", { cause });
  }
}

/**
 * Headers that let a file be saved and nothing else: whoever uploaded it may have put a page with a script in
 * it, which must not run as if it were the ledger's own.
 */
export function contentHeaders({ fileName, mediaType }: Attachment): Record<string, string> {
  const ascii = fileName.replaceAll(/[^\x20-\x7e]|["\\%]/g, "_");
  const encoded = encodeURIComponent(fileName).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return {
    "Content-Type": mediaType,
    // RFC 6266, with the name in ASCII for those who do not know the other form.
    "Content-Disposition": `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`,
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
  };
}
