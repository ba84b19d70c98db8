/** How the command ends (docs/cli.md). Scripts branch on these: they do not change. */
export const EXIT = {
  fine: 0,
  /** `check` found figures that do not agree; `bulk` has lines that were refused or not tried. */
  findings: 1,
  /** A file, an option or an argument cannot be read as what it should be. */
  badInput: 2,
  /** A rule of the ledger refused what was asked; nothing was written. */
  refused: 3,
  /** The data folder or the log cannot be used. */
  unavailable: 4,
  /** A defect of the ledger itself (EX_SOFTWARE of sysexits.h). */
  defect: 70,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
