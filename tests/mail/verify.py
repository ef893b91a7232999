"""Verifies the DKIM signatures of messages with dkimpy: `verify.py RECORDS.json FILE...` prints one JSON line a file,
with "pass" or "fail" for each signature. RECORDS.json holds the TXT record of each name; nothing asks the network."""

import json
import sys

try:
    import dkim
    import nacl  # dkimpy needs it for Ed25519
except ImportError:
    sys.exit("dkimpy or pynacl is missing: pip install dkimpy==1.1.8 pynacl for the Python in TEST_PYTHON")

with open(sys.argv[1], encoding="utf-8") as file:
    RECORDS = json.load(file)


def txt(name, timeout=5):
    record = RECORDS.get(name.decode().rstrip("."))
    return record.encode() if record else None


for path in sys.argv[2:]:
    with open(path, "rb") as file:
        raw = file.read()
    results = []
    count = sum(name.lower() == b"dkim-signature" for name, _ in dkim.DKIM(raw).headers)
    for index in range(count):
        try:
            passed = dkim.DKIM(raw).verify(idx=index, dnsfunc=txt)
        except dkim.DKIMException as error:
            print(error, file=sys.stderr)
            passed = False
        results.append("pass" if passed else "fail")
    print(json.dumps(results))
