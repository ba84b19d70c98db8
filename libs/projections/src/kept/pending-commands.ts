/**
 * Commands that are not written down yet: by their fingerprints, where they have written in the log. Numbers
 * alone, for there may be many while a long log is read.
 */
export class PendingCommands {
  readonly #positions = new Map<number, number | readonly number[]>();

  get size(): number {
    return this.#positions.size;
  }

  add(fingerprint: number, position: number): void {
    const known = this.#positions.get(fingerprint);
    if (known === undefined) this.#positions.set(fingerprint, position);
    else this.#positions.set(fingerprint, [known, position].flat());
  }

  addAll(others: PendingCommands): void {
    for (const [fingerprint, position] of others.places()) this.add(fingerprint, position);
  }

  positionsOf(fingerprint: number): readonly number[] {
    const known = this.#positions.get(fingerprint);
    return known === undefined ? [] : [known].flat();
  }

  places(): [fingerprint: number, position: number][] {
    const places: [number, number][] = [];
    for (const [fingerprint, known] of this.#positions) {
      if (typeof known === "number") places.push([fingerprint, known]);
      else for (const position of known) places.push([fingerprint, position]);
    }
    return places;
  }
}
