import { InvalidAppend } from "./errors.ts";

const DEEPEST = 100;

/**
 * Refuses what JSON would change in silence or choke on: NaN and infinities (would become null), BigInt,
 * functions and symbols, cycles, `undefined` in an array (would become null) and instances of classes
 * (would lose what they are). An object's property that is `undefined` is the same as one left out.
 *
 * @param name what the value is called in the message, `data`
 * @throws InvalidAppend naming the path to the offending value
 */
export function mustBePlainObject(value: unknown, name: string): asserts value is object {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new InvalidAppend(`${name} must be an object, not ${describe(value)}.`);
  }
  mustBePlain(value, name, []);
}

/** @throws InvalidAppend like {@link mustBePlainObject}, for a value of any JSON type */
export function mustBePlain(value: unknown, path: string, within: readonly object[] = []): void {
  if (value === null || typeof value === "string" || typeof value === "boolean") return;
  if (typeof value === "number") {
    if (Number.isFinite(value)) return;
    throw new InvalidAppend(`${path} is ${value}, which JSON cannot hold.`);
  }
  if (typeof value !== "object") throw new InvalidAppend(`${path} is ${describe(value)}, not plain data.`);
  if (within.includes(value)) throw new InvalidAppend(`${path} refers back to what it is part of.`);
  if (within.length >= DEEPEST) throw new InvalidAppend(`${path} is nested deeper than ${DEEPEST} levels.`);
  const deeper = [...within, value];
  if (Array.isArray(value)) {
    // By index, since forEach would skip the holes that JSON turns into null.
    for (let index = 0; index < value.length; index++) mustBePlain(value[index], `${path}[${index}]`, deeper);
    return;
  }
  if (!isPlain(value)) throw new InvalidAppend(`${path} is an instance of a class, not plain data.`);
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined) mustBePlain(member, `${path}.${key}`, deeper);
  }
}

/** By the shape of the prototype chain, because an object from another realm has another Object.prototype. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  const isRoot = prototype === null || Object.getPrototypeOf(prototype) === null;
  return isRoot && !("toJSON" in value);
}

function describe(value: unknown): string {
  if (value === null) return "null";
  if (value === undefined) return "undefined";
  if (Array.isArray(value)) return "an array";
  return `a ${typeof value}`;
}
