/**
 * What the live view says to a page, and a page to it: the whole protocol. A page reads `GET /events`, server-sent
 * events whose data is JSON: `hello` when the connection opens and whenever the run restarts, then `frame`. It writes
 * with `POST /control`, one {@linkcode Control} as JSON. Prices are dollars, costs basis points (positive is worse),
 * savings too (positive is better), times ns after the tape's origin, which is a midnight, UTC. A figure that is not
 * known is `null`. Every text may come from data: a page must treat all of it as text.
 *
 * @module
 */

import type { Part } from "../analysis/attribution.ts";
import type { SharesByKind } from "../analysis/fill_breakdown.ts";

/** What stays the same until the run restarts: event `hello`. Frames of another `run` than this one's are stale. */
export interface Hello {
  /** Number of the run, from 1: it grows with every restart, by a page's change of options or a seek. */
  readonly run: number;
  /** Where the rows come from. */
  readonly source: Source;
  /** Names of the venues, by the index that frames use. */
  readonly venues: readonly string[];
  /** The measured strategy first, called `router`; then what it is compared with. Frames use the index. */
  readonly strategies: readonly Strategy[];
  /** Index of the strategy whose comparison the headline is about, in `strategies`. */
  readonly primary: number;
  /** What a page may change, and how it stands. */
  readonly fields: readonly Field[];
  /** The command that asks the back-test the same question about the same rows, arguments quoted for a shell. */
  readonly backtest: string;
  /** What a back-test decides from the whole tape, and the live view had to settle beforehand; for people. */
  readonly settled: readonly string[];
  /** Whether what is shown is a recording: then no control does anything. */
  readonly recorded: boolean;
}

/** Where the rows come from. */
export interface Source {
  readonly kind: "synthetic" | "file" | "kafka";
  /** The file's name or the topic's. */
  readonly name: string;
  /** Instrument; may be empty. */
  readonly symbol: string;
  /** The tape's origin, midnight UTC: `2024-08-01T00:00:00Z`. Times count from it. */
  readonly origin: string;
  /** First row's time. */
  readonly firstNs: number;
  /** Last row's time; `null` while rows still come. */
  readonly lastNs: number | null;
  /** Whether `seek` and `speed` do anything: not where rows come from elsewhere at their own pace. */
  readonly seekable: boolean;
}

/** A strategy of the run. */
interface Strategy {
  /** `router`, or the comparison's name in artefacts: `best_ask`, `twap+home`. */
  readonly name: string;
  /** Schedule and placement: `twap+cont-kukanov`. */
  readonly text: string;
}

/** One thing that a page may change: an option of the command line, with its rules. */
export interface Field {
  /** The option's name without its dashes: `order-size`. */
  readonly name: string;
  /** What it is, as `--help` says it. */
  readonly help: string;
  /** How its value is written: `N`, `TIME`, `S+P`; `null` for one that is there or not. */
  readonly placeholder: string | null;
  /** The words that it may be, where there are only some. */
  readonly choices: readonly string[] | null;
  /** As it was given, or the default as it is written; empty is none. Of one that is there or not, `true` or empty. */
  readonly value: string;
}

/** What is there at a moment, and what has happened since the frame before: event `frame`. */
export interface Frame {
  /** Of the `Hello` that it belongs to. */
  readonly run: number;
  /** Number of the frame within the run, from 1. One that was merged away is missing from the sequence. */
  readonly frame: number;
  /** Frames that this one stands for: more than 1 where the page was too slow for all; nothing in lists is lost by it. */
  readonly merged: number;
  /** The moment shown, of the tape. */
  readonly nowNs: number;
  readonly playback: Playback;
  readonly touch: Touch;
  /** By venue index. */
  readonly ladder: readonly VenueQuote[];
  /** The moment's column of the heat map: prices ascending. */
  readonly column: readonly PriceLevel[];
  /** Since the frame before, in order; where there were very many, those of one venue and price are summed. */
  readonly trades: readonly Trade[];
  /** Fills of all strategies since the frame before, in order of time for each strategy. */
  readonly fills: readonly Fill[];
  /** Fills left out of `fills` since there were too many for a frame; they are in all sums. */
  readonly fillsLeftOut: number;
  /** Parent orders at work now, and those that ended since the frame before. */
  readonly orders: readonly OrderProgress[];
  /** The measured strategy's last decision; `null` before the first. */
  readonly decision: Decision | null;
  /** By strategy index: orders that have ended, together. */
  readonly costs: readonly StrategyCost[];
  /** What the saving on `Hello.primary` is made of, over the orders compared; `null` before the first. */
  readonly attribution: Attribution | null;
  readonly health: Health;
}

