import type { SchemaObject } from "./schemas.ts";

export const text = (example: string): SchemaObject => ({ type: "string", examples: [example] });
export const amount = (example = "0.00"): SchemaObject => ({
  type: "string",
  pattern: "^-?(0|[1-9]\\d*)\\.\\d{2}$",
  description: "Kronor with two decimals.",
  examples: [example],
});
export const day = (example: string): SchemaObject => ({
  type: "string",
  format: "date",
  examples: [example],
});
export const whole = (example: number): SchemaObject => ({ type: "integer", examples: [example] });
export const flag: SchemaObject = { type: "boolean" };
export const list = (items: SchemaObject): SchemaObject => ({ type: "array", items });
export const textOrNull = (example: string): SchemaObject => ({
  type: ["string", "null"],
  examples: [example],
});
/** What an event or a document recorded, as it stands there. */
export const recorded = (what: string): SchemaObject => ({ type: "object", description: what });

/** An object with these fields and no others; those named last may be absent. */
export function object(
  properties: Readonly<Record<string, SchemaObject>>,
  mayBeAbsent: readonly string[] = [],
): SchemaObject {
  const required = Object.keys(properties).filter((name) => !mayBeAbsent.includes(name));
  return { type: "object", required, additionalProperties: false, properties };
}
