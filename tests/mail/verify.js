// Verifies the DKIM signatures of messages with mailauth: `verify.js RECORDS.json FILE...` prints one JSON line a file,
// with "pass" or "fail" for each signature. RECORDS.json holds the TXT record of each name; nothing asks the
// network.
"use strict";

const fs = require("node:fs");

let dkimVerify;
try {
  ({ dkimVerify } = require("mailauth/lib/dkim/verify"));
} catch {
  console.error("mailauth is missing: run npm ci in tests/mail");
  process.exit(1);
}

const [recordsFile, ...files] = process.argv.slice(2);
const records = JSON.parse(fs.readFileSync(recordsFile, "utf8"));

async function resolver(name, type) {
  if (type === "TXT" && records[name]) return [[records[name]]];
  throw Object.assign(new Error(`no ${type} of ${name}`), { code: "ENOTFOUND" });
}

(async () => {
  for (const file of files) {
    const { results } = await dkimVerify(fs.readFileSync(file), { resolver });
    // A body that was changed is "neutral" to mailauth: not ours, either.
    const signatures = results.filter((result) => result.signature);
    console.log(JSON.stringify(signatures.map(({ status }) => (status.result === "pass" ? "pass" : "fail"))));
  }
})();
