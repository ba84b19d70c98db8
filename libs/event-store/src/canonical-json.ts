import { hash } from "node:crypto";
import { mustBePlain } from "./plain-data.ts";

/**
 * JSON in one form only: keys in code unit order, no spaces, properties that are `undefined` left out. Two
 * values with the same content give the same text, however they were built.
 *
 * @throws InvalidAppend for what is not plain data
 */
export function canonicalJson(value: unknown): string {
  mustBePlain(value, "value");
  return canonical(value);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`);
  return `{${members.join(",")}}`;
}

/** The fingerprint of a command (sha-256, hex): what tells a repeat from a command id used twice. */
export function commandHash(command: unknown): string {
  return hash("sha256", canonicalJson(command));
}
