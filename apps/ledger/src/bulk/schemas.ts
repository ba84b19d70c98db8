import type { SchemaObject } from "../platform/schemas.ts";

const text: SchemaObject = { type: "string" };
const number: SchemaObject = { type: "integer" };

/** What a line of a bulk's answer looks like. */
export const BULK_SCHEMAS: Readonly<Record<string, SchemaObject>> = {
  BulkOutcome: {
    type: "object",
    description: "What became of one line; `revision` is `no_stream` while nothing stands in the stream.",
    required: ["line", "key", "status"],
    properties: {
      line: { type: "integer", description: "1-based; blank lines are counted." },
      key: { type: ["string", "null"], description: "The line's own key." },
      status: { type: "string", enum: ["written", "repeated", "refused", "failed", "not_tried"] },
      stream: text,
      revision: { type: ["integer", "string"] },
      position: number,
      events: {
        type: "array",
        description: "Ids of what was recorded, in its own stream first.",
        items: text,
      },
      refusals: {
        type: "array",
        description: "What other streams refused of that which followed, such as a placing.",
        items: { type: "object" },
      },
      problem: { $ref: "#/components/schemas/Problem" },
    },
  },
  BulkSummary: {
    type: "object",
    description: "The last line. While `done` is false, send the same bulk again with the same key.",
    required: ["done", "lines", "written", "repeated", "refused", "failed", "notTried", "position"],
    properties: {
      done: { type: "boolean" },
      lines: { type: "integer", description: "All that were read, blank ones included." },
      written: number,
      repeated: number,
      refused: number,
      failed: number,
      notTried: number,
      position: { type: ["integer", "null"] },
    },
  },
};
