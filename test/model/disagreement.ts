/** Where the model and the ledger part, in words for a person. */
export class Disagreement extends Error {
  override readonly name = "Disagreement";
}
