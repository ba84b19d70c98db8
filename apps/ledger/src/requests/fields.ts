import { AGREEMENT_ID, parseAgreementId } from "#domain/identifiers/agreement-id.ts";
import { LONGEST_SLUG, SLUG, parseSlug } from "#domain/identifiers/slug.ts";
import { parseFundingKey } from "#domain/appropriations/funding-key.ts";
import { parseDay } from "#domain/calendar.ts";
import { didYouMean } from "#domain/agreements/did-you-mean.ts";
import { given, givenFigure } from "#domain/given.ts";
import { parseCaseNumber } from "#domain/identifiers/case-number.ts";
import { parseGiro } from "#domain/identifiers/giro.ts";
import { parseOrganisationsnummer } from "#domain/identifiers/organisationsnummer.ts";
import { notNegative, parseAmount, parsePositiveAmount } from "#domain/money.ts";
import { RuleError } from "#domain/rule-error.ts";
import { Field, type FieldSpec, type WireClass } from "./field.ts";

interface Options {
  readonly optional?: boolean;
  readonly list?: boolean;
  readonly example?: unknown;
  readonly unusual?: boolean;
}

function field(
  spec: Pick<FieldSpec, "description" | "schema" | "example" | "read"> & Pick<FieldSpec, "nested">,
  { optional = false, list = false, unusual = false, example }: Options,
): PropertyDecorator {
  return Field({ ...spec, optional, list, unusual, example: example ?? spec.example });
}

const AMOUNT_SCHEMA = { type: "string", pattern: "^(0|[1-9]\\d*)\\.\\d{2}$", maxLength: 17 };

/** An amount above zero, in kronor with two decimals. */
export function Amount(description = "Kronor with two decimals, above zero.", options: Options = {}) {
  const read = (value: unknown, path: string): unknown => parsePositiveAmount(value, path);
  return field({ description, schema: AMOUNT_SCHEMA, example: "65000000.00", read }, options);
}

/** An amount of zero or more, in kronor with two decimals. */
export function AmountOrZero(
  description = "Kronor with two decimals, zero or above.",
  options: Options = {},
) {
  const read = (value: unknown, path: string): unknown => notNegative(parseAmount(value, path), path);
  return field({ description, schema: AMOUNT_SCHEMA, example: "0.00", read }, options);
}

export function CalendarDay(description: string, options: Options = {}) {
  const schema = { type: "string", format: "date" };
  return field({ description, schema, example: "2022-11-25", read: parseDay }, options);
}

export function AnslagKey(
  description = "Budget year, utgiftsområde, anslag, and optionally anslagspost and delpost.",
  options: Options = {},
) {
  const schema = { type: "string", maxLength: 30 };
  return field({ description, schema, example: "2022-9-1:6-5", read: parseFundingKey }, options);
}

/** The id of an agreement. */
export function AgreementId(description: string, options: Options = {}) {
  const schema = { type: "string", pattern: AGREEMENT_ID.source, maxLength: LONGEST_SLUG };
  return field({ description, schema, example: "sjsv-2022", read: parseAgreementId }, options);
}

/** The id of a line, a party or a key. */
export function Slug(description: string, example: string, options: Options = {}) {
  const schema = { type: "string", pattern: SLUG.source, maxLength: LONGEST_SLUG };
  return field({ description, schema, example, read: parseSlug }, options);
}

export function OrgNumber(description: string, options: Options = {}) {
  const schema = { type: "string", maxLength: 40 };
  return field({ description, schema, example: "222000-0315", read: parseOrganisationsnummer }, options);
}

export function CaseNumber(description: string, options: Options = {}) {
  const schema = { type: "string", maxLength: 60 };
  return field({ description, schema, example: "S2022/02782", read: parseCaseNumber }, options);
}

const GIRO_FIELDS = ["type", "number"];

/** A bankgiro or plusgiro number with its type, which is never guessed. */
export function GiroNumber(description: string, options: Options = {}) {
  const read = (value: unknown, path: string): unknown => {
    const giro = objectWith(value, path, GIRO_FIELDS);
    return parseGiro({ type: giro["type"], number: giro["number"] }, path);
  };
  const schema = {
    type: "object",
    required: GIRO_FIELDS,
    additionalProperties: false,
    properties: {
      type: { type: "string", enum: ["bankgiro", "plusgiro"] },
      number: { type: "string", maxLength: 20 },
    },
  };
  return field({ description, schema, example: { type: "bankgiro", number: "5050-1055" }, read }, options);
}

