import { type ValidationError, validateSync } from "class-validator";
import { nearestWord } from "#domain/agreements/did-you-mean.ts";
import { given, givenFigure } from "#domain/given.ts";
import { RuleError } from "#domain/rule-error.ts";
import type { LedgerRequest, RequestType } from "../ledger/requests.ts";
import {
  MOST_ITEMS,
  type FieldSpec,
  type WireClass,
  domainName,
  fieldsOf,
  problemsIn,
  readWhenChecked,
} from "./field.ts";
import { unknownField } from "./fields.ts";
import { REQUESTS, REQUEST_TYPES } from "./requests.ts";

/** More would help nobody; a caller's garbage must not make an answer of megabytes. */
const MOST_PROBLEMS = 100;

/** A request is not in its wire form. Holds every problem found, each with field, rule, message and figures. */
export class InvalidRequest extends Error {
  override readonly name = "InvalidRequest";
  readonly problems: readonly RuleError[];

  constructor(problems: readonly RuleError[]) {
    const kept = problems.slice(0, MOST_PROBLEMS);
    super(kept.map((problem) => problem.message).join("\n"));
    this.problems = kept;
  }
}

/**
 * Reads a request in its wire form, `{"type": "approve-requisition", …}`, as HTTP, a bulk file or a case
 * gives it. Shapes and formats are checked here, rules about money where they are decided.
 *
 * @throws InvalidRequest with every problem found
 */
export function readRequest(value: unknown): LedgerRequest {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    const message = `A request must be an object with a type, not ${given(value)}.`;
    throw new InvalidRequest([
      new RuleError("object-format", message, { field: "", figures: { given: givenFigure(value) } }),
    ]);
  }
  const { type, ...fields } = value as Readonly<Record<string, unknown>>;
  const known = readType(type);
  return { type: known, ...readFields(REQUESTS[known], fields) } as LedgerRequest;
}

function readType(type: unknown): RequestType {
  const known = REQUEST_TYPES.find((name) => name === type);
  if (known !== undefined) return known;
  const near = typeof type === "string" ? nearestWord(type, REQUEST_TYPES) : undefined;
  const hint = near === undefined ? "" : ` (did you mean "${near}"?)`;
  throw new InvalidRequest([
    new RuleError("request-type-unknown", `type must be a kind of request, not ${given(type)}${hint}.`, {
      field: "type",
      figures: { given: givenFigure(type), ...(near === undefined ? {} : { near }) },
    }),
  ]);
}

/**
 * Reads an object by the class that describes it, such as the parameters of a query.
 *
 * @throws InvalidRequest with every problem found
 */
export function readFields(wireClass: WireClass, value: object): Record<string, unknown> {
  const unknown: RuleError[] = [];
  const instance = dress(wireClass, value, "", unknown);
  // Fields that the class does not know are noted already: the validator need not look for them again.
  const errors = validateSync(instance);
  const order = [...fieldsOf(wireClass).keys()];
  errors.sort((a, b) => order.indexOf(a.property) - order.indexOf(b.property));
  const problems = [...unknown, ...errors.flatMap((error) => problemsOf(error, wireClass, ""))];
  if (problems.length > 0) throw new InvalidRequest(problems);
  return inDomainForm(wireClass, instance);
}

/** An instance with the fields that the class knows; the others are noted, so that none is lost in silence. */
function dress(wireClass: WireClass, value: object, prefix: string, unknown: RuleError[]): object {
  const fields = fieldsOf(wireClass);
  const instance = new wireClass();
  for (const [name, member] of Object.entries(value)) {
    const spec = fields.get(name);
    if (spec) Object.assign(instance, { [name]: dressMember(spec, member, `${prefix}${name}`, unknown) });
    else unknown.push(unknownField(prefix, name, [...fields.keys()]));
  }
  return instance;
}

function dressMember(spec: FieldSpec, member: unknown, path: string, unknown: RuleError[]): unknown {
  const { nested, list } = spec;
  if (!nested) return member;
  const dressOne = (item: unknown, at: string): unknown =>
    typeof item === "object" && item !== null && !Array.isArray(item)
      ? dress(nested(), item, `${at}.`, unknown)
      : item;
  if (!list) return dressOne(member, path);
  if (!Array.isArray(member) || member.length > MOST_ITEMS) return member;
  return member.map((item: unknown, index) => dressOne(item, `${path}[${index}]`));
}

/** What class-validator found, in the words of the domain's parsers. */
function problemsOf(error: ValidationError, wireClass: WireClass, prefix: string): readonly RuleError[] {
  const { property, value, children = [] } = error;
  const spec = fieldsOf(wireClass).get(property);
  const path = `${prefix}${property}`;
  if (!spec) return [unknownField(prefix, property, [...fieldsOf(wireClass).keys()])];
  const own = problemsIn(spec, value, path);
  const nested = spec.nested?.();
  // A list that is too long was not taken apart: its items are not looked at.
  if (nested === undefined || own.some(({ rule }) => rule === "list-format")) return own;
  const within = children.flatMap((child) =>
    spec.list
      ? (child.children ?? []).flatMap((one) => problemsOf(one, nested, `${path}[${child.property}].`))
      : problemsOf(child, nested, `${path}.`),
  );
  return [...own, ...within];
}

function inDomainForm(wireClass: WireClass, instance: object): Record<string, unknown> {
  const members = instance as Readonly<Record<string, unknown>>;
  const read: Record<string, unknown> = {};
  for (const [name, spec] of fieldsOf(wireClass)) {
    const value = members[name];
    if (value === undefined) continue;
    const { nested, list } = spec;
    const within = (item: unknown): unknown => nested && inDomainForm(nested(), item as object);
    if (!nested) read[domainName(name)] = readWhenChecked(instance, name);
    else read[domainName(name)] = list ? (value as unknown[]).map(within) : within(value);
  }
  return read;
}
