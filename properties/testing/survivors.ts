/** Drawn flaws that the suite does not tell from the reference, argued one by one. */

/** By the flaw's id: why it survives, or why nothing is wrong with it. */
export const SURVIVORS: Readonly<Record<string, string>> = {};