/** How the tape goes on. */
export interface Playback {
  /** `waiting`: no row has come for a while; `ended`: there is no row after these. */
  readonly state: "playing" | "paused" | "waiting" | "ended";
  /** Times real time; `null` is as fast as it goes, and of a source that comes at its own pace. */
  readonly speed: number | null;
  /** Part of the tape's time that is over, 0 to 1; `null` where its end is not known. */
  readonly position: number | null;
  /** Rows so far. */
  readonly rows: number;
}

/** The best live prices of all venues. */
export interface Touch {
  readonly bid: number | null;
  readonly ask: number | null;
  /** Their mid, or the last there was. */
  readonly mid: number | null;
  readonly state: BookState;
}

/** How bid and ask of a book stand to each other. */
export type BookState = "normal" | "locked" | "crossed" | "one-sided" | "empty";

/** What a venue displays, or displayed last. */
export interface VenueQuote {
  readonly bid: number | null;
  readonly bidSize: number;
  readonly ask: number | null;
  readonly askSize: number;
  /** How old the quote is, milliseconds; `null` where the venue has not quoted yet. */
  readonly ageMs: number | null;
  /** `ghost`: another venue's newer quote crossed it, or it grew too old; nobody believes it. `none`: no quote yet. */
  readonly state: "live" | "ghost" | "none";
  /** How its bid stands to the best live ask of the other venues, and its ask to their best bid. */
  readonly against: BookState;
}

/** Size displayed live at a price, over all venues and the levels that the tape keeps. */
export interface PriceLevel {
  readonly price: number;
  readonly bidSize: number;
  readonly askSize: number;
}

/** A print. */
export interface Trade {
  readonly timeNs: number;
  readonly price: number;
  readonly shares: number;
  /** Venue index; -1 off exchange. */
  readonly venue: number;
  /** Who was the aggressor; `null` where the tape does not say. */
  readonly side: "buy" | "sell" | null;
}

/** A fill of a strategy. */
export interface Fill {
  /** Number of the parent order, from 0, within the run. */
  readonly order: number;
  readonly side: "buy" | "sell";
  /** Index into `Hello.strategies`. */
  readonly strategy: number;
  readonly timeNs: number;
  /** Venue index; -1 for shares beyond all that was displayed. */
  readonly venue: number;
  readonly price: number;
  /** Negative where shares filled too much are given back. */
  readonly shares: number;
  readonly kind: keyof SharesByKind;
  /** Of all its shares, dollars; negative is a rebate. */
  readonly fee: number;
}

/** A parent order at work, or just ended. */
export interface OrderProgress {
  readonly order: number;
  readonly side: "buy" | "sell";
  readonly quantity: number;
  readonly startNs: number;
  readonly endNs: number;
  readonly arrivalMid: number | null;
  /** Whether it has ended, and all its fills are known. */
  readonly ended: boolean;
  /** By strategy index. */
  readonly strategies: readonly StrategyProgress[];
}

/** How far a strategy has come with a parent order. */
export interface StrategyProgress {
  readonly filled: number;
  /** Dollars a share, fees left out; `null` before the first fill. */
  readonly averagePrice: number | null;
  /** Of what is filled, against the arrival mid, fees included; `null` before the first fill. */
  readonly costBps: number | null;
}

