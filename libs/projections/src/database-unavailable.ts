/**
 * A database could not do its work for a reason outside of what was asked: locked, full, gone, damaged.
 * Asking again later may help; what was asked was not done.
 */
export class DatabaseUnavailable extends Error {
  override readonly name = "DatabaseUnavailable";
}
