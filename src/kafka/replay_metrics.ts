/** A replay's progress as metrics. @module */

import type { Metric } from "../metrics/exposition.ts";
import { RecentRate } from "../metrics/recent_rate.ts";
import type { ReplayProgress } from "./replay_options.ts";

/** What a replay into a topic has done so far, for whoever asks while it goes on. */
export class ReplayMetrics {
  #topic: string;
  #present: number | undefined;
  #progress: ReplayProgress | undefined;
  #rate: RecentRate | undefined;

  /** @param topic that it goes into. */
  constructor(topic: string) {
    this.#topic = topic;
  }

  /** Takes what the replay reports. */
  update(progress: ReplayProgress): void {
    const nowMs = performance.now();
    this.#progress = progress;
    this.#present ??= progress.acknowledged;
    this.#rate ??= new RecentRate(nowMs);
    this.#rate.count(progress.acknowledged - this.#present, nowMs);
  }

  /** All of it, at this moment; zeros before the first message. */
  read(): Metric[] {
    const nowMs = performance.now();
    const { sent, acknowledged, messages, bytes, waitingSinceMs } = this.#progress ??
      { sent: 0, acknowledged: 0, messages: 0, bytes: 0, waitingSinceMs: undefined };
    const present = this.#present ?? 0;
    return [
      this.#counter("sorlab_produce_messages_sent_total", "Messages handed to the broker.", sent - present),
      this.#counter(
        "sorlab_produce_messages_acknowledged_total",
        "Messages that the broker has acknowledged.",
        acknowledged - present,
      ),
      this.#counter(
        "sorlab_produce_bytes_acknowledged_total",
        "Bytes of the messages acknowledged, as they lie in a batch before compression.",
        bytes,
      ),
      this.#gauge(
        "sorlab_produce_messages_remaining",
        "Messages of the run that are not acknowledged yet; 0 before the tape is read.",
        messages - acknowledged,
      ),
      this.#gauge(
        "sorlab_produce_messages_per_second",
        "Messages acknowledged a second, over the last ten seconds.",
        this.#rate?.perSecond(nowMs) ?? 0,
      ),
      this.#gauge(
        "sorlab_produce_lag_seconds",
        "How long the oldest message on its way has been due; at --speed max, how long it has been on its way.",
        waitingSinceMs === undefined ? 0 : Math.max(0, nowMs - waitingSinceMs) / 1000,
      ),
    ];
  }

  #counter(name: string, help: string, value: number): Metric {
    return { name, help, type: "counter", samples: [{ labels: { topic: this.#topic }, value }] };
  }

  #gauge(name: string, help: string, value: number): Metric {
    return { ...this.#counter(name, help, value), type: "gauge" };
  }
}
