import type { Document, Node } from "yaml";
import { LineCounter, isAlias, isMap, isScalar, isSeq, parseDocument } from "yaml";
import type { FileProblem } from "./file-problems.ts";
import { FileError } from "./file-problems.ts";

/** An agreement takes some 15 kB. Beyond this a file is something else, and the search for repeated keys long. */
export const MOST_BYTES = 250_000;
/** Deeper nesting would only exhaust the parser: the deepest field of an agreement is at level 6. */
const DEEPEST = 50;
const LONGEST_LINE = 20_000;

export type Path = readonly (string | number)[];

/** A parsed file that still knows where each field stood. */
export interface SourceText {
  /** All scalars of a YAML file are strings: nothing has become a number, a date or a truth value unasked. */
  readonly value: unknown;
  readonly format: "yaml" | "json";
  /** The place of a field, or of the nearest field around it that exists. */
  placeOf(path: Path): { readonly line: number; readonly column: number };
}

/**
 * Parses the bytes of a YAML or JSON file.
 *
 * @throws FileError `file-too-large`, `file-encoding`, `file-empty`, `file-nesting`, `yaml-…` and `json-…`
 */
export function parseSource(file: string, bytes: Uint8Array): SourceText {
  const format = file.toLowerCase().endsWith(".json") ? "json" : "yaml";
  const text = decode(file, bytes);
  if (text.trim() === "") throw whole(file, "file-empty", "The file is empty.");
  refuseDepth(file, text);
  if (format === "json") refuseBadJson(file, text);

  const lines = new LineCounter();
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  // "failsafe" has no types but text: `2.10` stays "2.10" and `2013-12-01` a text until a field asks for more.
  const schema = format === "json" ? "json" : "failsafe";
  const document = parseDocument(text, { schema, lineCounter: lines, prettyErrors: false });
  const faults = [...document.errors, ...document.warnings];
  // After a slip of syntax the parser is lost: what it reports next is seldom true. Repeated keys all are.
  const lost = faults.find(({ code }) => code !== "DUPLICATE_KEY");
  const reported = lost ? [lost] : faults;
  if (reported.length > 0) {
    throw new FileError(
      reported.map(({ code, message, pos }) => ({
        file,
        ...at(pos[0]),
        field: "",
        rule: `${format}-${code.toLowerCase().replaceAll("_", "-")}`,
        message: `${message}.`,
      })),
    );
  }
  return { value: valueOf(file, document), format, placeOf: (path) => at(offsetOf(document, path)) };
}

function whole(file: string, rule: string, message: string): FileError {
  return new FileError([{ file, field: "", rule, message }]);
}

function decode(file: string, bytes: Uint8Array): string {
  if (bytes.length > MOST_BYTES) {
    throw whole(file, "file-too-large", `The file has more than ${MOST_BYTES} bytes.`);
  }
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (utf16) throw whole(file, "file-encoding", "The file is UTF-16; save it as UTF-8.");
  try {
    // A UTF-8 byte order mark is harmless and dropped: some editors write one.
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (!text.includes("\0")) return text;
  } catch {
    const { line, column } = firstBadByte(bytes);
    const message = "Here stands a byte that is not UTF-8; save the file as UTF-8 (it may be Latin-1).";
    throw new FileError([{ file, line, column, field: "", rule: "file-encoding", message }]);
  }
  throw whole(file, "file-encoding", "The file has NUL bytes: it is no text.");
}

/** By halving: the longest beginning that is UTF-8 ends where the bad byte stands. */
function firstBadByte(bytes: Uint8Array): { line: number; column: number } {
  const decodes = (length: number): string | undefined => {
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, length), { stream: true });
    } catch {
      return undefined;
    }
  };
  let [good, bad] = [0, bytes.length];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (decodes(middle) === undefined) bad = middle;
    else good = middle;
  }
  const before = (decodes(good) ?? "").split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function refuseDepth(file: string, text: string): void {
  const long = text.split("\n").findIndex((line) => line.length > LONGEST_LINE);
  if (long >= 0) {
    const message = `The line is longer than ${LONGEST_LINE} characters.`;
    throw new FileError([{ file, line: long + 1, column: 1, field: "", rule: "file-nesting", message }]);
  }
  let open = 0;
  for (const sign of text) {
    if (sign === "[" || sign === "{") open += 1;
    if (sign === "]" || sign === "}") open -= 1;
    if (open > DEEPEST) throw whole(file, "file-nesting", `More than ${DEEPEST} brackets are open at once.`);
  }
}

/** The YAML parser reads more than JSON allows, so a .json file is first held to JSON. */
function refuseBadJson(file: string, text: string): void {
  try {
    JSON.parse(text);
  } catch (error) {
    throw whole(file, "json-syntax", `The file is not JSON: ${(error as SyntaxError).message}.`);
  }
}

function valueOf(file: string, document: Document.Parsed): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    // Aliases of aliases of aliases would fill the memory; the parser stops at the limit.
    if (error instanceof ReferenceError) throw whole(file, "yaml-aliases", `${error.message}.`);
    throw error;
  }
}

function offsetOf(document: Document.Parsed, path: Path): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const step of path) {
    const around: unknown = isAlias(node) ? node.resolve(document) : node;
    if (isMap(around)) {
      const pair = around.items.find(({ key }) => isScalar(key) && key.value === step);
      if (!pair) return offset;
      offset = startOf(pair.value) ?? startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(around) && typeof step === "number") {
      node = around.items[step];
      offset = startOf(node) ?? offset;
    } else {
      return offset;
    }
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}

export function fieldOf(path: Path): string {
  return path.reduce<string>((field, step) => {
    if (typeof step === "number") return `${field}[${step}]`;
    return field === "" ? step : `${field}.${step}`;
  }, "");
}

/** `lines[3].amount` as steps; the inverse of {@link fieldOf} for the names that the domain gives. */
export function pathOf(field: string): Path {
  return [...field.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, name]) =>
    index === undefined ? (name ?? "") : Number(index),
  );
}

/** In the order of the file. */
export function byPlace(a: FileProblem, b: FileProblem): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}
