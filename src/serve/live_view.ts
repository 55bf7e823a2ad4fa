/** The live view: a tape that goes on, orders worked on it, and frames of both. @module */

import type { Plan } from "../backtest/plan.ts";
import type { OrderFills } from "../backtest/fills.ts";
import type { Point } from "../model/point.ts";
import { strategyText } from "../strategy/strategy_name.ts";
import type { Feed } from "./feed.ts";
import type { Control, Field, Frame, Hello, Playback } from "./frames.ts";
import { Run } from "./run.ts";

/** The question that is asked live, and what may be changed about it. */
export interface LiveQuestion {
  readonly plan: Plan;
  /** What pages may change. */
  readonly fields: readonly Field[];
  /** The command that asks the back-test the same of the same tape, of which nothing is to be searched. */
  backtest(dataOptions: readonly string[], point: Point): string;
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
const FRAME_MS = 1000 / 30;
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

/** Rows since a moment, and how many a second before it. */
function noRate(): { ms: number; rows: number; perSecond: number } {
  return { ms: performance.now(), rows: 0, perSecond: 0 };
}

/** One live view, for all who watch: it keeps the time, and begins anew where it is asked to. */
export class LiveView {
  #feed: Feed;
  #question: LiveQuestion;
  #audience: Audience;
  #onSettled: LiveViewOptions["onSettled"];
  #run: Run;
  #isPaused: boolean;
  #speed: number;
  /** When the tape was last gone on with, and the last frame shown, ms of the process. */
  #wallMs = performance.now();
  #frameMs = -Infinity;
  /** Whether something has happened since. */
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
    this.#run = new Run(feed, question.plan, {
      number: 1,
      fromNs: -Infinity,
      onSettled: options.onSettled,
    });
    audience.hello(this.hello());
  }

  /** What whoever comes now is told first. */
  hello(): Hello {
    const { number, trading, market, firstNs, lastNs } = this.#run;
    const { source, stillComing, settled, dataOptions } = this.#feed;
    return {
      run: number,
      source: { ...source, firstNs, lastNs: stillComing ? null : lastNs },
      venues: market.venues.names,
      strategies: trading.strategies.map(({ name, strategy }) => ({ name, text: strategyText(strategy) })),
      primary: trading.primary,
      fields: this.#question.fields,
      backtest: this.#question.backtest(dataOptions, trading.strategies[0]!.point),
      settled,
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
        this.#run.step(control.rows ?? 1);
        break;
      case "speed":
        this.#checkSeekable();
        this.#speed = control.speed === "max" ? Infinity : control.speed;
        break;
      case "seek": {
        this.#checkSeekable();
        const { firstNs, lastNs } = this.#run;
        this.#restart(this.#question, firstNs + Math.floor(control.position * (lastNs - firstNs)));
        break;
      }
      case "ask":
        this.#restart(this.#question.with(control.options), this.#run.nowNs);
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
    const number = this.#run.number + 1;
    this.#run = new Run(this.#feed, question.plan, { number, fromNs, onSettled: this.#onSettled });
    this.#question = question;
    this.#wallMs = performance.now();
    this.#frameMs = -Infinity;
    this.#isStale = true;
    this.#audience.hello(this.hello());
  }

  /** Goes on, and shows what is new; returns for how long nothing is to be done, ms. */
  #turn(): number {
    if (!this.#isPaused) this.#takeMore();
    const startMs = performance.now();
    const goesOn = !this.#isPaused && !this.#run.hasEnded;
    const lateMs = goesOn ? Math.max(0, startMs - this.#wallMs - FRAME_MS) : 0;
    if (goesOn) this.#goOn(startMs);
    const nowMs = performance.now();
    const sinceMs = nowMs - this.#frameMs;
    // Quotes grow old, though no row comes.
    const isAlive = this.#state() === "playing" && sinceMs >= LONGEST_STILL_MS;
    if (isAlive || this.#state() !== this.#shownState) this.#isStale = true;
    if (this.#isStale && sinceMs >= FRAME_MS - 1) this.#show(nowMs, lateMs);
    if (this.#state() !== "playing") return this.#isStale ? FRAME_MS : Infinity;
    if (this.#feed.stillComing) {
      return this.#isStale || this.#run.nowNs < this.#run.endNs ? FRAME_MS : LONGEST_STILL_MS;
    }
    return this.#speed === Infinity ? 0 : Math.max(0, FRAME_MS - (nowMs - startMs));
  }

  /** Takes over the rows that have come. */
  #takeMore(): void {
    const market = this.#feed.market(this.#question.plan.question.rules);
    if (market === this.#run.market) return;
    if (this.#feed.tape !== this.#run.tape) {
      this.#restart(this.#question, -Infinity);
      return;
    }
    this.#run.grow(market);
    if (!this.#feed.stillComing) this.#audience.hello(this.hello());
    this.#isStale = true;
  }

  #goOn(startMs: number): void {
    const run = this.#run;
    const elapsedMs = startMs - this.#wallMs;
    this.#wallMs = startMs;
    const before = run.rows;
    const wantedNs = this.#wantedNs(elapsedMs);
    if (wantedNs < Infinity) {
      if (run.advance(wantedNs)) this.#isStale = true;
    } else {
      while (!run.hasEnded && performance.now() - startMs < TURN_MS) {
        if (!run.step(ROWS_A_LOOK)) break;
        this.#isStale = true;
      }
    }
    this.#rate.rows += run.rows - before;
  }

  /** The moment to go on to; `Infinity` where that is as far as it goes. */
  #wantedNs(elapsedMs: number): number {
    const { nowNs, nextNs, endNs } = this.#run;
    const { source: { seekable }, restMs } = this.#feed;
    if (seekable && this.#speed < Infinity) {
      return Math.max(nowNs + elapsedMs * 1e6 * this.#speed, nextNs - LONGEST_GAP_NS);
    }
    // What has come is shown over the time until more can be, and not in one leap.
    if (endNs < Infinity && restMs > FRAME_MS) {
      return nowNs + (endNs - nowNs) * Math.min(1, FRAME_MS / restMs);
    }
    return Infinity;
  }

  #show(nowMs: number, lateMs: number): void {
    const spentMs = nowMs - this.#rate.ms;
    if (spentMs >= RATE_MS) {
      this.#rate = { ms: nowMs, rows: 0, perSecond: this.#rate.rows / spentMs * 1000 };
    }
    const run = this.#run;
    const picture = run.picture();
    const lagMs = this.#feed.stillComing ? Math.max(0, (run.endNs - run.nowNs) / 1e6) : lateMs;
    this.#frameMs = nowMs;
    this.#isStale = false;
    this.#shownState = this.#state();
    this.#audience.frame(
      { run: run.number, frame: run.pictures, merged: 1, playback: this.#playback(), ...picture },
      lagMs,
      this.#rate.perSecond,
    );
  }

  #state(): Playback["state"] {
    if (this.#run.hasEnded) return "ended";
    if (this.#isPaused) return "paused";
    const { stillComing, ageMs } = this.#feed;
    const hasShownAll = this.#run.nowNs >= this.#run.endNs;
    return stillComing && hasShownAll && ageMs > WAITING_AFTER_MS ? "waiting" : "playing";
  }

  #playback(): Playback {
    const { stillComing, source: { seekable } } = this.#feed;
    const { rows, position } = this.#run;
    return {
      state: this.#state(),
      speed: seekable && this.#speed < Infinity ? this.#speed : null,
      position: stillComing ? null : position,
      rows,
    };
  }
}
