import { RuleError } from "#domain/rule-error.ts";
import type { LedgerRequest } from "../ledger/requests.ts";
import { type WireClass, fieldsOf } from "./field.ts";
import { REQUESTS } from "./requests.ts";

export type Standing = "known" | "erased" | "unknown";

/** What the boundary asks the registers about the ids in a request. The log itself knows ids only. */
export interface KnownReferences {
  /** @param id a person's or an attachment's */
  standing(id: string): Promise<Standing>;
}

interface Reference {
  readonly field: string;
  readonly id: string;
}

/**
 * What is demanded of a request before it is decided: that the registers hold the persons and the documents
 * that it names. HTTP and files of many requests share it, each handing it on as the asker's `admit`.
 *
 * @throws RuleError `person-unknown`, `person-erased`, `document-unknown`, `document-erased`; what was given
 *   is not repeated, since it may be a name
 */
export function admission(
  request: LedgerRequest,
  documents: readonly string[],
  known: KnownReferences,
): () => Promise<void> {
  return async () => {
    const { type, ...fields } = request;
    for (const { field, id } of personsIn(REQUESTS[type], fields, "")) {
      await mustStand("person", field, id, known);
    }
    for (const [index, id] of documents.entries()) {
      await mustStand("document", `documents[${index}]`, id, known);
    }
  };
}

async function mustStand(
  what: "person" | "document",
  field: string,
  id: string,
  known: KnownReferences,
): Promise<void> {
  const standing = await known.standing(id);
  if (standing === "known") return;
  const why = standing === "erased" ? "was erased from the register" : "is not in the register";
  throw new RuleError(`${what}-${standing}`, `The ${what} that ${field} names ${why}.`, { field });
}

/** The ids of persons in a request, wherever its class says that one stands. */
function personsIn(wireClass: WireClass, fields: object, prefix: string): Reference[] {
  const members = new Map<string, unknown>(Object.entries(fields));
  return [...fieldsOf(wireClass)].flatMap(([name, { refersTo, nested, list }]): Reference[] => {
    const value = members.get(name);
    if (value === undefined || value === null) return [];
    const field = `${prefix}${name}`;
    if (refersTo === "person") return [{ field, id: String(value) }];
    if (nested === undefined) return [];
    if (!list) return personsIn(nested(), value, `${field}.`);
    return (value as object[]).flatMap((item, index) => personsIn(nested(), item, `${field}[${index}].`));
  });
}
