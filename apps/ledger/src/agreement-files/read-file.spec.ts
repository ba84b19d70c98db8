import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { readAgreement } from "#domain/agreements/agreement-document.ts";
import { DocumentError } from "#domain/agreements/document-error.ts";
import { kronor } from "#domain/money.ts";
import { FileError } from "./file-problems.ts";
import { readAgreementBytes, readAgreementFile } from "./read-file.ts";
import { schemaProblems } from "./schemas.ts";

const GOOD = `kind: agreement
id: example-2022
title: Exempel
budgetYear: 2022
source: Exempel
parties: [staten, skr]
signed: { state: 2022-01-27, counterparty: 2022-01-28, cite: kap 9 }
lines:
  - id: 2a
    purpose: Säkrare vård
    amount: 2 000 000 kronor
    cite: kap 7.2, tabell
    recipients: [skr]
    payment: requisition
    funding: [{ key: 2022-9-1:6-18, cite: kap 8 }]
    earmarks: [{ purpose: Del, amount: 1 mnkr, cite: kap 2.3, binding: true }]
    distribution: { method: passed_on, cite: kap 7.2 }
nonStateLines:
  - { id: r1, ref: "3.3", purpose: Egen insats, amount: 1 mnkr, cite: kap 3.3, payer: Regionerna, recipient: SKR }
unplaced:
  - { id: x1, ref: "3.3", purpose: Mer, amount: 5 000 000 kr, cite: kap 3.3 }
statedTotals:
  - { id: t, label: Totalt, amount: 3 mnkr, cite: kap 7.1, covers: { all: everything } }
terms:
  requisition: { deadline: 2022-12-01, lapses: true, once: true, cite: kap 8 }
  repayment: { deadline: 2023-03-31, parties: [skr], to: kammarkollegiet, cite: kap 8 }
deadlines:
  - { id: d1, when: maj 2022, what: Avstämning, by: SKR, cite: kap 4.1 }
paymentDecisions:
  - { id: p1, kind: regleringsbrev, lines: [2a], cite: kap 8 }
`;

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const good = (...changes: [string, string][]): Uint8Array =>
  bytes(
    changes.reduce((text, [from, to]) => {
      if (!text.includes(from)) throw new Error(`The example has no "${from}".`);
      return text.replace(from, to);
    }, GOOD),
  );

/** The problems of a file, each as its message with file, line and column in front. */
function problems(file: Uint8Array, name = "x.yaml"): string[] {
  try {
    readAgreementBytes(name, file);
    return [];
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return error.message.split("\n");
  }
}

