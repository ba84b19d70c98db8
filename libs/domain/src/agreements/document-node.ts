import type { FundingKey } from "../appropriations/funding-key.ts";
import { parseFundingKey } from "../appropriations/funding-key.ts";
import type { Day } from "../calendar.ts";
import { day, parseDay } from "../calendar.ts";
import type { CaseNumber } from "../identifiers/case-number.ts";
import { parseCaseNumber } from "../identifiers/case-number.ts";
import { parseAgreementId } from "../identifiers/agreement-id.ts";
import { parseSlug } from "../identifiers/slug.ts";
import type { Ore } from "../money.ts";
import { ZERO, formatAmount, positive } from "../money.ts";
import { RuleError } from "../rule-error.ts";
import { parseSwedishAmount } from "../swedish-amount.ts";
import { given, givenFigure } from "../given.ts";
import { LONGEST_WRITTEN, holdsUnprintable } from "../written-text.ts";
import { didYouMean } from "./did-you-mean.ts";
import { DocumentError } from "./document-error.ts";

/** No document has more of anything; a longer list is refused before it is read. */
const MOST_ITEMS = 2_000;
/** More would help nobody; a caller's garbage must not make an answer of megabytes. */
const MOST_PROBLEMS = 100;

/**
 * One place in a document of unknown shape: its value, its path (`lines[3].amount`) and where problems
 * are collected. A reader that meets a wrong value records the problem and returns a stand-in, so that
 * one reading finds all problems; {@link DocumentNode.refuseProblems} throws before a stand-in gets out.
 */
export class DocumentNode {
  readonly value: unknown;
  readonly path: string;
  readonly #problems: RuleError[];

  private constructor(value: unknown, path: string, problems: RuleError[]) {
    this.value = value;
    this.path = path;
    this.#problems = problems;
  }

  static root(value: unknown): DocumentNode {
    return new DocumentNode(value, "", []);
  }

  /** @throws DocumentError when any reading from this root met a problem */
  refuseProblems(): void {
    const [first, ...rest] = this.#problems;
    if (first) throw new DocumentError(first, ...rest);
  }

  /** Records a problem here. `message` follows the path: "must be …". */
  problem(rule: string, message: string, figures: Readonly<Record<string, string>> = {}): void {
    const name = this.path === "" ? "The document" : this.path;
    this.#record(new RuleError(rule, `${name} ${message}.`, { field: this.path, figures }));
  }

  /** The field of an object; absent (undefined) when there is none. */
  get(key: string): DocumentNode {
    const path = this.path === "" ? key : `${this.path}.${key}`;
    const { value } = this;
    return new DocumentNode(
      isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined,
      path,
      this.#problems,
    );
  }

  get isPresent(): boolean {
    return this.value !== undefined;
  }

  /** Refuses anything but an object, and every field that is not among the known. */
  fields(...known: string[]): this {
    if (!isObject(this.value)) {
      this.#wrong("document-type", "must be an object with fields");
      return this;
    }
    for (const key of Object.keys(this.value)) {
      if (!known.includes(key)) {
        this.get(key).problem("document-unknown-field", `is not a field here${didYouMean(key, known)}`);
      }
    }
    return this;
  }

  list(): DocumentNode[] {
    if (!Array.isArray(this.value) || this.value.length > MOST_ITEMS) {
      this.#wrong("document-type", `must be a list of at most ${MOST_ITEMS} items`);
      return [];
    }
    return this.value.map((_, index) => this.at(index));
  }