/** Control characters (also those of Unicode's second block), and halves of surrogate pairs. */
const UNPRINTABLE = /\p{Cc}|\p{Cs}/u;

/** Words of a person: a reason, a decision's name. Never the name of a person (DOMAIN, retention). */
export function Text(description: string, example: string, options: Options & { most?: number } = {}) {
  const { most = 500 } = options;
  const read = (value: unknown, path: string): unknown => {
    if (typeof value !== "string" || value.trim() === "" || value.length > most) {
      throw new RuleError(
        "text-format",
        `${path} must be a text of 1 to ${most} characters, not ${shown(value)}.`,
        {
          field: path,
          figures: {
            most: String(most),
            given: typeof value === "string" ? String(value.length) : given(value),
          },
        },
      );
    }
    if (UNPRINTABLE.test(value)) {
      throw new RuleError("text-control-character", `${path} holds a control character.`, { field: path });
    }
    return value;
  };
  return field(
    { description, schema: { type: "string", minLength: 1, maxLength: most }, example, read },
    options,
  );
}

function shown(value: unknown): string {
  return typeof value === "string" && value.trim() !== "" ? `${value.length} characters` : given(value);
}

const ID = /^[A-Za-z0-9](?:[A-Za-z0-9._:/+-]{0,98}[A-Za-z0-9])?$/;

/** An id that the ledger gave, or a bank's reference: no spaces, so that no name fits in. */
export function Id(description: string, example: string, options: Options = {}) {
  const read = (value: unknown, path: string): unknown => {
    if (typeof value === "string" && ID.test(value)) return value;
    throw new RuleError(
      "id-format",
      `${path} must be 1 to 100 letters, digits and . _ : / + - without spaces, not ${given(value)}.`,
      { field: path, figures: { given: givenFigure(value) } },
    );
  };
  return field({ description, schema: { type: "string", pattern: ID.source }, example, read }, options);
}

export function Choice(
  description: string,
  known: readonly (string | number)[],
  options: Options = {},
): PropertyDecorator {
  const read = (value: unknown, path: string): unknown => {
    if (known.includes(value as string)) return value;
    const hint = typeof value === "string" ? didYouMean(value, known.map(String)) : "";
    throw new RuleError("choice", `${path} must be one of ${known.join(", ")}, not ${given(value)}${hint}.`, {
      field: path,
      figures: { known: known.join(", "), given: givenFigure(value) },
    });
  };
  const type = typeof known[0] === "number" ? "integer" : "string";
  return field({ description, schema: { type, enum: known }, example: known[0], read }, options);
}

/** An object with fields of its own, or with `list` several of them. */
export function Nested(
  nested: () => WireClass,
  description: string,
  options: Options & { exactlyOne?: readonly string[] } = {},
): PropertyDecorator {
  const read = (value: unknown, path: string): unknown => {
    const members = objectAt(value, path);
    const { exactlyOne } = options;
    const present = exactlyOne?.filter((name) => members[name] !== undefined) ?? [];
    if (exactlyOne && present.length !== 1) {
      throw new RuleError("exactly-one", `${path} must say exactly one of ${exactlyOne.join(", ")}.`, {
        field: path,
        figures: { known: exactlyOne.join(", "), given: present.join(", ") },
      });
    }
    return value;
  };
  return field({ description, schema: {}, example: undefined, read, nested }, options);
}

/** A document in the form of the files under agreements/, read by the domain's reader of that form. */
export function Document(
  description: string,
  example: unknown,
  read: (value: unknown, path: string) => unknown,
  options: Options = {},
): PropertyDecorator {
  return field({ description, schema: { type: "object" }, example, read }, options);
}

export function objectAt(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw new RuleError("object-format", `${path} must be an object with fields, not ${given(value)}.`, {
    field: path,
    figures: { given: givenFigure(value) },
  });
}

function objectWith(
  value: unknown,
  path: string,
  known: readonly string[],
): Readonly<Record<string, unknown>> {
  const members = objectAt(value, path);
  const unknown = Object.keys(members).find((name) => !known.includes(name));
  if (unknown !== undefined) throw unknownField(`${path}.`, unknown, known);
  return members;
}

/** @param prefix the path of the object, with the dot that follows it */
export function unknownField(prefix: string, name: string, known: readonly string[]): RuleError {
  const path = `${prefix}${givenFigure(name)}`;
  return new RuleError("field-unknown", `${path} is not a field here${didYouMean(name, known)}.`, {
    field: path,
    figures: { known: known.join(", ") },
  });
}