describe("a good file", () => {
  it("is read from disk as YAML and as JSON alike", async () => {
    const folder = await mkdtemp(join(tmpdir(), "agreement-files-"));
    try {
      const typed: unknown = parse(GOOD);
      await writeFile(join(folder, "x.yaml"), GOOD);
      await writeFile(join(folder, "x.json"), JSON.stringify(typed, null, "\t"));
      const fromYaml = await readAgreementFile(join(folder, "x.yaml"));
      expect(await readAgreementFile(join(folder, "x.json"))).toEqual(fromYaml);
      expect(fromYaml).toMatchObject({
        kind: "agreement",
        agreement: { lines: [{ amount: kronor(2_000_000) }] },
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("may begin with a byte order mark, and have Windows line ends", () => {
    expect(problems(bytes(`\ufeff${GOOD}`))).toEqual([]);
    expect(problems(bytes(GOOD.replaceAll("\n", "\r\n")))).toEqual([]);
  });

  it("keeps ids that look like numbers as they are written", () => {
    const file = readAgreementBytes("x.yaml", good(["id: 2a", "id: 2.10"], ["lines: [2a]", "lines: [2.10]"]));
    expect(file).toMatchObject({ agreement: { lines: [{ id: "2.10" }], budgetYear: 2022 } });
  });

  it("of another kind is told apart and held to its own schema", () => {
    const parties = "kind: parties\nparties:\n  - { id: skr, name: SKR, kind: association }\n";
    expect(readAgreementBytes("p.yaml", bytes(parties))).toEqual({
      kind: "parties",
      parties: [{ id: "skr", name: "SKR", kind: "association" }],
    });
    expect(problems(bytes(parties.replace("association", "asociation")))).toEqual([
      expect.stringMatching(
        /^x\.yaml:3:33: parties\[0\]\.kind must be one of .*"association"\?\)\. \(schema-enum\)$/,
      ),
    ]);
    const key =
      "kind: distribution_key\nid: k\nlabel: K\ndate: 2021-11-01\ntotal: 1\nweights: [{ party: skr, weight: 1 }]\n";
    expect(readAgreementBytes("k.yaml", bytes(key))).toMatchObject({
      key: { date: "2021-11-01", weights: [{ key: "skr", weight: 1 }] },
    });
  });

  it("of another kind is read by its rules, each broken one at its line", () => {
    const wrong = `kind: parties
parties:
  - id: skr
    name: SKR
    kind: association
    organisationsnummer: 222000-0314
    organisationsnummerConfidence: A
`;
    expect(() => readAgreementBytes("p.yaml", bytes(wrong))).toThrow(
      /^p\.yaml:6:26: parties\[0\]\.organisationsnummer .*\(organisationsnummer-/,
    );
  });
});

describe("a bad file is refused at its line and column:", () => {
  it.each<[string, Uint8Array, string[]]>([
    [
      "an amount without unit",
      good(["2 000 000 kronor", "2000000"]),
      ['x.yaml:11:13: lines[0].amount "2000000" has no unit: kronor, kr, tkr or mnkr. (amount-unit-missing)'],
    ],
    [
      "an irregular amount",
      good(["2 000 000 kronor", "2000 000 kronor"]),
      [
        expect.stringContaining(
          'x.yaml:11:13: lines[0].amount "2000 000 kronor" is grouped irregularly',
        ) as string,
      ],
    ],
    [
      "a misspelt field",
      good(["cite: kap 7.2, tabell", "site: kap 7.2, tabell"]),
      [
        "x.yaml:9:5: lines[0].cite is missing; it must be a text of 1 to 2000 characters. (document-missing-field)",
        'x.yaml:12:11: lines[0].site is not a field here (did you mean "cite"?). (document-unknown-field)',
      ],
    ],
    [
      "a day that does not exist",
      good(["2022-12-01", "2022-13-01"]),
      [
        'x.yaml:25:28: terms.requisition.deadline must be a day that exists, as YYYY-MM-DD in the years 1900 to 2999, not "2022-13-01". (date-format)',
      ],
    ],
    [
      "a word for true",
      good(["lapses: true", "lapses: yes"]),
      ['x.yaml:25:48: terms.requisition.lapses must be true or false, not "yes". (document-type)'],
    ],
    [
      "an unknown line in a decision",
      good(["lines: [2a]", "lines: [2b]"]),
      [
        'x.yaml:30:44: paymentDecisions[0].lines names "2b", which is no line here (did you mean "2a"?). (name-unknown)',
      ],
    ],
    [
      "an unknown kind",
      good(["kind: agreement", "kind: agrement"]),
      [
        'x.yaml:1:7: kind must be one of agreement, parties, distribution_key, not "agrement" (did you mean "agreement"?). (file-kind)',
      ],
    ],
    [
      "no kind",
      bytes("id: x\n"),
      [
        "x.yaml:1:1: kind is missing: it says what the file holds, one of agreement, parties, distribution_key. (file-kind)",
      ],
    ],
    [
      "a list in place of a document",
      bytes("- 1\n"),
      [
        "x.yaml:1:1: kind is missing: it says what the file holds, one of agreement, parties, distribution_key. (file-kind)",
      ],
    ],
    [
      "a file cut off in the middle",
      bytes(GOOD.slice(0, GOOD.indexOf("skr]") + 3)),
      [expect.stringMatching(/^x\.yaml:6:\d+: Flow sequence .* \(yaml-bad-indent\)$/) as string],
    ],
    [
      "a field given twice",
      good(["title: Exempel", "title: Exempel\nid: other"]),
      ["x.yaml:4:1: Map keys must be unique. (yaml-duplicate-key)"],
    ],
    [
      "a tab as indentation",
      good(["    cite: kap 7.2, tabell", "\tcite: kap 7.2, tabell"]),
      [expect.stringContaining("x.yaml:12:1: Tabs are not allowed as indentation") as string],
    ],
    [
      "two documents",
      bytes(`${GOOD}---\n${GOOD}`),
      [expect.stringContaining("(yaml-multiple-docs)") as string],
    ],
    [
      "a type tag",
      good(["budgetYear: 2022", "budgetYear: !!int 2022"]),
      [expect.stringContaining("(yaml-tag-resolve-failed)") as string],
    ],
    ["an empty file", bytes(" \n"), ["x.yaml: The file is empty. (file-empty)"]],
    [
      "more than a megabyte",
      bytes(`# ${"x".repeat(250_000)}`),
      ["x.yaml: The file has more than 250000 bytes. (file-too-large)"],
    ],
    [
      "Latin-1",
      Uint8Array.from([...bytes("kind: agreement\ntitle: V"), 0xe5, 0x72, 0x64]),
      [
        "x.yaml:2:9: Here stands a byte that is not UTF-8; save the file as UTF-8 (it may be Latin-1). (file-encoding)",
      ],
    ],
    [
      "UTF-16",
      Uint8Array.from([0xff, 0xfe, 0x6b, 0x00]),
      ["x.yaml: The file is UTF-16; save it as UTF-8. (file-encoding)"],
    ],
    ["NUL bytes", bytes("kind: \0"), ["x.yaml: The file has NUL bytes: it is no text. (file-encoding)"]],
    [
      "hundreds of open brackets",
      bytes("kind: ".concat("[".repeat(500))),
      ["x.yaml: More than 50 brackets are open at once. (file-nesting)"],
    ],
    [
      "a line without end",
      bytes(`kind: ${"- ".repeat(20_000)}`),
      ["x.yaml:1:1: The line is longer than 20000 characters. (file-nesting)"],
    ],
  ])("%s", (_, file, expected) => expect(problems(file)).toEqual(expected));

  it("several errors at once, in the order of the file", () => {
    const file = good(
      ["title: Exempel", "title: ''"],
      ["budgetYear: 2022", "budgetYear: now"],
      ["method: passed_on", "method: on"],
    );
    expect(problems(file).map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual([
      "x.yaml:3:8: title",
      "x.yaml:4:13: budgetYear",
      "x.yaml:17:29: lines[0].distribution.method",
    ]);
  });

  it("aliases that would unfold without end", () => {
    const rows = Array.from({ length: 9 }, (_, row) => `a${row}: &a${row} [${`*a${row - 1}, `.repeat(9)}]`);
    const bomb = `kind: agreement\n${rows.join("\n").replace("*a-1, ".repeat(9), "x")}\n`;
    expect(problems(bytes(bomb))).toEqual([expect.stringContaining("(yaml-aliases)")]);
  });

  it("JSON that is not JSON, or gives a field twice, or a number as an amount", () => {
    expect(problems(bytes("{'kind': 1}"), "x.json")).toEqual([expect.stringContaining("(json-syntax)")]);
    expect(problems(bytes('{"kind": "a",\n "kind": "b"}'), "x.json")).toEqual([
      "x.json:2:2: Map keys must be unique. (json-duplicate-key)",
    ]);
    const document = parse(GOOD) as { lines: Record<string, unknown>[] };
    const lines = [{ ...document.lines[0], amount: 2000000 }];
    expect(problems(bytes(JSON.stringify({ ...document, lines })), "x.json")).toEqual([
      expect.stringContaining(
        'lines[0].amount must be an amount with its unit, such as "65 000 000 kr", not 2000000.',
      ),
    ]);
  });

  it("a file that is not there", async () => {
    await expect(readAgreementFile("/no/such/file.yaml")).rejects.toThrow(
      /^\/no\/such\/file\.yaml: The file cannot be read: ENOENT/,
    );
  });
});

describe("the schema and the domain's reader", () => {
  type Container = Record<string | number, unknown>;
  /** Every container of a document with each of its keys. */
  function* places(node: unknown): Generator<[Container, string | number]> {
    if (typeof node !== "object" || node === null) return;
    const container = node as Container;
    for (const key of Array.isArray(node) ? node.keys() : Object.keys(node)) {
      yield [container, key];
      yield* places(container[key]);
    }
  }
  const damages: [string, (container: Container, key: string | number) => void][] = [
    [
      "left out",
      (container, key) =>
        Array.isArray(container) ? container.splice(Number(key), 1) : Reflect.deleteProperty(container, key),
    ],
    ["a number", (container, key) => (container[key] = 7)],
    ["null", (container, key) => (container[key] = null)],
    ["empty", (container, key) => (container[key] = "")],
    ["an empty list", (container, key) => (container[key] = [])],
    ["an empty object", (container, key) => (container[key] = {})],
    ["beside an unknown field", (container) => Array.isArray(container) || (container["unknown"] = "x")],
  ];
  const refusedByDomain = (document: unknown): boolean => {
    try {
      readAgreement(document);
      return false;
    } catch (error) {
      if (!(error instanceof DocumentError)) throw error;
      return true;
    }
  };

  it.each(damages)("refuse the same shapes: any field %s", (_, damage) => {
    const count = [...places(parse(GOOD))].length;
    expect(count).toBeGreaterThan(80);
    for (let index = 0; index < count; index += 1) {
      const document: unknown = parse(GOOD);
      const [container, key] = [...places(document)][index]!;
      damage(container, key);
      const bySchema = schemaProblems("agreement", document, false).map(({ message }) => message);
      // The reader is the stricter one: it also looks up names.
      if (bySchema.length > 0)
        expect([key, bySchema, refusedByDomain(document)]).toEqual([key, bySchema, true]);
      if (!refusedByDomain(document)) expect(bySchema).toEqual([]);
    }
  });
});
