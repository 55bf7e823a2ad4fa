/** The live view: a tape that goes on, orders worked on it, and frames of both. @module */

import type { Plan } from "../backtest/plan.ts";
import type { OrderFills } from "../backtest/fills.ts";
import type { Market } from "../execution/market.ts";
import { strategyText } from "../strategy/strategies.ts";
import type { Feed, TapeWindow } from "./feed.ts";
import type { Control, Field, Frame, Hello, Playback } from "./frames.ts";
import { FrameMaker } from "./picture/frame_maker.ts";
import { PaperTrading } from "./trading/paper_trading.ts";

/** The question that is asked live, and what may be changed about it. */
export interface LiveQuestion {
  readonly plan: Plan;
  /** What pages may change. */
  readonly fields: readonly Field[];
  /** The command that asks the back-test the same of the same tape. */
  backtest(dataOptions: readonly string[]): string;
  /**
   * The same with some options changed, as on the command line; `null` is back to the default.
   *
   * @throws {Error} saying for people what is wrong with it.
   */
  with(options: Readonly<Record<string, string | null>>): LiveQuestion;
}

/** Gets what is to be shown. */
export interface Audience {
  hello(hello: Hello): void;
  frame(frame: Omit<Frame, "health">, lagMs: number, rowsPerSecond: number): void;
}

/** How a live view begins. */
export interface LiveViewOptions {
  /** Times real time; `Infinity` is as fast as it goes. */
  readonly speed: number;
  /** Whether it waits for somebody to say `play`. @default false */
  readonly paused?: boolean | undefined;
  /** Gets the fills of orders that nothing can change any more. */
  readonly onSettled?: ((fills: readonly OrderFills[]) => void) | undefined;
}

/** Between two frames, ms: thirty a second. */
export const FRAME_MS = 1000 / 30;
/** As fast as it goes: how long to work before others get a turn, ms, and rows between two looks at the clock. */
const TURN_MS = 12;
const ROWS_A_LOOK = 4096;
/** Longer times without a row are shown as this, ns. */
const LONGEST_GAP_NS = 10e9;
/** While the tape goes on, there is a frame this often, ms, whether anything has changed or not. */
const LONGEST_STILL_MS = 1000;
/** Without a row for so long, the state is `waiting`, ms. */
const WAITING_AFTER_MS = 2000;
/** Over this the rate of rows is measured, ms. */
const RATE_MS = 1000;

/** The plan for a tape that was cut. */
function within({ question, ...plan }: Plan, window: TapeWindow): Plan {
  return { ...plan, question: { ...question, orders: { ...question.orders, ...window } } };
}

/** Rows since a moment, and how many a second before it. */
function noRate(): { ms: number; rows: number; perSecond: number } {
  return { ms: performance.now(), rows: 0, perSecond: 0 };
}

/** One live view, for all who watch. */
export class LiveView {
  #feed: Feed;
  #question: LiveQuestion;
  #audience: Audience;
  #onSettled: LiveViewOptions["onSettled"];
  #run = 0;
  #frames = 0;
  #tape = 0;
  #market!: Market;
  #trading!: PaperTrading;
  #maker!: FrameMaker;
  #firstNs = 0;
  #lastNs = 0;
  #nowNs = 0;
  #rows = 0;
  #isPaused: boolean;
  #hasEnded = false;
  #speed: number;
  /** When the tape was last gone on with, and the last frame shown, ms of the process. */
  #wallMs = performance.now();
  #frameMs = -Infinity;
  #isStale = true;
  #shownState: Playback["state"] | undefined;
  #rate = noRate();
  #wake = Promise.withResolvers<void>();

  /**
   * @throws {QuestionError} if the feed does not tell enough for the question.
   * @throws {DataError} if it has no mid.
   */
  constructor(feed: Feed, question: LiveQuestion, audience: Audience, options: LiveViewOptions) {
    this.#feed = feed;
    this.#question = question;
    this.#audience = audience;
    this.#speed = options.speed;
    this.#isPaused = options.paused ?? false;
    this.#onSettled = options.onSettled;
    this.#restart(question, -Infinity);
  }

