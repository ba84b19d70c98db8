import { open } from "node:fs/promises";
import { readAgreement } from "#domain/agreements/agreement-document.ts";
import type { Agreement } from "#domain/agreements/agreement-terms.ts";
import { didYouMean } from "#domain/agreements/did-you-mean.ts";
import { DocumentError } from "#domain/agreements/document-error.ts";
import { readDistributionKey } from "#domain/distribution-keys/distribution-key-file.ts";
import type { DistributionKey } from "#domain/distribution-keys/distribution-key-file.ts";
import { given } from "#domain/given.ts";
import { readParties } from "#domain/parties/party-file.ts";
import type { PartyRecord } from "#domain/parties/party-file.ts";
import { RuleError } from "#domain/rule-error.ts";
import type { FileProblem } from "./file-problems.ts";
import { FileError } from "./file-problems.ts";
import type { FileKind } from "./schemas.ts";
import { FILE_KINDS, schemaProblems } from "./schemas.ts";
import type { Path, SourceText } from "./source-text.ts";
import { MOST_BYTES, byPlace, fieldOf, parseSource, pathOf } from "./source-text.ts";

export type AgreementFile =
  | { readonly kind: "agreement"; readonly agreement: Agreement }
  | { readonly kind: "parties"; readonly parties: readonly PartyRecord[] }
  | { readonly kind: "distribution_key"; readonly key: DistributionKey };

/**
 * Reads one YAML or JSON file of agreement data, whatever its kind.
 *
 * @throws FileError with every problem found, each with line, column, field path, rule and value
 */
export async function readAgreementFile(file: string): Promise<AgreementFile> {
  return readAgreementBytes(file, await bytesOf(file));
}

/** The same for bytes at hand; `name` appears in messages, and `.json` at its end asks for JSON. */
export function readAgreementBytes(name: string, bytes: Uint8Array): AgreementFile {
  const source = parseSource(name, bytes);
  const kind = kindOf(name, source);
  const shape = schemaProblems(kind, source.value, source.format === "yaml");
  const problem = (path: Path, rule: string, message: string): FileProblem => ({
    file: name,
    ...source.placeOf(path),
    field: fieldOf(path),
    rule,
    message,
  });
  const byShape = shape.map(({ path, rule, message }) => problem(path, rule, message));
  try {
    const content = contentOf(kind, source.value);
    if (byShape.length > 0) throw new FileError(byShape.sort(byPlace));
    return content;
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    const broken = error instanceof DocumentError ? error.problems : [error];
    // `file-format` says of a shape what the schema says better, with the word that was probably meant.
    const rules = broken.filter(({ rule }) => rule !== "file-format" || byShape.length === 0);
    const byRule = rules.map((one) => problem(pathOf(one.field ?? ""), one.rule, one.message));
    // Where both complain about a field, the domain says why; the schema only says what it should look like.
    const explained = new Set(byRule.map(({ field }) => field));
    const others = byShape.filter(({ field }) => !explained.has(field));
    throw new FileError([...byRule, ...others].sort(byPlace));
  }
}

function contentOf(kind: FileKind, value: unknown): AgreementFile {
  switch (kind) {
    case "agreement":
      return { kind, agreement: readAgreement(value) };
    case "parties":
      return { kind, parties: readParties(value) };
    case "distribution_key":
      return { kind, key: readDistributionKey(value) };
  }
}

/** Reads no more than the largest file that is allowed, and one byte to know that there was more. */
async function bytesOf(file: string): Promise<Uint8Array> {
  try {
    const handle = await open(file, "r");
    try {
      const buffer = new Uint8Array(MOST_BYTES + 1);
      let length = 0;
      for (;;) {
        const { bytesRead } = await handle.read(buffer, length, buffer.length - length, null);
        length += bytesRead;
        if (bytesRead === 0 || length === buffer.length) return buffer.subarray(0, length);
      }
    } finally {
      await handle.close();
    }
  } catch (error) {
    const { code, message: reason } = error as NodeJS.ErrnoException;
    const message =
      code === "EISDIR"
        ? "This is a folder: name the files in it, such as its *.yaml."
        : `The file cannot be read: ${reason}.`;
    throw new FileError([{ file, field: "", rule: "file-unreadable", message }]);
  }
}

function kindOf(file: string, { value, placeOf }: SourceText): FileKind {
  const kind: unknown =
    typeof value === "object" && value !== null && "kind" in value ? value.kind : undefined;
  const known = FILE_KINDS.find((name) => name === kind);
  if (known) return known;
  const hint = typeof kind === "string" ? didYouMean(kind, FILE_KINDS) : "";
  const kinds = FILE_KINDS.join(", ");
  const message =
    kind === undefined
      ? `kind is missing: it says what the file holds, one of ${kinds}.`
      : `kind must be one of ${kinds}, not ${given(kind)}${hint}.`;
  throw new FileError([{ file, ...placeOf(["kind"]), field: "kind", rule: "file-kind", message }]);
}
