/** One measured number of a benchmark. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
}

/** `name value unit`. */
export function formatFigure({ name, value, unit }: Figure): string {
  return `${name} ${value >= 1000 ? value.toFixed(0) : value.toPrecision(4)} ${unit}`;
}