  /** What whoever comes now is told first. */
  hello(): Hello {
    const { feed, trading } = { feed: this.#feed, trading: this.#trading };
    return {
      run: this.#run,
      source: {
        ...feed.source,
        firstNs: this.#firstNs,
        lastNs: feed.stillComing ? null : this.#lastNs,
      },
      venues: this.#market.venues.names,
      strategies: trading.strategies.map(({ name, strategy }) => ({ name, text: strategyText(strategy) })),
      primary: trading.primary,
      fields: this.#question.fields,
      backtest: this.#question.backtest(feed.dataOptions),
      settled: feed.settled,
      recorded: false,
    };
  }

  /**
   * Does what a page asks for.
   *
   * @throws {Error} saying for people what is wrong with it; then nothing has changed.
   */
  control(control: Control): void {
    switch (control.do) {
      case "pause":
        this.#isPaused = true;
        break;
      case "play":
        this.#isPaused = false;
        this.#wallMs = performance.now();
        this.#rate = noRate();
        break;
      case "step":
        this.#isPaused = true;
        this.#step(control.rows ?? 1);
        break;
      case "speed":
        this.#checkSeekable();
        this.#speed = control.speed === "max" ? Infinity : control.speed;
        break;
      case "seek":
        this.#checkSeekable();
        this.#restart(
          this.#question,
          this.#firstNs + Math.floor(control.position * (this.#lastNs - this.#firstNs)),
        );
        break;
      case "ask":
        this.#restart(this.#question.with(control.options), this.#nowNs);
        break;
    }
    this.#isStale = true;
    this.#frameMs = -Infinity;
    this.#wake.resolve();
  }

  /** Shows the present once more, to somebody who has just come. */
  refresh(): void {
    this.#isStale = true;
    this.#wake.resolve();
  }

  /** Goes on until the signal. */
  async run(signal: AbortSignal): Promise<void> {
    const { promise: aborted, resolve } = Promise.withResolvers<void>();
    signal.addEventListener("abort", () => resolve(), { once: true });
    while (!signal.aborted) {
      this.#wake = Promise.withResolvers();
      const more = this.#feed.more;
      const delayMs = this.#turn();
      let timer: ReturnType<typeof setTimeout> | undefined;
      const wakers = [aborted, this.#wake.promise, more];
      if (delayMs < Infinity) {
        wakers.push(new Promise((resolve) => timer = setTimeout(resolve, delayMs)));
      }
      await Promise.race(wakers);
      clearTimeout(timer);
    }
  }

  #checkSeekable(): void {
    if (!this.#feed.source.seekable) {
      throw new Error("rows come at their producer's pace: there is nothing to seek in, and no speed to set");
    }
  }

