/** A number with a space between each three digits, as a Swedish document prints it. */
const GROUPED = /(?<![\p{L}\d])\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?![\p{L}\d])/gu;
const SPACE = /\s+/u;
const EDGE = /^[^\p{L}\d]+|[^\p{L}\d]+$/gu;
const INNER = /[^\p{L}\d]+/u;
/** 5,5 is written 5.5 in the ledger. */
const DECIMAL = /^\d+,\d+$/;

/** The words of a text, in small letters and without what stands around them: `S2011/5879/FS` is one. */
export function wordsOf(text: string): string[] {
  return text
    .normalize("NFC")
    .toLowerCase()
    .replace(GROUPED, (number) => number.replace(/\D/g, ""))
    .split(SPACE)
    .map((word) => word.replace(EDGE, ""))
    .map((word) => (DECIMAL.test(word) ? word.replace(",", ".") : word))
    .filter((word) => word !== "");
}

/** A case is asked for again with each of its events, and its words seldom change. Starting over bounds it. */
const MOST_KNOWN = 2_000;
const known = new Map<string, string>();

/**
 * The terms by which texts are found: their words, whole and in parts, so that `5879` finds `S2011/5879/FS`; and
 * without hyphens, so that 2220000315 finds 222000-0315. Each once, in order, with spaces between.
 */
export function termsOf(texts: readonly (string | null | undefined)[]): string {
  // No word goes on over the end of a line, so that texts which are joined alike have the same words.
  const asked = texts.map((text) => text ?? "").join("\n");
  let terms = known.get(asked);
  if (terms === undefined) {
    terms = termsIn(texts);
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(asked, terms);
  }
  return terms;
}

function termsIn(texts: readonly (string | null | undefined)[]): string {
  const terms = new Set<string>();
  for (const word of texts.flatMap((text) => (text ? wordsOf(text) : []))) {
    terms.add(word);
    for (const part of word.split(INNER)) if (part !== "") terms.add(part);
    if (/^\d+-\d+$/.test(word)) terms.add(word.replace("-", ""));
  }
  return [...terms].sort().join(" ");
}

/** The first text in the order of code points that is after every text with this beginning. */
export function afterAllWith(beginning: string): string {
  const points = [...beginning];
  for (let last = points.length - 1; last >= 0; last--) {
    const next = pointAfter(points[last]?.codePointAt(0) ?? 0);
    if (next !== undefined) return [...points.slice(0, last), String.fromCodePoint(next)].join("");
  }
  return "\u{10ffff}";
}

/** Surrogates are no characters by themselves, and nothing follows the last one. */
function pointAfter(point: number): number | undefined {
  if (point === 0x10ffff) return undefined;
  return point === 0xd7ff ? 0xe000 : point + 1;
}
