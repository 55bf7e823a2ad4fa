"""The metrics of a file, as Prometheus' own client for Python reads them, in JSON."""
import json
import sys

from prometheus_client.parser import text_string_to_metric_families

json.dump(
    [
        [family.name, family.type, family.documentation, [[s.name, s.labels, repr(float(s.value))] for s in family.samples]]
        for family in text_string_to_metric_families(open(sys.argv[1]).read())
    ],
    sys.stdout,
)
