/** More is no title, label, note or quotation, and would stand in the log for ever. */
export const LONGEST_WRITTEN = 2_000;

/** Control characters but for line ends and tabs, and halves of surrogate pairs. */
const UNPRINTABLE = /[\p{Cc}--[\n\r\t]]|\p{Cs}/v;

/**
 * Whether a document's text holds what no person wrote: such characters come of a broken conversion, show as
 * nothing or as something else, and some databases and readers end a text at them.
 */
export function holdsUnprintable(text: string): boolean {
  return UNPRINTABLE.test(text);
}
