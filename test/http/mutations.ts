import type { JsonSchema } from "./described-api.ts";

/** One change to a good body that makes it a bad one, at the field that the refusal must name. */
export interface Mutation {
  readonly what: string;
  readonly field: string;
  readonly body: unknown;
}

type Members = Readonly<Record<string, unknown>>;
/** Puts another value where a mutation is made; nothing leaves the member out. */
type Put = (value: unknown) => unknown;
const NOTHING = Symbol("nothing");

const isObject = (value: unknown): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const LONG = "a".repeat(300_000);
const STRINGS: readonly (readonly [string, string])[] = [
  ["an empty string", ""],
  ["spaces", "   "],
  ["300 000 characters", LONG],
  ["half of a surrogate pair", "a\ud800b"],
  ["a NUL", "a\u0000b"],
];
const AMOUNTS = [
  ...["1e3", "1.5", "-1.00", "1.005", "+1.00", "01.00", "1,00", "1 000.00", "NaN", "Infinity", "0x10"],
  ...["99999999999999999.00", `${"9".repeat(400)}.00`, "１.00", "1.00 "],
];
const DAYS = [
  ...["2022-02-30", "2021-02-29", "2022-13-01", "2022-00-10", "22-01-01", "2022-1-1", "10000-01-01"],
  ...["2022-01-01T00:00:00Z", "20220101", "2022-W01-1"],
];
/** Values of each JSON type, to be put where another one belongs. */
const OF_TYPE: readonly (readonly [string, unknown])[] = [
  ["null", null],
  ["boolean", true],
  ["number", 1.5],
  ["string", "%"],
  ["array", []],
  ["array", [[]]],
  ["object", {}],
  ["object", { toString: "x", length: 1 }],
];
/** The same number with its last digit, which checks the others, changed. */
const CHECKED: ReadonlyMap<string, string> = new Map([
  ["222000-0315", "222000-0316"],
  ["5050-1055", "5050-1056"],
]);

/** Every way in which a body is spoilt, field by field, nested ones too. */
export function mutationsOf(schema: JsonSchema, example: Members): Mutation[] {
  return inObject(schema, example, "", (value) => value);
}

function inObject(schema: JsonSchema, example: Members, path: string, put: Put): Mutation[] {
  const at = (name: string): string => (path === "" ? name : `${path}.${name}`);
  const extra = { what: "an extra member", field: at("ammount"), body: put({ ...example, ammount: "1.00" }) };
  const members = Object.entries(schema.properties ?? {}).flatMap(([name, one]) => {
    const putMember: Put = (value) => {
      const { [name]: _, ...rest } = example;
      return put(value === NOTHING ? rest : { ...rest, [name]: value });
    };
    const missing = { what: "missing", field: at(name), body: putMember(NOTHING) };
    const isRequired = schema.required?.includes(name) === true && Object.hasOwn(example, name);
    return [...(isRequired ? [missing] : []), ...inValue(one, example[name], at(name), putMember)];
  });
  return [extra, ...members];
}

function inValue(schema: JsonSchema, example: unknown, path: string, put: Put): Mutation[] {
  const bad = (what: string, value: unknown): Mutation => ({ what, field: path, body: put(value) });
  const isDocument = schema.type === "object" && schema.properties === undefined;
  const type = schema.type === "integer" ? "number" : (schema.type ?? "object");
  const wrong = OF_TYPE.filter(([other]) => other !== type).map(([other, value]) =>
    bad(`a ${other} (${JSON.stringify(value)})`, value),
  );
  if (schema.type === "array") return [...wrong, ...inList(schema, example, path, put)];
  if (isDocument) return [...wrong, ...inDocument(example, path, put)];
  if (schema.properties) {
    const nested = isObject(example) ? inObject(schema, example, path, put) : [];
    return [...wrong, ...nested, ...checkDigits(example, path, put)];
  }
  if (schema.type === "integer") return [...wrong, ...[0, -1, 1e300].map((one) => bad(`${one}`, one))];
  return [
    ...wrong,
    ...strings(schema).map(([what, value]) => bad(what, value)),
    ...checkDigits(example, path, put),
  ];
}

