import { BARRIER } from "./dependence.ts";

/**
 * Begins work in the order in which it is given, side by side where it shares no name and one after the other
 * where it does. Work never rejects: a failure is an answer like any other.
 */
export class FileOrder {
  /** The last work under way for each name. */
  readonly #last = new Map<string, Promise<unknown>>();
  readonly #underWay = new Set<Promise<unknown>>();
  #barrier: Promise<unknown> | undefined;

  begin<Answer>(names: readonly string[] | typeof BARRIER, work: () => Promise<Answer>): Promise<Answer> {
    const before = names === BARRIER ? [...this.#underWay] : this.#before(names);
    const answer = before.length === 0 ? work() : Promise.all(before).then(work);
    this.#underWay.add(answer);
    if (names === BARRIER) this.#barrier = answer;
    else for (const name of names) this.#last.set(name, answer);
    void answer.then(() => this.#ended(names, answer));
    return answer;
  }

  #before(names: readonly string[]): Promise<unknown>[] {
    const before = new Set<Promise<unknown>>();
    if (this.#barrier) before.add(this.#barrier);
    for (const name of names) {
      const last = this.#last.get(name);
      if (last) before.add(last);
    }
    return [...before];
  }

  #ended(names: readonly string[] | typeof BARRIER, answer: Promise<unknown>): void {
    this.#underWay.delete(answer);
    if (this.#barrier === answer) this.#barrier = undefined;
    if (names === BARRIER) return;
    for (const name of names) if (this.#last.get(name) === answer) this.#last.delete(name);
  }
}
