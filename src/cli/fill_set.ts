/** `sorlab generate --fills`: a router's fills whose truth is known. @module */

import { LIMITS } from "../backtest/limits.ts";
import { planBacktest } from "../backtest/plan.ts";
import { fillsCsv, ordersCsv, parentsCsv, SET_FILES, truthOf } from "../judge/set_files.ts";
import { makeFillSet } from "../judge/synthetic_set.ts";
import { counted } from "../market/counted.ts";
import { fromDollars } from "../market/price.ts";
import type { Tape } from "../market/tape.ts";
import { type CsvLayout, databentoCsv } from "../source/databento_csv_writer.ts";
import { parseStrategy, type StrategyName, strategyText } from "../strategy/strategy_name.ts";
import { withFile } from "./errors.ts";
import { signedDuration } from "./judge_options.ts";
import { type Condition, duration, integer, onlyWith, type Option, text, type Values } from "./options.ts";
import { tell, tellCommand } from "./output.ts";
import { writeFile } from "./written_file.ts";
import { at } from "./question_options.ts";
import { queueByName, queueOption, readQueue } from "./queue.ts";

const WITH_FILLS: Condition = {
  holds: ({ fills }) => fills !== undefined,
  otherwise: "it is of --fills FOLDER",
};

/** Options of a set of fills. */
export const fillSetOptions = {
  fills: text(
    "FOLDER",
    `write a router's fills here, and the tape that they are on: ${Object.values(SET_FILES).join(", ")}`,
  ),
  ...onlyWith(WITH_FILLS, {
    router: router("with --fills: whose fills; bad is one that takes from the dearest venue (twap+join)"),
    clockOffset: {
      ...signedDuration("with --fills: the tape's clock less the router's"),
      fallback: 250e6,
    } as Option<number>,
    clockJitter: duration(0, "with --fills: by how much a fill's stamp may be off, either way", {
      min: 0,
      max: 60e9,
    }),
    queue: at(
      "rules.queue",
      {
        ...queueOption("with --fills: the queue model by which what rests is filled"),
        fallback: "cancels-ahead:0.4",
      },
      queueByName,
    ),
    orders: at(
      "orders.count",
      integer(80, LIMITS["orders.count"], "with --fills: parent orders, buys and sells in pairs"),
    ),
    orderSize: integer(300, LIMITS["orders.size"], "with --fills: shares of a parent order"),
    horizon: at("orders.horizonNs", duration(15e9, "with --fills: length of a parent order")),
    interval: at("strategy.intervalNs", duration(5e9, "with --fills: length of the router's slices")),
  }),
};

/** What a set is made by. */
type SetValues = Values<typeof fillSetOptions> & {
  readonly fills: string;
  readonly layout: CsvLayout;
  readonly seed: number;
  readonly tick: number;
  readonly quiet: boolean;
};

/** Makes a set on a tape and writes its files into a folder, which is made where it is missing. */
export async function writeFillSet(tape: Tape, values: SetValues): Promise<void> {
  const {
    fills: folder,
    router,
    clockOffset,
    clockJitter,
    orders,
    orderSize,
    horizon,
    interval,
    seed,
    quiet,
  } = values;
  const queue = await readQueue(values.queue);
  const plan = planBacktest({
    orders: {
      count: orders,
      sides: "both",
      size: { kind: "shares", shares: orderSize },
      horizonNs: horizon,
      session: "all",
    },
    strategy: { intervalNs: interval },
    rules: { queue },
  });
  const set = makeFillSet(tape, plan, { router, clockOffsetNs: clockOffset, jitterNs: clockJitter, seed });
  await withFile(`write ${folder}`, () => Deno.mkdir(folder, { recursive: true }));
  const truth = truthOf(set, queue, router === "bad" ? router : strategyText(router));
  const path = (file: keyof typeof SET_FILES): string => `${folder}/${SET_FILES[file]}`;
  await writeFile(
    path("tape"),
    databentoCsv(set.tape, { layout: values.layout, tick: fromDollars(values.tick) }),
  );
  await writeFile(path("fills"), encoded(fillsCsv(set)));
  await writeFile(path("parents"), encoded(parentsCsv(set)));
  await writeFile(path("orders"), encoded(ordersCsv(set)));
  await writeFile(path("truth"), `${JSON.stringify(truth, null, 2)}\n`);
  if (quiet) return;
  tell(
    `${counted(set.fills.length, "fill")} of ${
      counted(set.orders.length, "order")
    } in ${folder}; judge them:`,
  );
  tellCommand([
    "sorlab judge",
    `--data ${path("tape")}`,
    `--fills ${path("fills")}`,
    `--parents ${path("parents")}`,
    `--orders ${path("orders")}`,
    `--interval ${interval / 1e9}s`,
  ]);
}

/** Lines as bytes, many at a time. */
function* encoded(lines: Iterable<string>): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  let batch = "";
  for (const line of lines) {
    batch += line;
    if (batch.length < 1 << 16) continue;
    yield encoder.encode(batch);
    batch = "";
  }
  yield encoder.encode(batch);
}

function router(help: string): Option<StrategyName | "bad"> {
  return {
    placeholder: "S+P|bad",
    help,
    fallback: { schedule: "twap", placement: "join" },
    read: (given) => given === "bad" ? given : parseStrategy(given),
  };
}
