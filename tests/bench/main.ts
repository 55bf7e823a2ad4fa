/**
 * `deno task bench`: every benchmark, one line a figure (`name value unit`), or one JSON object with
 * `--json`. Speeds and sizes are absolute, of this machine; figures in `times` are ratios of one run, and alone can
 * be compared with those of another machine. Nothing is a gate.
 *
 * @module
 */

import { benchAllocator } from "./allocator_bench.ts";
import { benchBacktest } from "./backtest_bench.ts";
import { benchCsv } from "./csv_bench.ts";
import { benchDbn } from "./dbn_bench.ts";
import { type Figure, formatFigure } from "./figure.ts";
import { benchMarket } from "./market_bench.ts";
import { benchParquet } from "./parquet_bench.ts";
import { benchPlacement } from "./placement_bench.ts";
import { benchRouters } from "./router_bench.ts";
import { benchSearch } from "./search_bench.ts";
import { benchServe } from "./serve_bench.ts";
import { benchStartup } from "./startup_bench.ts";
import { benchTuning } from "./tuning_bench.ts";

const figures: Figure[] = [
  ...await benchCsv(),
  ...await benchDbn(),
  ...await benchParquet(),
  ...benchAllocator(),
  ...benchMarket(),
  ...benchPlacement(),
  ...benchSearch(),
  ...await benchTuning(),
  ...await benchRouters(),
  ...await benchBacktest(),
  ...await benchServe(),
  ...await benchStartup(),
];
const text = Deno.args.includes("--json")
  ? JSON.stringify(
    Object.fromEntries(figures.map(({ name, value, unit }) => [name, { value, unit }])),
    null,
    2,
  )
  : figures.map(formatFigure).join("\n");
await Deno.stdout.write(new TextEncoder().encode(`${text}\n`));
