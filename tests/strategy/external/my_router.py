"""A router for sorlab in Python: rests a part of each slice at the reference venue and takes the rest.

sorlab backtest --strategy "twap+exec:python3 my_router.py" --allow-exec python3

Each line of standard input is a message in JSON, and is answered by one line. The first asks what the
router declares; each of the others asks decisions of many orders, which are answered in the same order.
`sorlab schema decision` describes both. Prices are 1e-9 dollars, and null where there is none.
"""

import json
import sys

DECLARED = {
    "type": "opened",
    "rests": True,
    "parameters": {"patience": {"range": [0, 1], "unit": "part of a slice's shares"}},
}


def decide(decision, home):
    """The child orders of one decision: shares to take and to rest, one number a venue."""
    offers, near = decision["offers"], decision["near_quotes"]
    take, rest = [0] * len(offers["price"]), [0] * len(offers["price"])
    left = decision["quantity"]
    if not decision["is_last"] and near["price"][home] is not None:
        rest[home] = int(decision["parameters"]["patience"] * (left - decision["overdue"]))
        left -= rest[home]

    def cost(venue):
        return decision["side"] * offers["price"][venue] + offers["take_fee"][venue]

    for venue in sorted((v for v, size in enumerate(offers["size"]) if size > 0), key=cost):
        take[venue] = min(left, offers["size"][venue])
        left -= take[venue]
    return {"take": take, "rest": rest}


for line in sys.stdin:
    message = json.loads(line)
    answer = DECLARED
    if message["type"] == "decide":
        orders = [decide(each, message["reference_venue"]) for each in message["decisions"]]
        answer = {"type": "decided", "orders": orders}
    print(json.dumps(answer), flush=True)
