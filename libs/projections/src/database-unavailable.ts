/**
 * A database could not do its work for a reason outside of what was asked: locked, full, gone, damaged.
 * Asking again later may help; what was asked was not done.
 */
export class DatabaseUnavailable extends Error {
  override readonly name: string = "DatabaseUnavailable";
}

/**
 * A database whose file is not what was written to it: damaged, cut off, another file altogether. Asking again
 * does not help; it has to be made anew from what it was derived from.
 */
export class DatabaseDamaged extends DatabaseUnavailable {
  override readonly name: string = "DatabaseDamaged";
}
