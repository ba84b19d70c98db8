/** An error message is for a person; a whole pasted document in it helps nobody. */
const LONGEST_SHOWN = 80;

/**
 * How a refused value is shown in an error: as JSON, shortened, and never throwing itself.
 *
 * `String(value)` and `JSON.stringify(value)` both throw for values that a request body or a YAML file can
 * hold (`{"toString": 1}`, a BigInt), and would turn a refusal into a crash.
 */
export function given(value: unknown): string {
  switch (typeof value) {
    case "string":
      return shortened(JSON.stringify(value));
    case "number":
    case "boolean":
    case "undefined":
      return String(value);
    case "bigint":
      return shortened(value.toString());
    case "object":
      return value === null ? "null" : Array.isArray(value) ? "a list" : "an object";
    default:
      return `a ${typeof value}`;
  }
}

/** The same for `figures`: a text stands without quotes. */
export function givenFigure(value: unknown): string {
  return typeof value === "string" ? shortened(value) : given(value);
}

function shortened(text: string): string {
  return text.length <= LONGEST_SHOWN ? text : `${text.slice(0, LONGEST_SHOWN)}…`;
}
