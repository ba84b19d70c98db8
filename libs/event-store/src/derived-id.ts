import { hash } from "node:crypto";

/**
 * A UUID that follows from its parts alone: the same parts always give the same id, so that what is
 * repeated after a lost answer carries the ids that it had the first time.
 *
 * The first 122 bits of a sha-256 in the form that RFC 9562 § 5.8 leaves open to applications (version 8).
 * The parts are hashed as a JSON list, so that ("ab", "c") and ("a", "bc") differ.
 */
export function derivedId(...parts: readonly (string | number)[]): string {
  const hex = hash("sha256", JSON.stringify(parts));
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
