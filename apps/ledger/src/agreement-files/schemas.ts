import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ErrorObject, ValidateFunction } from "ajv/dist/2020.js";
import { Ajv2020 } from "ajv/dist/2020.js";
import { didYouMean } from "#domain/agreements/did-you-mean.ts";
import { given } from "#domain/given.ts";
import type { Path } from "./source-text.ts";
import { fieldOf } from "./source-text.ts";

/** The kinds of file in the folder, each with the schema that lies beside it. */
export const SCHEMA_FILES = {
  agreement: "agreement.schema.json",
  parties: "parties.schema.json",
  distribution_key: "distribution-key.schema.json",
} as const;
export type FileKind = keyof typeof SCHEMA_FILES;
export const FILE_KINDS = Object.keys(SCHEMA_FILES) as FileKind[];

export interface SchemaProblem {
  readonly path: Path;
  readonly rule: string;
  readonly message: string;
}

/** The folder of agreement files: beside package.json, both when run from source and when run from dist. */
export function agreementsFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) {
    const parent = dirname(folder);
    if (parent === folder)
      throw new Error("No package.json above the ledger's code: the installation is broken.");
    folder = parent;
  }
  return join(folder, "agreements");
}

const validators = new Map<string, ValidateFunction>();

/**
 * Holds a value to the schema of its kind.
 *
 * With `textOnly` (YAML, where each scalar was read as text) a field whose schema says integer or boolean
 * is turned into that; a text field is never turned into anything. `value` is changed in place.
 */
export function schemaProblems(kind: FileKind, value: unknown, textOnly: boolean): SchemaProblem[] {
  const name = `${kind} ${textOnly ? "text" : "typed"}`;
  let validate = validators.get(name);
  if (!validate) {
    const ajv = new Ajv2020({
      allErrors: true,
      verbose: true,
      strict: true,
      strictRequired: false,
      allowUnionTypes: true,
      coerceTypes: textOnly,
    });
    const schema: unknown = JSON.parse(readFileSync(join(agreementsFolder(), SCHEMA_FILES[kind]), "utf8"));
    validate = ajv.compile(schema as object);
    validators.set(name, validate);
  }
  if (validate(value)) return [];
  // `if` only says that one of its branches, which reports itself, failed.
  return (validate.errors ?? []).filter(({ keyword }) => keyword !== "if").map(problemOf);
}

function problemOf(error: ErrorObject): SchemaProblem {
  const around = stepsOf(error.instancePath);
  const params = error.params as Record<string, unknown>;
  const unknownField = params["additionalProperty"] ?? params["unevaluatedProperty"];
  const missingField = params["missingProperty"];
  const rule = `schema-${error.keyword}`;
  if (typeof unknownField === "string") {
    const path = [...around, unknownField];
    const known = Object.keys((error.parentSchema?.["properties"] as object | undefined) ?? {});
    return { path, rule, message: `${fieldOf(path)} is not a field here${didYouMean(unknownField, known)}.` };
  }
  if (typeof missingField === "string") {
    const path = [...around, missingField];
    return { path, rule, message: `${fieldOf(path)} is missing.` };
  }
  const name = around.length === 0 ? "The document" : fieldOf(around);
  return {
    path: around,
    rule,
    message: `${name} ${expectation(error)}, not ${given(error.data)}${hint(error)}.`,
  };
}

function expectation({ keyword, params, parentSchema, message }: ErrorObject): string {
  const title: unknown = parentSchema?.["title"];
  const allowed: unknown = (params as Record<string, unknown>)["allowedValues"];
  if (keyword === "enum" && Array.isArray(allowed)) return `must be one of ${allowed.join(", ")}`;
  if (typeof title === "string") return `must be ${title}`;
  return message ?? "breaks the schema";
}

function hint({ params, data }: ErrorObject): string {
  const allowed: unknown = (params as Record<string, unknown>)["allowedValues"];
  return Array.isArray(allowed) && typeof data === "string" ? didYouMean(data, allowed.map(String)) : "";
}

/** A JSON pointer as steps. */
function stepsOf(pointer: string): Path {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step.replaceAll("~1", "/").replaceAll("~0", "~")));
}
