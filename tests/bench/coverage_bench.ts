/**
 * `deno task bench:coverage [SERIES]`: how often the printed 95 % interval holds the true mean, on simulated
 * savings of known law, and how wide it is beside the interval of who knows the law; then, on a quarter as many
 * simulated studies, how often each interval that a study prints holds what it is about. Seeded: the same tables each
 * time. SERIES is 2000 unless given; with it a share of 95 % has a standard error of 0.5 points, of studies 1 point.
 *
 * @module
 */

import { confidenceOf } from "../../src/analysis/statistics/confidence.ts";
import { type Random, seededRandom } from "../../src/market/random.ts";
import { autoregressive, heavyTailed, overlapping, startsOf } from "../analysis/statistics/_series.ts";
import { coverageOf, INTERVALS } from "../study/pool/_coverage.ts";
import { LAWS as STUDY_LAWS } from "../study/pool/_simulated.ts";

/** A law of savings with mean zero. */
interface Law {
  readonly name: string;
  /** Starts in a horizon. */
  readonly overlap: number;
  readonly draw: (starts: number, random: Random) => Float64Array;
  /** Long-run variance, of whose root over √starts the mean errs. */
  readonly longRunVariance: number;
}

const LAWS: readonly Law[] = [
  { name: "independent", overlap: 1, draw: (n, random) => autoregressive(n, 0, random), longRunVariance: 1 },
  { name: "heavy tails (t3)", overlap: 1, draw: heavyTailed, longRunVariance: 3 },
  ...[3, 6].map((overlap) => ({
    name: `overlap ${overlap}`,
    overlap,
    draw: (n: number, random: Random) => overlapping(n, overlap, random),
    longRunVariance: overlap ** 2,
  })),
  ...[0.3, 0.5, 0.7].map((phi) => ({
    name: `AR(1) ${phi}`,
    overlap: 1,
    draw: (n: number, random: Random) => autoregressive(n, phi, random),
    longRunVariance: 1 / (1 - phi) ** 2,
  })),
];
const HORIZONS = [20, 39, 100];
const Z = 1.959964;

const series = Number(Deno.args[0] ?? 2000);
const lines = [`${"law".padEnd(18)}horizons  covered  width`];
for (const law of LAWS) {
  for (const horizons of HORIZONS) {
    const { covered, width } = measure(law, horizons);
    const cells = [String(horizons).padStart(8), `${(100 * covered).toFixed(1)} %`, width.toFixed(2)];
    lines.push(law.name.padEnd(18) + cells.join("   "));
  }
}
await print(lines);

/** Days and symbols of simulated studies. */
const SIZES = [[6, 4], [12, 4], [20, 14], [60, 6]] as const;

await print([`\n${"study: covered, %".padEnd(27)}${INTERVALS.map((name) => name.padStart(14)).join("")}`]);
for (const law of STUDY_LAWS) {
  for (const [days, symbols] of SIZES) {
    const tallies = coverageOf(law, { days, symbols, studies: Math.ceil(series / 4), firstSeed: 500_000 });
    const cells = INTERVALS.map((name) => {
      const { printed, held } = tallies[name];
      return (printed === 0 ? "none" : (100 * held / printed).toFixed(1)).padStart(14);
    });
    await print([`${law.name}, ${days} days of ${symbols}`.padEnd(27) + cells.join("")]);
  }
}

async function print(lines: readonly string[]): Promise<void> {
  await Deno.stdout.write(new TextEncoder().encode(`${lines.join("\n")}\n`));
}

function measure(
  { overlap, draw, longRunVariance }: Law,
  horizons: number,
): { covered: number; width: number } {
  const starts = overlap * (horizons - 1) + 1;
  const times = { horizonNs: 600e9, spacingNs: 600e9 / overlap, scoredNs: 600e9 * horizons };
  const known = 2 * Z * Math.sqrt(longRunVariance / starts);
  let covered = 0;
  let width = 0;
  for (let seed = 0; seed < series; seed++) {
    const values = startsOf(draw(starts, seededRandom(77_000 + seed)));
    const { lower, upper } = confidenceOf(values, { ...times, seed, resamples: 500 }).interval!;
    if (lower <= 0 && 0 <= upper) covered++;
    width += (upper - lower) / known;
  }
  return { covered: covered / series, width: width / series };
}
