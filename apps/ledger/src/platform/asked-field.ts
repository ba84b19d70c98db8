import { RuleError } from "#domain/rule-error.ts";
import type { RequestType } from "../ledger/requests.ts";
import { fieldsOf } from "../requests/field.ts";
import { REQUESTS } from "../requests/requests.ts";

/**
 * What a rule's field may be called in a request, the likeliest first. A command is completed from what is
 * asked: plain amounts become items, the header becomes `by`, a payment of a requisition its id.
 */
const ALSO_CALLED: Readonly<Record<string, readonly string[]>> = {
  allocations: ["table", "amount"],
  items: ["lines", "amount"],
  lines: ["agreement"],
  keys: ["table", "key", "line"],
  weights: ["key"],
  recipient: ["key", "line"],
  entry: ["eventId"],
  effectiveOn: ["on", "receivedOn"],
  on: ["effectiveOn", "receivedOn"],
  requisitionId: ["pays"],
};

/**
 * A refusal with its field in the words of the request: `items[0].line` where the rule only speaks of a
 * `line`. A field that the request does not have in any form is left out, rather than sending the caller to
 * look for it.
 */
export function inAskedWords(error: RuleError, type: RequestType, request: object): RuleError {
  const { rule, message, field, figures } = error;
  if (field === undefined) return error;
  const asked = askedField(field, new Set(Object.values(figures)), type, request);
  return new RuleError(rule, message, { figures, ...(asked === undefined ? {} : { field: asked }) });
}

function askedField(
  field: string,
  figures: ReadonlySet<string>,
  type: RequestType,
  request: object,
): string | undefined {
  if (field === "by") return "Ledger-Actor";
  const fields = fieldsOf(REQUESTS[type]);
  const [root = field] = field.split(/[.[]/, 1);
  if (fields.has(root) || root === "documents") return field;
  const members = new Map(Object.entries(request));
  for (const [name, { nested, list }] of fields) {
    if (nested === undefined || !fieldsOf(nested()).has(field)) continue;
    if (!list) return `${name}.${field}`;
    const at = itemAt(members.get(name), field, figures);
    if (at !== undefined) return `${name}[${at}].${field}`;
  }
  const others = (ALSO_CALLED[root] ?? []).filter((name) => fields.has(name));
  return others.find((name) => members.has(name)) ?? others.find((name) => !fields.get(name)?.optional);
}

/** The item that the rule speaks of: the one whose value stands among the figures, or the only one. */
function itemAt(items: unknown, field: string, figures: ReadonlySet<string>): number | undefined {
  if (!Array.isArray(items)) return undefined;
  const named = items.findIndex((item: Readonly<Record<string, unknown>>) => {
    const value = item[field];
    return typeof value === "string" && figures.has(value);
  });
  if (named >= 0) return named;
  return items.length === 1 ? 0 : undefined;
}
