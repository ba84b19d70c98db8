/** The parser would have kept one of two values; which one was meant, nobody knows. */
export class MemberTwice extends Error {
  override readonly name = "MemberTwice";

  /** @param member as it is written, with its quotes */
  constructor(member: string) {
    super(`${member.length > 60 ? `${member.slice(0, 60)}…` : member} stands twice in one object.`);
  }
}

/** Strings, and what opens, parts and closes; the rest of valid JSON says nothing about names. */
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;

/**
 * Refuses JSON in which one object has the same member twice: RFC 8259 §4 leaves open what that means. The parser
 * would keep the last and drop the first in silence, and whoever looked at the first approved something else.
 *
 * @param text valid JSON: it has been parsed
 * @throws MemberTwice
 */
export function mustNameOnce(text: string): void {
  /** The names in each object that is open, and nothing for a list. */
  const open: (Set<string> | undefined)[] = [];
  let before = "";
  for (const [token] of text.matchAll(TOKENS)) {
    if (token === "{") open.push(new Set());
    else if (token === "[") open.push(undefined);
    else if (token === "}" || token === "]") open.pop();
    else if (token.startsWith('"') && (before === "{" || before === ",")) {
      const names = open.at(-1);
      // The same name may be written in many ways: with an escape and without.
      const name = token.includes("\\") ? String(JSON.parse(token)) : token.slice(1, -1);
      if (names?.has(name)) throw new MemberTwice(token);
      names?.add(name);
    }
    before = token;
  }
}
