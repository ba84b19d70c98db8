/** One thing that is wrong in a file, with its place. */
export interface FileProblem {
  readonly file: string;
  /** 1-based; absent when the file as a whole is at fault. */
  readonly line?: number;
  readonly column?: number;
  /** `lines[3].amount`; empty when the file as a whole is at fault. */
  readonly field: string;
  /** Stable: the domain's rule, `schema-…`, `yaml-…`, `json-…` or `file-…`. */
  readonly rule: string;
  /** A sentence for a person that names the field, the rule and the value. */
  readonly message: string;
}

/** A file cannot be read as what it should be. The message has a line per problem: `file:line:column: …`. */
export class FileError extends Error {
  override readonly name = "FileError";
  readonly problems: readonly FileProblem[];

  constructor(problems: readonly FileProblem[]) {
    super(problems.map(describeProblem).join("\n"));
    this.problems = problems;
  }
}

/** `agreements/x.yaml:12:13: lines[3].amount "65" has no unit: kronor, kr, tkr or mnkr. (amount-unit-missing)` */
export function describeProblem({ file, line, column, message, rule }: FileProblem): string {
  const place = line === undefined ? file : `${file}:${line}:${column ?? 1}`;
  return `${place}: ${message} (${rule})`;
}
