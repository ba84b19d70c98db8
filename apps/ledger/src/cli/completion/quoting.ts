/** A text that a POSIX shell or zsh takes as one word. */
export const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** The same for fish, where a backslash within quotes escapes. */
export const quotedForFish = (text: string): string =>
  `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
