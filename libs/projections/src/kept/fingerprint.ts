import { hash } from "node:crypto";

/**
 * 48 bits of a command id: in a log of a million commands a new id has one chance in three hundred million to
 * share its own with another, which costs a look into the log.
 */
export function fingerprint(commandId: string): number {
  return hash("sha256", commandId, "buffer").readUIntBE(0, 6);
}