  #restart(question: LiveQuestion, fromNs: number): void {
    const { rules } = question.plan.question;
    const market = this.#feed.market(rules);
    const { stillComing } = this.#feed;
    const trading = new PaperTrading(market, within(question.plan, this.#feed.window), {
      fromNs,
      stillComing,
      onSettled: this.#onSettled,
    });
    // Nothing has thrown: from here on it is another run.
    this.#question = question;
    this.#tape = this.#feed.tape;
    this.#market = market;
    this.#trading = trading;
    this.#lookAtEnds();
    this.#nowNs = Math.max(fromNs, this.#firstNs);
    this.#rows = market.rowsThrough(this.#nowNs);
    this.#maker = new FrameMaker(trading, this.#rows);
    this.#hasEnded = false;
    this.#run++;
    this.#frames = 0;
    this.#wallMs = performance.now();
    this.#frameMs = -Infinity;
    this.#isStale = true;
    this.#audience.hello(this.hello());
  }

  #lookAtEnds(): void {
    const { clockNs } = this.#market.live;
    this.#firstNs = clockNs[0]!;
    this.#lastNs = clockNs.at(-1)!;
  }

  /** Goes on, and shows what is new; returns for how long nothing is to be done, ms. */
  #turn(): number {
    if (!this.#isPaused) this.#takeMore();
    const startMs = performance.now();
    const lateMs = Math.max(0, startMs - this.#wallMs - FRAME_MS);
    if (!this.#isPaused && !this.#hasEnded) this.#goOn(startMs);
    const nowMs = performance.now();
    const sinceMs = nowMs - this.#frameMs;
    // Quotes grow old, though no row comes.
    const isAlive = this.#state() === "playing" && sinceMs >= LONGEST_STILL_MS;
    if (isAlive || this.#state() !== this.#shownState) this.#isStale = true;
    if (this.#isStale && sinceMs >= FRAME_MS - 1) this.#show(nowMs, lateMs);
    if (this.#state() !== "playing") return this.#isStale ? FRAME_MS : Infinity;
    if (this.#feed.stillComing) return this.#isStale ? FRAME_MS : LONGEST_STILL_MS;
    return this.#speed === Infinity ? 0 : Math.max(0, FRAME_MS - (nowMs - startMs));
  }

  /** Takes over the rows that have come. */
  #takeMore(): void {
    const market = this.#feed.market(this.#question.plan.question.rules);
    if (market === this.#market) return;
    if (this.#feed.tape !== this.#tape) {
      this.#restart(this.#question, -Infinity);
      return;
    }
    this.#market = market;
    this.#lookAtEnds();
    this.#trading.grow(market, this.#feed);
    if (!this.#feed.stillComing) this.#audience.hello(this.hello());
    this.#isStale = true;
  }

  #goOn(startMs: number): void {
    const elapsedMs = startMs - this.#wallMs;
    this.#wallMs = startMs;
    const { clockNs } = this.#market.live;
    if (this.#feed.source.seekable && this.#speed < Infinity) {
      const nextNs = clockNs[this.#rows] ?? Infinity;
      this.#advance(Math.max(this.#nowNs + elapsedMs * 1e6 * this.#speed, nextNs - LONGEST_GAP_NS));
      return;
    }
    while (!this.#hasEnded && performance.now() - startMs < TURN_MS) {
      const rows = Math.min(this.#rows + ROWS_A_LOOK, clockNs.length);
      const toNs = rows < clockNs.length ? clockNs[rows - 1]! : this.#endNs();
      const before = this.#nowNs;
      this.#advance(toNs);
      if (this.#nowNs === before) break;
    }
  }

  #endNs(): number {
    return this.#feed.stillComing ? this.#feed.knownNs : Infinity;
  }

  #step(rows: number): void {
    const { clockNs } = this.#market.live;
    const at = Math.min(this.#rows + rows, clockNs.length) - 1;
    this.#advance(Math.max(this.#nowNs, clockNs[at]!));
  }

  /** Goes on to a moment, as far as it is known. */
  #advance(wantedNs: number): void {
    const endsHere = !this.#feed.stillComing && wantedNs >= this.#lastNs;
    // What the last row's time leaves open comes out once no more rows can follow.
    const toNs = endsHere ? Infinity : Math.min(wantedNs, this.#endNs());
    const shownNs = Math.min(toNs, this.#lastNs);
    if (!(toNs > this.#nowNs) || this.#hasEnded) return;
    const rows = this.#market.rowsThrough(shownNs);
    const happened = this.#trading.advance(toNs);
    this.#maker.note(happened);
    if (rows > this.#rows || happened.fills.length > 0 || endsHere) this.#isStale = true;
    this.#rate.rows += rows - this.#rows;
    this.#nowNs = shownNs;
    this.#rows = rows;
    this.#hasEnded = endsHere;
  }

  #show(nowMs: number, lateMs: number): void {
    const spentMs = nowMs - this.#rate.ms;
    if (spentMs >= RATE_MS) {
      this.#rate = { ms: nowMs, rows: 0, perSecond: this.#rate.rows / spentMs * 1000 };
    }
    const picture = this.#maker.make(this.#market, this.#rows, this.#nowNs);
    const { stillComing } = this.#feed;
    const lagMs = stillComing ? Math.max(0, (this.#endNs() - this.#nowNs) / 1e6) : lateMs;
    this.#frames++;
    this.#frameMs = nowMs;
    this.#isStale = false;
    this.#shownState = this.#state();
    this.#audience.frame(
      {
        run: this.#run,
        frame: this.#frames,
        merged: 1,
        playback: this.#playback(),
        ...picture,
      },
      lagMs,
      this.#rate.perSecond,
    );
  }

  #state(): Playback["state"] {
    if (this.#hasEnded) return "ended";
    if (this.#isPaused) return "paused";
    const { stillComing, ageMs } = this.#feed;
    return stillComing && ageMs > WAITING_AFTER_MS ? "waiting" : "playing";
  }

  #playback(): Playback {
    const { stillComing, source: { seekable } } = this.#feed;
    const spanNs = this.#lastNs - this.#firstNs;
    return {
      state: this.#state(),
      speed: seekable && this.#speed < Infinity ? this.#speed : null,
      position: stillComing ? null : spanNs > 0 ? (this.#nowNs - this.#firstNs) / spanNs : 1,
      rows: this.#rows,
    };
  }
}
