/** kafkajs's queue of requests, which sets timers of a negative time: Deno 2.9 warns of each. @module */

import RequestQueue from "kafkajs/src/network/requestQueue/index.js";

interface Queue {
  throttledUntil: number;
  pending: readonly unknown[];
  throttleCheckTimeoutId: unknown;
  checkPendingRequests(): void;
}

const SOON_MS = 10;

/** Has the queue set no timer where nothing waits; the rest stays as it is. */
export function replaceRequestQueue(): void {
  const { prototype } = RequestQueue as unknown as { prototype: { scheduleCheckPendingRequests: unknown } };
  prototype.scheduleCheckPendingRequests = function (this: Queue): void {
    const throttledMs = this.throttledUntil - Date.now();
    if (this.throttleCheckTimeoutId || (this.pending.length === 0 && throttledMs <= 0)) return;
    this.throttleCheckTimeoutId = setTimeout(() => {
      this.throttleCheckTimeoutId = null;
      this.checkPendingRequests();
    }, throttledMs > 0 ? throttledMs : SOON_MS);
  };
}
