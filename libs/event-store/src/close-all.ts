/**
 * Closes one thing after the other, the others too when one fails: a lock or a thread that is left behind
 * keeps everybody else out.
 *
 * @throws the first failure, after all have been tried
 */
export async function closeAll(...steps: readonly (() => unknown)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