  /** The item of a list that was read before. */
  at(index: number): DocumentNode {
    const item: unknown = Array.isArray(this.value) ? this.value[index] : undefined;
    return new DocumentNode(item, `${this.path}[${index}]`, this.#problems);
  }

  /** A list that may be left out: absent means empty. */
  listOrNone(): DocumentNode[] {
    return this.isPresent ? this.list() : [];
  }

  /** A field that may be left out, as a part to spread: `...node.get("to").optional("to", (to) => to.slug())`. */
  optional<K extends string, T>(key: K, read: (node: DocumentNode) => T): { readonly [P in K]?: T } {
    return this.isPresent ? ({ [key]: read(this) } as { readonly [P in K]?: T }) : {};
  }

  text(): string {
    const { value } = this;
    if (typeof value !== "string" || value.trim() === "" || value.length > LONGEST_WRITTEN) {
      this.#wrong("document-type", `must be a text of 1 to ${LONGEST_WRITTEN} characters`);
      return "";
    }
    if (holdsUnprintable(value)) {
      this.#wrong("document-type", "must not hold a control character");
      return "";
    }
    return value.trim();
  }

  /** The id of an agreement; what is missing is told as of any slug. */
  agreementId(): string {
    if (!this.isPresent) return this.slug();
    return this.#parsed(() => parseAgreementId(this.value, this.path), "");
  }

  slug(): string {
    if (this.isPresent) return this.#parsed(() => parseSlug(this.value, this.path), "");
    this.#wrong(
      "slug-format",
      'must be lower-case letters, digits, "." and "-", as in "3.2.1" or "region-01"',
    );
    return "";
  }

  oneOf<T extends string>(known: readonly T[], fallback: T): T {
    const found = known.find((word) => word === this.value);
    if (found !== undefined) return found;
    const hint = typeof this.value === "string" ? didYouMean(this.value, known) : "";
    this.#wrong("document-choice", `must be one of ${known.join(", ")}`, hint);
    return fallback;
  }

  flag(): boolean {
    if (typeof this.value === "boolean") return this.value;
    this.#wrong("document-type", "must be true or false");
    return false;
  }

  year(): number {
    const { value } = this;
    if (typeof value === "number" && Number.isInteger(value) && value >= 1900 && value < 2200) return value;
    this.#wrong("document-type", "must be a year, such as 2022");
    return 0;
  }

  day(): Day {
    return this.#parsed(() => parseDay(this.value, this.path), day("1900-01-01"));
  }

  funding(): FundingKey {
    return this.#parsed(() => parseFundingKey(this.value, this.path), parseFundingKey("1900-1-1:1"));
  }

  /**
   * An amount above zero as a Swedish document writes it ("65 000 000 kr", "35,3 mnkr"). One that is printed
   * irregularly ("1400 000 kronor") stands as `{printed, means}`, so that someone has said what it means.
   */
  amount(): Ore {
    if (isObject(this.value)) return this.fields("printed", "means").#confirmedAmount();
    if (typeof this.value === "number") {
      this.#wrong("amount-without-unit", 'must be an amount with its unit, such as "65 000 000 kr"');
      return ZERO;
    }
    const text = this.text();
    return text === ""
      ? ZERO
      : this.#parsed(() => positive(parseSwedishAmount(text, { field: this.path }), this.path), ZERO);
  }

  #confirmedAmount(): Ore {
    const means = this.get("means").amount();
    const printed = this.get("printed");
    const text = printed.text();
    if (text === "" || means === ZERO) return means;
    const options = { field: printed.path, confirmIrregular: true };
    const amount = printed.#parsed(() => parseSwedishAmount(text, options), means);
    if (amount !== means) {
      const figures = { printed: formatAmount(amount), means: formatAmount(means) };
      this.problem(
        "amount-confirmation",
        `prints ${figures.printed} but says it means ${figures.means}`,
        figures,
      );
    }
    return means;
  }

  caseNumber(): CaseNumber {
    return this.#parsed(() => parseCaseNumber(this.value, this.path), parseCaseNumber("S1900/1"));
  }

  #parsed<T>(parse: () => T, fallback: T): T {
    try {
      return parse();
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      this.#record(error);
      return fallback;
    }
  }

  #record(problem: RuleError): void {
    if (this.#problems.length < MOST_PROBLEMS) this.#problems.push(problem);
  }

  #wrong(rule: string, expected: string, hint = ""): void {
    if (this.value === undefined) this.problem("document-missing-field", `is missing; it ${expected}`);
    else
      this.problem(rule, `${expected}, not ${given(this.value)}${hint}`, { given: givenFigure(this.value) });
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
