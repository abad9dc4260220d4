"""What schemathesis cannot invent: nonces that the registrars gave out.

With them generated assertions reach the code that verifies them. The test that runs schemathesis draws the
nonces and passes them on; without them requests stay as they were generated.
"""

import json
import os

import schemathesis

NONCES = json.loads(os.environ.get("SHAILOO_NONCES", "[]"))


@schemathesis.hook
def map_body(context, body):
    if NONCES and isinstance(body, dict) and "nonces" in body:
        return {**body, "nonces": NONCES}
    return body
