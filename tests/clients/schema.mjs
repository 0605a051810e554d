// What linters of schemas say: changes that break clients, the rules of Relay, names, reasons, descriptions.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { diff } from "@graphql-inspector/core";
import { buildSchema } from "graphql";

const [committed, served] = process.argv.slice(2);
const changes = await diff(...[committed, served].map((file) => buildSchema(readFileSync(file, "utf8"))));
const breaking = changes.filter((change) => change.criticality.level === "BREAKING").map((change) => change.message);

const rules = [
  ...["relay-connection-types-spec", "relay-connection-arguments-spec", "relay-page-info-spec"],
  ...["deprecations-have-a-reason", "types-are-capitalized", "fields-are-camel-cased", "enum-values-all-caps"],
  ...["input-object-values-are-camel-cased", "defined-types-are-used"],
  ...["types-have-descriptions", "fields-have-descriptions", "input-object-values-have-descriptions"],
];
let linted = [];
try {
  const words = ["--format", "json", "--rules", rules.join(","), served];
  execFileSync("node_modules/.bin/graphql-schema-linter", words, { maxBuffer: 1e8 });
} catch (refused) {
  linted = JSON.parse(refused.stdout).errors.map((error) => `${error.rule}: ${error.message}`);
}
console.log(JSON.stringify({ breaking, linted }));
