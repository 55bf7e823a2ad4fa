/** A tape whose rows still come: the newest run of a topic, beside the producer that sends it. @module */

import { marketOf, type SettledQuotes } from "../backtest/on_tape.ts";
import type { RulesQuestion } from "../backtest/question.ts";
import type { Market } from "../execution/market.ts";
import type { FollowedRun } from "../kafka/follow.ts";
import { counted } from "../market/counted.ts";
import { Tape } from "../market/tape.ts";
import { type Feed, originText, type TapeWindow } from "./feed.ts";
import { decidedOtherwise, settledBy, settledTexts } from "./settle.ts";

/** Follows a topic until its signal, and tells whenever more of a run is there: `followTopic`, but for the wiring. */
type Follow = (onRows: (run: FollowedRun) => void) => Promise<void>;

/** What is followed, and how. */
interface FollowedTopicOptions {
  readonly topic: string;
  /** How much of a tape has to be there before anything is decided from it, ns of its time. */
  readonly warmUpNs: number;
  readonly signal: AbortSignal;
  /** Told, for people, what is wrong while it goes on. */
  readonly onTrouble: (message: string) => void;
}

/** Markets are made anew for at most this part of the time, whatever the tape's length. */
const MOST_OF_TIME = 0.25;

/**
 * A tape whose rows still come. The market of the rows so far is made anew when more have come. That takes longer as the
 * tape grows, and happens less often then: what is shown lags behind by about four times as long as it takes.
 */
