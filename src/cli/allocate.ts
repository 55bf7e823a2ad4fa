/** `sorlab allocate`: one order over one snapshot. @module */

import { counted } from "../market/counted.ts";
import { DataError } from "../market/data_error.ts";
import { dollarsOrNull, fromDollars } from "../market/price.ts";
import { publisher } from "../market/publishers.ts";
import { BUY, type Side, sideName } from "../market/side.ts";
import { feeSchedule } from "../execution/fee_choice.ts";
import { makeOffers, type Offers } from "../execution/offers.ts";
import { INFEASIBLE } from "../strategy/placement/static_split/allocator.ts";
import { linearCost, quadraticCost, type SplitParameters } from "../strategy/placement/static_split/cost.ts";
import { type ExplainedVenue, explainSplit } from "../strategy/placement/static_split/explain.ts";
import { makeAllocator } from "../strategy/placement/static_split/make_allocator.ts";
import { snakeKeys } from "../report/snake_case.ts";
import { alignColumns, dropColumns } from "../report/terminal/align_columns.ts";
import { allocateContKukanov, contKukanovOptions } from "./allocate/cont_kukanov.ts";
import { INSTANCE_HELP } from "./allocate/instance.ts";
import { readInput } from "./allocate/read_input.ts";
import { parseSnapshot, type Snapshot } from "./allocate/snapshot.ts";
import { type Command, helpText } from "./command.ts";
import { chooseFees, feeOptions } from "./fees.ts";
import { choice, decimal, onlyWith, text, type Values } from "./options.ts";
import { checkRead, readArguments } from "./read_arguments.ts";
import { fitted, jsonText, printableLines, printResult, stdoutColumns } from "./output.ts";
import { allocatorOf, routerOptions, sideOf } from "./router.ts";

const { rebate, ...takeFeeOptions } = feeOptions;

const PENALTY = { min: 0, max: 1e6 };

const options = {
  model: choice(["static", "cont-kukanov"], "the trial's static split, or market and limit orders"),
  snapshotFile: text("FILE", "the snapshot, JSON; - is standard input (default)"),
  ...routerOptions,
  lambdaOver: decimal(0.4, PENALTY, "λ_over: price of a share too many, dollars"),
  lambdaUnder: decimal(0.6, PENALTY, "λ_under: price of a share too few, dollars"),
  thetaQueue: decimal(0.3, PENALTY, "θ_queue: price of either, dollars"),
  ...takeFeeOptions,
  format: choice(["json", "table"], "how to print the answer"),
};

/** Options that other commands have, and that would change nothing here: they are refused, with the reason. */
const unreadOptions = onlyWith({
  holds: () => false,
  otherwise:
    "what is split is taken, within what is displayed: nothing rests, and no rebate is earned; leave it out",
}, { rebate });

/** `sorlab allocate`. */
export const command: Command = {
  help: helpText({
    summary: "Splits an order over the venues of one snapshot: shares, cost, and for each venue why.",
    examples: [
      [
        `echo '{"ts_event": "2024-08-01T13:36:32Z", "records": [\n` +
        `    {"publisher_id": 2, "ask_px": 224.30, "ask_sz": 600, "bid_px": 224.28, "bid_sz": 900},\n` +
        `    {"publisher_id": 43, "ask_px": 224.29, "ask_sz": 430, "bid_px": 224.27, "bid_sz": 200}]}' |\n` +
        `    sorlab allocate --order-size 700 --format table`,
        "a snapshot as the stream's messages have it",
      ],
      [
        "sorlab allocate --snapshot-file snapshot.json --cost quadratic --lambda-under 0.9",
        "the formal cost",
      ],
      [
        `echo '{"order_size": 1000, "half_spread": 0.02, "take_fee": 0.003, "lambda_over": 0.05,\n` +
        `    "lambda_under": 0.05, "theta_queue": 0.0005, "venues": [\n` +
        `    {"name": "A", "queue": 2000, "rebate": 0.002, "outflow": {"kind": "poisson", "mean": 2200}},\n` +
        `    {"name": "B", "queue": 1500, "outflow": {"kind": "exponential", "mean": 1800}}]}' |\n` +
        `    sorlab allocate --model cont-kukanov --format table`,
        "how much to take, and how much to rest where",
      ],
    ],
    options,
    otherOptions: ["Options with --model cont-kukanov", contKukanovOptions],
    notes:
      'A record\'s price or size may be null (no quote on that side); "fee" and "rebate", dollars a share,\n' +
      "beat the fee file, whose day is that of ts_event (without one: its newest). Other keys play no part.\n" +
      'Where no split exists the answer says so: "feasible" is false, and nothing is allocated.\n\n' +
      INSTANCE_HELP,
  }),
  async run(args) {
    if (asksForContKukanov(args)) return await allocateContKukanov(args);
    const known = { ...options, ...unreadOptions };
    const read = readArguments(args, known);
    checkRead(known, read);
    const { values } = read;
    const allocator = makeAllocator(allocatorOf(values), values.step, values);
    const { value, name } = await readInput(values.snapshotFile, "a snapshot", "--snapshot-file");
    const snapshot = parseSnapshot(value, name);
    const side = sideOf(values);
    const offers = await offersOf(snapshot, side, values, name);
    const split = new Float64Array(offers.count);
    const placed = allocator.allocate(values.orderSize, offers, side, split);
    const venues = explainSplit(split, values.orderSize, offers, side, {
      step: values.step,
      name: allocator.name,
    });
    const answer = describe({ values, side, offers, split, placed, venues, snapshot });
    await printResult(
      values.format === "json" ? `${jsonText(answer, 2)}\n` : `${printableLines(tableOf(answer))}\n`,
    );
  },
};

