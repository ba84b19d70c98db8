/** The known word nearest to a misspelt one, when it is near enough to be meant. */
export function nearestWord(given: string, known: readonly string[]): string | undefined {
  const nearest = known
    .map((word) => ({ word, distance: editDistance(given.toLowerCase(), word.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)[0];
  // A third of the word may be wrong, or one letter of a short one; beyond that a guess misleads. A single
  // letter has nothing in common with another one.
  const allowed = Math.min(given.length - 1, Math.max(1, Math.floor(given.length / 3)));
  return nearest && nearest.distance <= allowed ? nearest.word : undefined;
}

/** ` (did you mean "amount"?)`, or nothing. */
export function didYouMean(given: string, known: readonly string[]): string {
  const word = nearestWord(given, known);
  return word === undefined ? "" : ` (did you mean "${word}"?)`;
}

/** Levenshtein: how many letters to insert, remove or replace. Long words are cut: they are no field names. */
function editDistance(a: string, b: string): number {
  const [from, to] = [a.slice(0, 60), b.slice(0, 60)];
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
