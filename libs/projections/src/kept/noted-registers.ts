import type { AgreementState } from "#domain/agreements/agreement.ts";
import type { PartyState } from "#domain/parties/party.ts";
import type { NamedGrant } from "../working-memory.ts";
import type { Named } from "./kept-file.ts";

/** A map that remembers which of its keys were set since it was last asked. */
class NotedMap<Value> extends Map<string, Value> {
  #noted = new Set<string>();

  override set(key: string, value: Value): this {
    this.#noted.add(key);
    return super.set(key, value);
  }

  /** To be told again, before what was set since. */
  giveBack(keys: Iterable<string>): void {
    this.#noted = new Set([...keys, ...this.#noted]);
  }

  /** The keys that were set, in the order in which they were; they are forgotten. */
  takeNoted(): string[] {
    const keys = [...this.#noted];
    this.#noted.clear();
    return keys;
  }
}

/** What a working memory knows by name, and what of it has changed since it was last written down. */
export class NotedRegisters {
  readonly agreements = new NotedMap<AgreementState>();
  readonly parties = new NotedMap<PartyState>();
  readonly fundings = new NotedMap<{ name: string }>();
  readonly grants = new NotedMap<NamedGrant>();

  /** What has changed; from here on it counts as written down. Of agreements and parties the streams are enough. */
  take(): Named[] {
    const { fundings, grants, agreements, parties } = this;
    return [
      ...agreements.takeNoted().map((name): Named => ({ kind: "agreement", name, content: null })),
      ...parties.takeNoted().map((name): Named => ({ kind: "party", name, content: null })),
      ...fundings.takeNoted().map((name): Named => ({ kind: "funding", name, content: fundings.get(name) })),
      ...grants.takeNoted().map((name): Named => ({ kind: "grant", name, content: grants.get(name) })),
    ];
  }

  /** These could not be written down. */
  giveBack(named: readonly Named[]): void {
    const namesOf = (kind: Named["kind"]): string[] =>
      named.filter((one) => one.kind === kind).map(({ name }) => name);
    this.agreements.giveBack(namesOf("agreement"));
    this.parties.giveBack(namesOf("party"));
    this.fundings.giveBack(namesOf("funding"));
    this.grants.giveBack(namesOf("grant"));
  }

  /** Nothing is written down any more. */
  giveAllBack(): void {
    for (const map of [this.agreements, this.parties, this.fundings, this.grants]) map.giveBack(map.keys());
  }
}
