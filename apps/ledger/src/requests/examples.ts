import { type WireClass, fieldsOf } from "./field.ts";

/** A whole object of a class from its fields' examples, for descriptions of the API and for tests. */
export function exampleOf(wireClass: WireClass): Record<string, unknown> {
  const example: Record<string, unknown> = {};
  for (const [name, spec] of fieldsOf(wireClass)) {
    if (spec.unusual) continue;
    const one = spec.nested ? exampleOf(spec.nested()) : spec.example;
    example[name] = spec.list ? [one] : one;
  }
  // What is paid is one of three; an example says one.
  const { pays } = example as { pays?: { requisition?: unknown } };
  return pays === undefined ? example : { ...example, pays: { requisition: pays.requisition } };
}
