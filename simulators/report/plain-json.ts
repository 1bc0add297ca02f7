/** The engine's own JSON.parse, for values whose numbers need not be exact: undefined where a text is none. */
export function plainJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
