// relay-compiler takes the schema and an operation; relay-runtime's store keeps each record once.
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { createRequire } from "node:module";

const { Environment, Network, RecordSource, Store, fetchQuery } = createRequire(import.meta.url)("relay-runtime");
const [url, token, schema] = process.argv.slice(2);
rmSync("relay", { recursive: true, force: true });
mkdirSync("relay/__generated__", { recursive: true });
writeFileSync("relay/query.js", `import { graphql } from "relay-runtime";
export const cases = graphql\`
  query queryCasesQuery($first: Int!) {
    cases(first: $first) @connection(key: "all_cases") { edges { node { id number tasks(first: 2) { id title case { id number } } } } }
  }\`;`);
writeFileSync("relay.config.json", JSON.stringify({ src: "./relay", schema, language: "javascript", eagerEsModules: true }));
const compiled = execFileSync("node_modules/.bin/relay-compiler", ["relay.config.json"], { encoding: "utf8", stdio: "pipe" });
const [file] = readdirSync("relay/__generated__");
const made = `relay/__generated__/${file.replace(".js", ".mjs")}`;
writeFileSync(made, readFileSync(`relay/__generated__/${file}`));
const query = (await import(pathToFileURL(made))).default;

const network = Network.create(async (request, variables) => {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: request.text, variables }),
  });
  return answer.json();
});
const source = new RecordSource();
const environment = new Environment({ network, store: new Store(source) });
const data = await fetchQuery(environment, query, { first: 10 }).toPromise();
const records = source.toJSON();
const numbers = data.cases.edges.map((edge) => edge.node.number);
const kept = Object.values(records).filter((record) => record.number).map((record) => record.number);
console.log(JSON.stringify({ compiled: /error/i.test(compiled) ? compiled : "", listed: numbers.length, once: kept.length === new Set(numbers).size }));
process.exit(0);
