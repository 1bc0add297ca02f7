/** The first of many candidates that passes a test, though several are tested at once. */

/**
 * Tests candidates in their order, `atOnce` of them beside each other, and gives the first that
 * passes: the one that testing them one after the other would give, in a fraction of the time.
 */
export async function firstThat<T>(
  candidates: Iterable<T>,
  atOnce: number,
  test: (candidate: T) => Promise<boolean>,
): Promise<T | undefined> {
  const rest = candidates[Symbol.iterator]();
  for (;;) {
    const batch: T[] = [];
    while (batch.length < atOnce) {
      const next = rest.next();
      if (next.done === true) break;
      batch.push(next.value);
    }
    if (batch.length === 0) return undefined;
    const passed = await Promise.all(batch.map(test));
    const first = passed.indexOf(true);
    if (first >= 0) return batch[first];
  }
}
