import { exampleOf } from "../requests/examples.ts";
import { REQUESTS } from "../requests/requests.ts";
import type { BulkSummary, LineOutcome } from "./outcomes.ts";

/** Two lines of a bulk: a bank entry, and whose repayment it is. */
export const EXAMPLE_LINES: readonly object[] = [
  { type: "record-receipt", key: "bank-2023-04-15-42", ...exampleOf(REQUESTS["record-receipt"]) },
  { type: "place-receipt", ...exampleOf(REQUESTS["place-receipt"]) },
];

const STREAM = "receipt-BG-20230415-0042";

/** What is answered to {@link EXAMPLE_LINES}. */
export const EXAMPLE_NEWS: readonly (LineOutcome | BulkSummary)[] = [
  {
    line: 1,
    key: "bank-2023-04-15-42",
    status: "written",
    stream: STREAM,
    revision: 0,
    position: 1204,
    events: ["0b5e0f0a-8a8f-8d0c-9a51-0d8d2c1f0a11"],
  },
  {
    line: 2,
    key: null,
    status: "written",
    stream: STREAM,
    revision: 1,
    position: 1206,
    events: ["5f3f7a52-3b0e-8d6b-8f0c-6a5f0e2f4c10", "c1f4a7de-02b7-8a54-9a7f-3a0f5c1d2e33"],
  },
  { done: true, lines: 2, written: 2, repeated: 0, refused: 0, failed: 0, notTried: 0, position: 1206 },
];
