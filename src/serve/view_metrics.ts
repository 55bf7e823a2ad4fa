/** A live view's figures for Prometheus. @module */

import type { Metric } from "../metrics/exposition.ts";
import { RecentRate } from "../metrics/recent_rate.ts";
import type { Frame } from "./frames.ts";

/** What is counted outside of frames. */
interface ViewCounts {
  /** Pages that watch now. */
  readonly pages: number;
  /** Frames merged into later ones, over all pages. */
  readonly dropped: number;
}

/** Keeps what `/metrics` tells between requests. */
export class ViewMetrics {
  #frames = 0;
  #rows = 0;
  #run = 0;
  #rowsOfRun = 0;
  #rate = new RecentRate(performance.now());
  #lagMs = 0;
  #orders = 0;

  /** Takes a frame that is shown. */
  update({ run, playback, costs }: Pick<Frame, "run" | "playback" | "costs">, lagMs: number): void {
    this.#frames++;
    if (run !== this.#run) [this.#run, this.#rowsOfRun] = [run, playback.rows];
    this.#rows += Math.max(0, playback.rows - this.#rowsOfRun);
    this.#rowsOfRun = playback.rows;
    this.#rate.count(this.#rows, performance.now());
    this.#lagMs = lagMs;
    this.#orders = costs[0]?.orders ?? 0;
  }

  /** All of it, at this moment. */
  read({ pages, dropped }: ViewCounts): Metric[] {
    return [
      counter("sorlab_serve_rows_total", "Rows of the tape shown.", this.#rows),
      counter("sorlab_serve_frames_total", "Frames shown.", this.#frames),
      counter("sorlab_serve_frames_merged_total", "Frames merged into later ones for slow pages.", dropped),
      gauge(
        "sorlab_serve_rows_per_second",
        "Rows shown a second, over the last ten seconds.",
        this.#rate.perSecond(performance.now()),
      ),
      gauge("sorlab_serve_lag_seconds", "How far what is shown is behind.", this.#lagMs / 1000),
      gauge("sorlab_serve_orders", "Parent orders of the run that have ended.", this.#orders),
      gauge("sorlab_serve_pages", "Pages that watch.", pages),
    ];
  }
}

function counter(name: string, help: string, samples: number): Metric {
  return { name, help, type: "counter", samples };
}

function gauge(name: string, help: string, samples: number): Metric {
  return { name, help, type: "gauge", samples };
}
