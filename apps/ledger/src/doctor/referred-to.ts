import type { StoredEvent } from "#event-store/event-store.ts";

/** The ids that the registers give, and nothing else gives. */
const PERSON = /^person-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const ATTACHMENT = /^att-[0-9a-f]{64}$/;
/** So many ids are looked up at a time; more are never kept. */
const AT_ONCE = 500;

/** Collects the ids of persons and attachments that events name, and hands them on a bunch at a time. */
export class ReferredTo {
  readonly #look: (ids: readonly string[]) => void;
  readonly #ids = new Set<string>();
  #count = 0;

  constructor(look: (ids: readonly string[]) => void) {
    this.#look = look;
  }

  /** How many were handed on: one that is named in different places counts again. */
  get count(): number {
    return this.#count;
  }

  take({ data, metadata }: StoredEvent): void {
    this.#collect(data);
    this.#collect(metadata["documents"]);
    if (this.#ids.size >= AT_ONCE) this.end();
  }

  /** Hands on what is left. */
  end(): void {
    if (this.#ids.size === 0) return;
    this.#count += this.#ids.size;
    this.#look([...this.#ids]);
    this.#ids.clear();
  }

  #collect(value: unknown): void {
    if (typeof value === "string") {
      if (PERSON.test(value) || ATTACHMENT.test(value)) this.#ids.add(value);
    } else if (typeof value === "object" && value !== null) {
      for (const member of Object.values(value)) this.#collect(member);
    }
  }
}