/** A decision of the measured strategy, and what it knew. */
export interface Decision {
  /** Number of the parent order. */
  readonly order: number;
  readonly side: "buy" | "sell";
  /** Which decision of its order it is, from 0. */
  readonly index: number;
  readonly timeNs: number;
  /** When the next slice begins. */
  readonly untilNs: number;
  /** Shares that were due. */
  readonly quantity: number;
  /** Of them, what earlier slices left. */
  readonly overdue: number;
  /** Shares that the parent order had left. */
  readonly leaves: number;
  /** Whether it was the last slice: what it leaves crosses at the end. */
  readonly isLast: boolean;
  /** Worst price at which child orders take; `null` where none takes. */
  readonly takeLimit: number | null;
  /** What it sent; empty where it chose to wait. */
  readonly children: readonly ChildOrder[];
  /** Why, in sentences for people, the most important first. */
  readonly why: readonly string[];
}

/** A child order of a decision. */
export interface ChildOrder {
  /** Venue index. */
  readonly venue: number;
  readonly kind: "take" | "rest";
  readonly shares: number;
  /** Of it filled so far; more follow while it rests. */
  readonly filled: number;
  /** What the venue showed: the price to take at, or to rest at. */
  readonly price: number | null;
  /** Shares displayed there: to take, or standing ahead in the queue. */
  readonly displayed: number;
  /** Fee of a share, dollars; negative is a rebate. */
  readonly fee: number;
}

/** What a strategy's orders cost that have ended. */
export interface StrategyCost {
  readonly orders: number;
  readonly shares: number;
  /** All-in, against the arrival mid; `null` before the first. */
  readonly costBps: number | null;
  /** Orders that the saving is of: those on which every strategy can be compared. */
  readonly compared: number;
  /** What the measured strategy saves on this one over these orders; `null` for itself and before the first. */
  readonly savingBps: number | null;
  /** Ends of the 95 % interval of the saving; `null` where too few orders can be compared for one. */
  readonly interval: readonly [number, number] | null;
}

/** A saving over the orders that can be compared, and its parts, which sum to it. */
export interface Attribution {
  /** Index of the strategy that it saves on. */
  readonly against: number;
  readonly savingBps: number;
  /** Basis points by part; positive is better. */
  readonly parts: Readonly<Record<Part, number>>;
}

/** How the view itself is. */
export interface Health {
  /**
   * How far what is shown is behind, milliseconds: of wall time behind what was to be shown by now; of a topic, of the
   * tape's time behind what has come.
   */
  readonly lagMs: number;
  /** Rows a second of wall time, over the last second or so. */
  readonly rowsPerSecond: number;
  /** Frames of this run so far that this page did not get as frames of their own. */
  readonly dropped: number;
  /** Pages that watch. */
  readonly pages: number;
  /** Memory of the process, bytes. */
  readonly memoryBytes: number;
}

/**
 * What a page asks for: the body of `POST /control`, JSON of at most 4 kB, with the header `X-Sorlab-Token` that the
 * page was given. The answer is 204, or a status of 400 or more with `{ "error": "…" }` for people.
 */
export type Control =
  /** Stop where it is; go on. */
  | { readonly do: "pause" }
  | { readonly do: "play" }
  /** Pause, and go on by so many rows, and those received at the same moment as the last. @default 1 */
  | { readonly do: "step"; readonly rows?: number | undefined }
  /** Times real time; `"max"` is as fast as it goes. */
  | { readonly do: "speed"; readonly speed: number | "max" }
  /** Go to a part of the tape's time, 0 to 1, and restart the run there. */
  | { readonly do: "seek"; readonly position: number }
  /** Change options, by name and as on the command line (`null`: back to the default), and restart the run here. */
  | { readonly do: "ask"; readonly options: Readonly<Record<string, string | null>> };
