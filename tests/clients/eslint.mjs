// The recommended rules of graphql-eslint for schemas, and its rules of Relay.
import { readFileSync } from "node:fs";
import { ESLint } from "eslint";
import plugin from "@graphql-eslint/eslint-plugin";

const [file] = process.argv.slice(2);
const rules = {
  ...plugin.configs["flat/schema-recommended"].rules,
  ...plugin.configs["flat/schema-relay"].rules,
  "@graphql-eslint/relay-edge-types": ["error", { withEdgeSuffix: true, shouldImplementNode: true, listTypeCanWrapOnlyEdgeType: false }],
  "@graphql-eslint/strict-id-in-types": ["error", { exceptions: { suffixes: ["Payload", "Edge", "Connection"], types: ["PageInfo"] } }],
};
const eslint = new ESLint({
  overrideConfigFile: true,
  overrideConfig: [{
    files: ["**/*.graphql"],
    languageOptions: { parser: plugin.parser, parserOptions: { graphQLConfig: { schema: file } } },
    plugins: { "@graphql-eslint": plugin },
    rules,
  }],
});
const [result] = await eslint.lintText(readFileSync(file, "utf8"), { filePath: "schema.graphql" });
const found = {};
for (const { ruleId, message } of result.messages) (found[(ruleId ?? "fatal").split("/").pop()] ??= []).push(message);
console.log(JSON.stringify(found));
