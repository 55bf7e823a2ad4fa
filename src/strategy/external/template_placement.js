// A placement for sorlab: where and how the shares of a slice are sent. Try it:
//
//   sorlab backtest --placement FILE
//
// sorlab help router says what else a router is told, and what it may not do.

export default {
  // What the search tunes; values come as the third argument of place(). Leave it out if there is nothing to tune.
  parameters: {
    patience: { range: [0, 1], unit: "part of a slice's shares" },
  },

  // Whether child orders may rest. Without it they take only.
  rests: true,

  // Asked at every decision. Prices are 1e-9 dollars; offers, nearQuotes and orders have an entry for each venue.
  place(decision, orders, { patience }) {
    const { quantity, overdue, isLast, side, offers, nearQuotes, market } = decision;
    let left = quantity;

    // Rest a part of what is not overdue at the reference venue, behind what is displayed there.
    const home = market.referenceVenue;
    if (!isLast && nearQuotes.price[home] > 0) {
      orders.rest[home] = Math.floor(patience * (quantity - overdue));
      left -= orders.rest[home];
    }

    // Take the others, cheapest first, fees included. What nobody displays comes back at the next slice.
    const costOf = (venue) => side * offers.price[venue] + offers.takeFee[venue];
    const venues = [...offers.size.keys()].filter((venue) => offers.size[venue] > 0);
    for (const venue of venues.sort((a, b) => costOf(a) - costOf(b))) {
      orders.take[venue] = Math.min(left, offers.size[venue]);
      left -= orders.take[venue];
    }
  },
};
