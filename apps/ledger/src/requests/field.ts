import { ValidateBy, ValidateIf, ValidateNested } from "class-validator";
import { DocumentError } from "#domain/agreements/document-error.ts";
import { given } from "#domain/given.ts";
import { RuleError } from "#domain/rule-error.ts";

/** A class that describes a request, or a part of one, in its wire form. */
export type WireClass = new () => object;

/** No decision has more items; a longer list is refused before it is read. */
export const MOST_ITEMS = 1_000;

/** What a field of a request is: how it is read, and how it is described to others. */
export interface FieldSpec {
  /** One sentence for the API's description. */
  readonly description: string;
  /** JSON Schema of one value. */
  readonly schema: Readonly<Record<string, unknown>>;
  readonly example: unknown;
  /**
   * One value in its domain form.
   *
   * @throws RuleError naming `path`
   */
  readonly read: (value: unknown, path: string) => unknown;
  readonly optional: boolean;
  readonly list: boolean;
  /** Belongs to an unusual variant: a whole example leaves it out. */
  readonly unusual?: boolean;
  /** The value is an id in a register outside the log; the boundary asks there whether it is known. */
  readonly refersTo?: "person";
  /** The class of an object, or of each object in a list; `read` then only looks at the object as a whole. */
  readonly nested?: () => WireClass;
}

const specs = new WeakMap<object, Map<string, FieldSpec>>();

/** What the domain calls a field that has another name outside. */
const DOMAIN_NAMES: ReadonlyMap<string, string> = new Map([["anslagspost", "funding"]]);

export function domainName(field: string): string {
  return DOMAIN_NAMES.get(field) ?? field;
}

/** Makes a property of a request's class a field of it, checked by class-validator through the domain's parser. */
export function Field(spec: FieldSpec): PropertyDecorator {
  return (prototype, property) => {
    const name = String(property);
    const own = specs.get(prototype) ?? new Map<string, FieldSpec>();
    specs.set(prototype, own.set(name, spec));
    const problems = (value: unknown): readonly RuleError[] => problemsIn(spec, value, name);
    ValidateBy({
      name: "field",
      validator: {
        validate: (value, about) => isSound(spec, value, name, about?.object),
        defaultMessage: (about) => problems(about?.value)[0]?.message ?? "",
      },
    })(prototype, property);
    if (spec.optional) {
      ValidateIf((owner: Record<string, unknown>) => owner[name] !== undefined)(prototype, property);
    }
    if (spec.nested) ValidateNested()(prototype, property);
  };
}

/** Every request asks for the same ones again; a class has all its fields once it is defined. */
const known = new WeakMap<WireClass, ReadonlyMap<string, FieldSpec>>();

/** The fields of a class, those that it inherits first. */
export function fieldsOf(wireClass: WireClass): ReadonlyMap<string, FieldSpec> {
  const fields = known.get(wireClass) ?? inheritedFields(wireClass);
  known.set(wireClass, fields);
  return fields;
}

function inheritedFields(wireClass: WireClass): ReadonlyMap<string, FieldSpec> {
  const found: [string, FieldSpec][] = [];
  for (
    let prototype: object | null = wireClass.prototype as object;
    prototype !== null;
    prototype = Object.getPrototypeOf(prototype) as object | null
  ) {
    found.unshift(...(specs.get(prototype) ?? []));
  }
  return new Map(found);
}

/** What was read of the fields of an object while it was checked, by their names. */
const readOf = new WeakMap<object, Map<string, unknown>>();

/** The field's value in its domain form, as it was read when the object was checked; a list's items one by one. */
export function readWhenChecked(owner: object, name: string): unknown {
  return readOf.get(owner)?.get(name);
}

/** Reads the value once, for the check and for whoever needs it after. */
function isSound(spec: FieldSpec, value: unknown, name: string, owner: object | undefined): boolean {
  try {
    const read = readValue(spec, value, name);
    if (owner === undefined) return true;
    const kept = readOf.get(owner) ?? new Map<string, unknown>();
    readOf.set(owner, kept.set(name, read));
    return true;
  } catch {
    return problemsIn(spec, value, name).length === 0;
  }
}

/** Throws whatever is wrong first; {@link problemsIn} tells everything. */
function readValue(spec: FieldSpec, value: unknown, path: string): unknown {
  if (value === undefined || (spec.list && !isList(value))) throw new Error(`${path} is not sound.`);
  return spec.list ? (value as unknown[]).map((item) => spec.read(item, path)) : spec.read(value, path);
}

const isList = (value: unknown): value is unknown[] =>
  Array.isArray(value) && value.length > 0 && value.length <= MOST_ITEMS;

/** Everything that is wrong with a value, leaving out what its nested objects say themselves. */
export function problemsIn(spec: FieldSpec, value: unknown, path: string): readonly RuleError[] {
  if (value === undefined) {
    if (spec.optional) return [];
    return [new RuleError("field-missing", `${path} is missing.`, { field: path })];
  }
  if (!spec.list) return problemsOf(() => spec.read(value, path));
  if (!isList(value)) {
    const what = Array.isArray(value) ? `a list of ${value.length}` : given(value);
    return [
      new RuleError("list-format", `${path} must be a list of 1 to ${MOST_ITEMS} items, not ${what}.`, {
        field: path,
        figures: { most: String(MOST_ITEMS), given: what },
      }),
    ];
  }
  return value.flatMap((item: unknown, index) => problemsOf(() => spec.read(item, `${path}[${index}]`)));
}

function problemsOf(read: () => unknown): readonly RuleError[] {
  try {
    read();
    return [];
  } catch (error) {
    if (error instanceof DocumentError) return error.problems;
    if (error instanceof RuleError) return [error];
    throw error;
  }
}
