/** One measured number of a benchmark. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
}
