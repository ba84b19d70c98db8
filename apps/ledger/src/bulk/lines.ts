import { RuleError } from "#domain/rule-error.ts";

/** Bytes of one line, without its end; as much as the body of a single write. */
export const LONGEST_LINE = 1_048_576;

/** A line as it came in. Its bytes are let go of once it is read. */
export interface Line {
  /** 1-based, blank lines counted. */
  readonly number: number;
  readonly bytes: number;
  /** Its text, or why it has none. */
  readonly content: string | RuleError;
}

const NEWLINE = 0x0a;
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Takes bytes apart into lines as they arrive. A line that is too long or no UTF-8 is told in its place and
 * the next one is read as ever; of a line that is too long no more is kept than its allowed part.
 *
 * What stands after the last newline is a line when the bytes end in order; when they break off, whoever
 * iterates over them throws, and the half line is never seen.
 */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  let parts: Uint8Array[] = [];
  let bytes = 0;
  let number = 0;
  const ended = (): Line => {
    const line = { number: ++number, bytes, content: contentOf(parts, bytes) };
    parts = [];
    bytes = 0;
    return line;
  };
  const take = (part: Uint8Array): void => {
    bytes += part.length;
    if (bytes <= LONGEST_LINE) parts.push(part);
    else parts = [];
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      take(chunk.subarray(from, end));
      yield ended();
      from = end + 1;
    }
    if (from < chunk.length) take(chunk.subarray(from));
  }
  if (bytes > 0) yield ended();
}

function contentOf(parts: readonly Uint8Array[], bytes: number): Line["content"] {
  if (bytes > LONGEST_LINE) {
    const figures = { most: String(LONGEST_LINE), given: String(bytes) };
    const message = `A line holds at most ${LONGEST_LINE} bytes, and this one has ${bytes}.`;
    return new RuleError("line-too-long", message, { field: "", figures });
  }
  try {
    return utf8.decode(parts.length === 1 ? parts[0] : Buffer.concat(parts, bytes));
  } catch {
    // A wrong byte would otherwise be stored for ever as a replacement character.
    return new RuleError("line-encoding", "The line is not valid UTF-8.", { field: "" });
  }
}
