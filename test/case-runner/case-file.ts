import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { fieldOf, parseSource } from "#ledger/agreement-files/source-text.ts";

/** Amounts, days and names are text, as the file has them. */
export type Texts = Readonly<Record<string, string>>;

export interface CommandText extends Readonly<Record<string, unknown>> {
  readonly type: string;
}

export interface ExpectedRefusal {
  readonly rule: string;
  readonly field?: string;
  readonly figures?: Texts;
}

export interface ExpectedBalance {
  readonly where?: Texts;
  readonly on?: string;
  readonly axis?: "effective" | "posting";
  readonly are: Texts;
}

export interface Checks {
  readonly balances?: readonly ExpectedBalance[];
  readonly turnover?: readonly ExpectedBalance[];
  readonly reclaimable?: { readonly on: string; readonly are: readonly Texts[] };
  readonly findings?: { readonly agreement: string; readonly are: readonly Texts[] };
  readonly closedThrough?: string;
  readonly voidClosings?: number;
}

export interface Step extends Checks {
  readonly as?: string;
  readonly on?: string;
  readonly by?: string;
  readonly command?: CommandText;
  readonly idOf?: string;
  readonly seen?: string;
  readonly crash?: boolean;
  readonly repeat?: string;
  readonly concurrently?: readonly Step[];
  readonly wins?: number;
  readonly import?: string;
  readonly use?: string;
  readonly with?: Texts;
  readonly restart?: boolean;
  readonly refused?: ExpectedRefusal;
  readonly recorded?: readonly CommandText[];
  readonly caused?: readonly CommandText[];
  readonly refusedElsewhere?: ExpectedRefusal;
}

export interface Defaults {
  readonly agreement?: string;
  readonly recipient?: string;
  readonly line?: string;
  readonly anslagspost?: string;
}

export interface CaseFile {
  readonly case?: string;
  readonly rule?: string;
  readonly store?: "memory" | "sqlite";
  readonly background?: readonly string[];
  readonly parameters?: Texts;
  readonly defaults?: Defaults;
  readonly steps: readonly Step[];
}

/** A step with the words that a person finds it by. */
export interface PlacedStep {
  readonly place: string;
  readonly step: Step;
}

/** A case with its backgrounds written out, in the order in which it is played. */
export interface Case {
  readonly title: string;
  readonly rule: string;
  readonly file: string;
  readonly store: "memory" | "sqlite";
  readonly defaults: Defaults;
  readonly steps: readonly PlacedStep[];
}

export const CASES_FOLDER = join(import.meta.dirname, "..", "cases");
const BACKGROUNDS = join(CASES_FOLDER, "background");

const validate = new Ajv2020({ allErrors: true, strict: true, coerceTypes: true }).compile<CaseFile>(
  JSON.parse(readFileSync(join(CASES_FOLDER, "case.schema.json"), "utf8")) as object,
);

/**
 * Reads a case and writes out what it builds on.
 *
 * @throws Error naming the file, the line and the field that a case cannot have
 */
export function readCase(file: string, folder = CASES_FOLDER): Case {
  const content = readFile(file);
  const name = relative(folder, file);
  if (content.case === undefined || content.rule === undefined) {
    throw new Error(`${name}: a case says what it shows (case:) and where the rule stands (rule:).`);
  }
  const backgrounds = (content.background ?? []).map((background) => writtenOut(background));
  const own = stepsOf(content.steps, "");
  return {
    title: content.case,
    rule: content.rule,
    file: name,
    store: content.store ?? "memory",
    defaults: Object.assign({}, ...backgrounds.map(({ defaults }) => defaults), content.defaults) as Defaults,
    steps: [...backgrounds.flatMap(({ steps }) => steps), ...own],
  };
}

function writtenOut(name: string, values: Texts = {}): { defaults: Defaults; steps: PlacedStep[] } {
  const beside = join(BACKGROUNDS, `${name}.yaml`);
  if (!existsSync(beside)) throw new Error(`No background is called ${name}: ${beside} does not exist.`);
  const content = readFile(beside);
  const known = content.parameters ?? {};
  const stranger = Object.keys(values).find((key) => !Object.hasOwn(known, key));
  if (stranger !== undefined) {
    throw new Error(
      `Background ${name} has no parameter ${stranger}; it has ${Object.keys(known).join(", ")}.`,
    );
  }
  const before = (content.background ?? []).map((background) => writtenOut(background));
  const filled = filledIn(content.steps, { ...known, ...values }) as readonly Step[];
  return {
    defaults: Object.assign({}, ...before.map(({ defaults }) => defaults), content.defaults) as Defaults,
    steps: [...before.flatMap(({ steps }) => steps), ...stepsOf(filled, `background ${name}, `)],
  };
}

function stepsOf(steps: readonly Step[], within: string): PlacedStep[] {
  return steps.flatMap((step, index) => {
    const place = `${within}step ${index + 1}`;
    if (step.use === undefined) return [{ place, step }];
    const { use, with: values, on, ...checks } = step;
    const used = writtenOut(use, values).steps.map((inner) => ({
      ...inner,
      place: `${place}: ${inner.place}`,
    }));
    // A day said once holds for everything that is used; what the step expects is looked at after it all.
    const dated = used.map((inner, i) => (i === 0 && on !== undefined ? withDay(inner, on) : inner));
    return [...dated, ...(Object.keys(checks).length > 0 ? [{ place, step: checks }] : [])];
  });
}

function withDay({ place, step }: PlacedStep, on: string): PlacedStep {
  return { place, step: { on, ...step } };
}

/** `${name}` stands for a parameter's value. */
function filledIn(value: unknown, values: Texts): unknown {
  if (typeof value === "string") {
    return value.replaceAll(/\$\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  }
  if (Array.isArray(value)) return value.map((each: unknown) => filledIn(each, values));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, filledIn(each, values)]));
}

function readFile(file: string): CaseFile {
  const source = parseSource(file, readFileSync(file));
  const { value } = source;
  if (validate(value)) return value;
  const problems = (validate.errors ?? []).map(({ instancePath, message, params }) => {
    const around = instancePath
      .split("/")
      .slice(1)
      .map((each) => (/^\d+$/.test(each) ? Number(each) : each));
    const unknown: unknown = (params as { additionalProperty?: unknown }).additionalProperty;
    const path = typeof unknown === "string" ? [...around, unknown] : around;
    const why = typeof unknown === "string" ? "is not a field here" : (message ?? "breaks the schema");
    return `${file}:${source.placeOf(path).line} ${fieldOf(path)} ${why}`;
  });
  throw new Error(problems.join("\n"));
}