function strings({ pattern = "", format, enum: known }: JsonSchema): readonly (readonly [string, string])[] {
  const told = (values: readonly string[]) => values.map((value) => [value, value] as const);
  return [
    ...STRINGS,
    ...(pattern.includes("\\.\\d{2}") ? told(AMOUNTS) : []),
    ...(format === "date" ? told(DAYS) : []),
    ...(known ? told(["otherwise", "__proto__", "constructor"]) : []),
    ...(pattern.startsWith("^[a-z0-9]+") ? told(["A", "a b", "../x", "å", "a".repeat(61)]) : []),
  ];
}

function inList(
  { items = {}, maxItems = 0 }: JsonSchema,
  example: unknown,
  path: string,
  put: Put,
): Mutation[] {
  if (!Array.isArray(example)) return [];
  const [first, ...rest] = example as unknown[];
  const putFirst: Put = (value) => put([value, ...rest]);
  return [
    { what: "an empty list", field: path, body: put([]) },
    { what: "too long a list", field: path, body: put(Array(maxItems + 1).fill(first)) },
    ...inValue(items, first, `${path}[0]`, putFirst),
  ];
}

/** A document has no schema of its own here: every member of its example is spoilt, whatever it is. */
function inDocument(example: unknown, path: string, put: Put): Mutation[] {
  const bad = (what: string, value: unknown): Mutation => ({ what, field: path, body: put(value) });
  if (Array.isArray(example)) {
    const [first, ...rest] = example as unknown[];
    return inDocument(first, `${path}[0]`, (value) => put([value, ...rest]));
  }
  if (!isObject(example)) {
    const isText = typeof example === "string";
    const texts = isText ? STRINGS.map(([what, value]) => bad(what, value)) : [];
    const other = isText ? 7 : "seven";
    return [...texts, bad("null", null), bad("a list", [[]]), bad("true", true), bad("another type", other)];
  }
  const members = Object.entries(example).flatMap(([name, value]) =>
    inDocument(value, `${path}.${name}`, (changed) => put({ ...example, [name]: changed })),
  );
  const extra = { what: "an extra member", field: `${path}.ammount`, body: put({ ...example, ammount: 1 }) };
  return [extra, ...members];
}

function checkDigits(example: unknown, path: string, put: Put): Mutation[] {
  if (isObject(example)) {
    const wrong = CHECKED.get(String(example["number"]));
    if (wrong === undefined) return [];
    return [
      { what: "a wrong check digit", field: `${path}.number`, body: put({ ...example, number: wrong }) },
    ];
  }
  const wrong = CHECKED.get(String(example));
  return wrong === undefined ? [] : [{ what: "a wrong check digit", field: path, body: put(wrong) }];
}

const MEBIBYTE = 1_048_576;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const sized = (length: number): string => `{"ammount":"${"a".repeat(length - 14)}"}`;

/** Bodies that are bad as a whole, whatever the route: what they are, with the statuses that may be told. */
export function wholeBodies(
  example: object,
): readonly (readonly [string, string | Uint8Array, Record<string, string>, number])[] {
  const good = JSON.stringify(example);
  const json = "application/json";
  return [
    ["truncated", good.slice(0, -1), {}, 400],
    ["nothing", "", {}, 400],
    ["two documents", `${good}${good}`, {}, 400],
    ["a hidden prototype", `{"__proto__": {"x": 1}, ${good.slice(1)}`, {}, 400],
    ["a hidden constructor", `{"constructor": {"prototype": {}}, ${good.slice(1)}`, {}, 400],
    [
      "bytes that are no UTF-8",
      new Uint8Array([...bytes(good.slice(0, -1)), 0x22, 0xff, 0x22, 0x7d]),
      {},
      400,
    ],
    ["100 000 lists in one another", "[".repeat(100_000) + "]".repeat(100_000), {}, 400],
    ["objects in one another", '{"a":'.repeat(50_000) + "1" + "}".repeat(50_000), {}, 400],
    ["as much as may be, and not what it should", sized(MEBIBYTE), {}, 400],
    ["as much as may be, and no JSON", "x".repeat(MEBIBYTE), {}, 400],
    ["a byte too much", sized(MEBIBYTE + 1), {}, 413],
    ["another type", good, { "Content-Type": "text/plain" }, 415],
    ["a type that is none", good, { "Content-Type": "json" }, 415],
    ["another encoding", good, { "Content-Type": `${json}; charset=utf-16` }, 415],
    ["UTF-16", new Uint8Array(Buffer.from(good, "utf16le")), {}, 400],
    ["compressed", good, { "Content-Encoding": "gzip" }, 415],
  ];
}
