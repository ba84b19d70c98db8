/** What a case expected and what the ledger had, in words for a person. */
export class Mismatch extends Error {
  override readonly name = "Mismatch";

  constructor(message: string) {
    super(message);
    // Without the runner's own lines, which Jest would print an excerpt of: the case is what to look at.
    this.stack = message;
  }
}

/** Two columns side by side, the rows that differ marked. */
export function sideBySide(
  heading: string,
  rows: readonly (readonly [label: string, expected: string, had: string])[],
): string {
  const all = [["", "expected", "the ledger has"] as const, ...rows];
  const width = (column: 0 | 1 | 2): number => Math.max(...all.map((row) => row[column].length));
  const lines = all.map(([label, expected, had], index) => {
    const mark = index > 0 && expected !== had ? "  ←" : "";
    return `    ${label.padEnd(width(0))}  ${expected.padStart(width(1))}  ${had.padStart(width(2))}${mark}`;
  });
  return [heading, ...lines].join("\n");
}
