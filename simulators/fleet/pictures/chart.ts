/** A chart for the terminal: eighths of a block, an axis with three numbers, lines across. */

const EIGHTHS = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;

export interface ChartOptions {
  readonly title: string;
  readonly height: number;
  /** Top of the axis; at least the greatest value. */
  readonly max: number;
  readonly text: (value: number) => string;
  /** Levels that are drawn across, each with its name. */
  readonly levels?: readonly { readonly value: number; readonly name: string }[];
}

/** Width of the axis in front of the chart. */
export const AXIS = 42;

/** One column a value; undefined leaves the column empty. Lines without line ends. */
export function chart(
  values: readonly (number | undefined)[],
  options: ChartOptions,
): readonly string[] {
  const { title, height, max, text, levels = [] } = options;
  const top = max > 0 ? max : 1;
  const eighths = values.map((value) => Math.round(((value ?? 0) / top) * height * 8));
  const rows: string[] = [];
  for (let row = height - 1; row >= 0; row -= 1) {
    const level = levels.find(({ value }) => rowOf(value, top, height) === row);
    const cells = eighths.map((count) => {
      const part = Math.max(0, Math.min(8, count - row * 8));
      return part === 0 && level !== undefined ? "╌" : (EIGHTHS[part] ?? " ");
    });
    const isTop = row === height - 1;
    const label = level?.name ?? (isTop ? text(top) : row === 0 ? text(0) : "");
    rows.push(`${label.padStart(AXIS - 2)} │${cells.join("").trimEnd()}`);
  }
  return [`${title}`, ...rows];
}

function rowOf(value: number, max: number, height: number): number {
  return Math.min(height - 1, Math.max(0, Math.ceil((value / max) * height) - 1));
}