export class FollowedTopic implements Feed {
  readonly failed: Promise<never>;
  tape = 0;
  #options: FollowedTopicOptions;
  #ready = Promise.withResolvers<void>();
  #run: FollowedRun | undefined;
  #made: Made | undefined;
  #settled: SettledQuotes | undefined;
  #settledRun = "";
  /** The run that trouble was told of. */
  #faulty = "";
  #notes: readonly string[] = [];
  #heardMs = performance.now();
  #more = Promise.withResolvers<void>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(follow: Follow, options: FollowedTopicOptions) {
    this.#options = options;
    const failure = Promise.withResolvers<never>();
    this.failed = failure.promise;
    this.failed.catch(() => {}); // the view may have ended before
    follow((run) => this.#take(run)).catch(failure.reject);
    options.signal.addEventListener("abort", () => clearTimeout(this.#timer), { once: true });
  }

  /** Resolves once enough of a run is there to begin. */
  get ready(): Promise<void> {
    return Promise.race([this.#ready.promise, this.failed]);
  }

  get source(): Feed["source"] {
    const { start } = this.#known();
    const { topic } = this.#options;
    return {
      kind: "kafka",
      name: topic,
      symbol: start.symbol,
      origin: originText(BigInt(start.origin_ns)),
      seekable: false,
    };
  }

  get settled(): readonly string[] {
    return [...settledTexts(this.#settled!), ...this.#notes];
  }

  get dataOptions(): readonly string[] {
    const { start } = this.#known();
    return ["--kafka", `--topic ${this.#options.topic}`, `--run-id ${start.run_id}`];
  }

  get window(): TapeWindow {
    const { arguments: { from, to } } = this.#known().start;
    return { from, to };
  }

  get knownNs(): number {
    return this.#made?.knownNs ?? -Infinity;
  }

  get stillComing(): boolean {
    return !(this.#made?.isWhole ?? false);
  }

  get ageMs(): number {
    return performance.now() - this.#heardMs;
  }

  get restMs(): number {
    return Math.max(0, (this.#made?.againMs ?? 0) - performance.now());
  }

  get more(): Promise<void> {
    return this.#more.promise;
  }

  market(rules: RulesQuestion): Market {
    const asked = JSON.stringify(rules);
    const made = this.#made;
    const isStale = made === undefined || made.rules !== asked ||
      (made.run !== this.#known() && performance.now() >= made.againMs);
    if (isStale) this.#make(rules, asked);
    this.#wakeWhenDue();
    return this.#made!.market;
  }

  #known(): FollowedRun {
    if (this.#run === undefined) throw new Error("nothing is known of a run yet");
    return this.#run;
  }

  #take(run: FollowedRun): void {
    if (!this.#isEnough(run)) return;
    this.#run = run;
    this.#heardMs = performance.now();
    this.#ready.resolve();
    this.#wakeWhenDue();
  }

  /** Whether so much of a run is there that it can be shown. */
  #isEnough({ start, rows: { tsEventNs }, isComplete, fault }: FollowedRun): boolean {
    if (fault !== "" && start.run_id !== this.#faulty) {
      this.#faulty = start.run_id;
      this.#options.onTrouble(`run ${start.run_id} is damaged: ${fault}`);
    }
    if (tsEventNs.length === 0) return false;
    return isComplete || tsEventNs.at(-1)! - tsEventNs[0]! >= this.#options.warmUpNs;
  }

  /** Says so once another market may be made. */
  #wakeWhenDue(): void {
    const made = this.#made;
    if (made === undefined || made.run === this.#run) return;
    const dueMs = made.againMs - performance.now();
    clearTimeout(this.#timer);
    const wake = (): void => {
      this.#more.resolve();
      this.#more = Promise.withResolvers();
    };
    if (dueMs <= 0) wake();
    else this.#timer = setTimeout(wake, dueMs);
  }

  #make(rules: RulesQuestion, asked: string): void {
    const startMs = performance.now();
    const run = this.#known();
    const { start, rows, isComplete } = run;
    const tape = new Tape(rows, { originNs: BigInt(start.origin_ns), symbol: start.symbol });
    if (this.#settledRun !== start.run_id) {
      this.#settled = settledBy(marketOf(tape, rules));
      this.#settledRun = start.run_id;
      this.#notes = [];
    }
    const market = marketOf(tape, rules, this.#settled);
    const before = this.#made;
    if (before !== undefined && !isSameKind(before, market, run)) this.tape++;
    else if (before !== undefined) this.#noteLate(before, market);
    if (isComplete) this.#noteOtherwise(marketOf(tape, rules));
    const costMs = performance.now() - startMs;
    this.#made = {
      rules: asked,
      run,
      market,
      // What follows was stamped no earlier than the last of these, and received no earlier than that.
      knownNs: isComplete ? Infinity : rows.tsEventNs.at(-1)! - 1,
      isWhole: isComplete,
      againMs: performance.now() + costMs * (1 / MOST_OF_TIME - 1),
    };
  }

  #noteLate(before: Made, market: Market): void {
    const late = market.rowsThrough(before.knownNs) - before.market.rowsThrough(before.knownNs);
    if (late === 0 || before.isWhole) return;
    this.#note(
      `${counted(late, "row was", "rows were")} received before rows that had come already: what was ` +
        "decided meanwhile did not know them",
    );
  }

  #noteOtherwise(whole: Market): void {
    const otherwise = decidedOtherwise(this.#settled!, settledBy(whole));
    if (otherwise.length === 0) return;
    this.#note(`A back-test decides from the whole tape that ${otherwise.join(", ")}.`);
  }

  #note(text: string): void {
    if (this.#notes.includes(text)) return;
    this.#notes = [...this.#notes, text];
    this.#options.onTrouble(text);
  }
}

/** A market of the rows so far. */
interface Made {
  /** As JSON. */
  readonly rules: string;
  readonly run: FollowedRun;
  readonly market: Market;
  readonly knownNs: number;
  readonly isWhole: boolean;
  /** When another may be made. */
  readonly againMs: number;
}

/** Whether indices of venues and all that is said in terms of them go on to hold. */
function isSameKind({ market: before, run: { start } }: Made, market: Market, run: FollowedRun): boolean {
  return start.run_id === run.start.run_id &&
    before.venues.names.join() === market.venues.names.join() &&
    before.live.resolutionNs === market.live.resolutionNs &&
    before.live.beforeTrades === market.live.beforeTrades;
}