/** Each model has options of its own, so that this one is looked for before they are read. */
function asksForContKukanov(args: readonly string[]): boolean {
  const at = args.indexOf("--model");
  return args.includes("--model=cont-kukanov") || (at >= 0 && args[at + 1] === "cont-kukanov");
}

async function offersOf(
  { records, day }: Snapshot,
  side: Side,
  values: Values<typeof feeOptions>,
  name: string,
): Promise<Offers> {
  const schedule = feeSchedule(await chooseFees(values));
  const offers = makeOffers(records.length);
  const opposite = side === BUY ? "ask" : "bid";
  for (const [venue, record] of records.entries()) {
    const fee = schedule.of(publisher(record.publisherId).venue, day);
    const shows = record.price[opposite] > 0 && record.size[opposite] > 0;
    offers.price[venue] = shows ? fromDollars(record.price[opposite]) : NaN;
    offers.size[venue] = shows ? record.size[opposite] : 0;
    offers.takeFee[venue] = record.fee === undefined ? fee.take : fromDollars(record.fee);
    offers.addRebate[venue] = record.rebate === undefined ? 0 - fee.add : fromDollars(record.rebate);
  }
  if (offers.size.every((shares) => shares === 0)) {
    throw new DataError(`no venue shows ${side === BUY ? "an ask to buy" : "a bid to sell to"}`, {
      file: name,
    });
  }
  return offers;
}

interface Answer {
  readonly feasible: boolean;
  readonly summary: string;
  readonly venues: readonly Readonly<Record<string, unknown>>[];
}

function describe(parts: {
  values: Values<typeof options>;
  side: Side;
  offers: Offers;
  split: Float64Array;
  placed: number;
  venues: readonly ExplainedVenue[];
  snapshot: Snapshot;
}): Answer & Record<string, unknown> {
  const { values, side, offers, split, placed, venues, snapshot } = parts;
  const feasible = placed !== INFEASIBLE;
  const parameters: SplitParameters = values;
  const cost = values.cost === "quadratic"
    ? { total: quadraticCost(split, values.orderSize, offers, side, parameters) }
    : linearCost(split, values.orderSize, offers, side, parameters);
  return {
    feasible,
    summary: summaryOf(values, feasible, placed),
    side: sideName(side),
    order_size: values.orderSize,
    allocated: feasible ? placed : 0,
    allocator: allocatorOf(values),
    step: values.step,
    parameters: {
      lambda_over: values.lambdaOver,
      lambda_under: values.lambdaUnder,
      theta_queue: values.thetaQueue,
    },
    cost: feasible ? snakeKeys(cost) : null,
    venues: venues.map((explained) => ({
      publisher_id: snapshot.records[explained.venue]!.publisherId,
      venue: publisher(snapshot.records[explained.venue]!.publisherId).venue,
      price: dollarsOrNull(explained.price),
      price_with_fee: dollarsOrNull(explained.priceWithFee),
      size: explained.size,
      rank: explained.rank,
      shares: explained.shares,
      reason: explained.reason,
    })),
  };
}

function summaryOf({ orderSize, step }: Values<typeof options>, feasible: boolean, placed: number): string {
  if (!feasible) {
    const hint = step > 1 ? " (--step 1 reaches odd lots)" : "";
    return `no split: ${orderSize} shares cannot be made of steps of ${step} within the displayed sizes${hint}`;
  }
  return placed === orderSize
    ? `all ${counted(orderSize, "share")} placed`
    : `${placed} of ${counted(orderSize, "share")} placed`;
}

function tableOf({ venues, summary }: Answer): string {
  const heading = ["venue", "price", "with fee", "size", "rank", "shares", "why"];
  const keys = ["venue", "price", "price_with_fee", "size", "rank", "shares", "reason"];
  const columns = keys.map((key) => {
    const values = venues.map((venue) => venue[key]);
    return key.startsWith("price")
      ? priceCells(values)
      : values.map((value) => value === null ? "-" : String(value));
  });
  const rows = venues.map((_, row) => columns.map((column) => column[row]!));
  const table = dropColumns([heading, ...rows], stdoutColumns(), DISPENSABLE);
  return `${alignColumns(table, stdoutColumns())}\n${fitted(summary)}`;
}

/** Columns that go where the terminal is too narrow, the first of them first. */
const DISPENSABLE = ["rank", "with fee"];

/** Prices, all with as many decimals as the longest needs, and two at least. */
function priceCells(values: readonly unknown[]): string[] {
  const decimals = Math.max(2, ...values.map((value) => String(value).split(".")[1]?.length ?? 0));
  return values.map((value) => typeof value === "number" ? value.toFixed(decimals) : "-");
}
