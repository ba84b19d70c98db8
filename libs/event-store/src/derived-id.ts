import { createHash } from "node:crypto";

/**
 * A UUID that follows from its parts alone: the same parts always give the same id, so that what is
 * repeated after a lost answer carries the ids that it had the first time.
 *
 * The first 122 bits of a sha-256 in the form that RFC 9562 § 5.8 leaves open to applications (version 8).
 * The parts are hashed as a JSON list, so that ("ab", "c") and ("a", "bc") differ.
 */
export function derivedId(...parts: readonly (string | number)[]): string {
  const bytes = createHash("sha256").update(JSON.stringify(parts)).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
