/** Hyphens and dashes that word processors put in place of a hyphen, U+2011 (non-breaking) before all. */
const DASH = /[\u2010-\u2015\u2212\uFE58\uFE63\uFF0D]/g;
/** Soft hyphen, zero-width characters and direction marks: pasted along, never meant. */
const INVISIBLE = /[\u00AD\u200B-\u200F\u2060\uFEFF]/g;

/**
 * A text from a document or a form as it was meant: every dash a hyphen, every run of spaces (U+00A0 and
 * U+202F among them) or line breaks one space, nothing invisible, nothing around it.
 */
export function plainText(printed: string): string {
  return printed.replace(INVISIBLE, "").replace(DASH, "-").replace(/\s+/g, " ").trim();
}

/** The same with no spaces at all, for numbers that are grouped in different ways. */
export function withoutSpaces(printed: string): string {
  return plainText(printed).replaceAll(" ", "");
}
