// A schedule for sorlab: when an order's shares are due, and how many. Try it:
//
//   sorlab backtest --schedule FILE --placement sweep
//
// sorlab help router says what else a router is told, and what it may not do.

export default {
  // What the search tunes; values come as the third argument of begin(). Leave it out if there is nothing to tune.
  parameters: {
    haste: { range: [0.5, 2], unit: "exponent: below 1 most is due early, above 1 late" },
  },

  // Plans one parent order. Of the market, its second argument, what was received before the order's start may be looked at.
  begin(order, _market, { haste }) {
    const slices = 6;
    const length = order.endNs - order.startNs;
    return {
      slices,
      // When a slice begins, ns; the one behind the last is the order's end.
      startNs: (slice) => order.startNs + (slice / slices) * length,
      // Shares that should be filled, or at work, once the slice's decision is made. Of the market, what was received
      // before that decision may be looked at.
      target: (slice) => Math.round(order.quantity * ((slice + 1) / slices) ** haste),
    };
  },
};
