// Types for TypeScript from the schema and an operation: they compile, and a variable of a wrong type does not.
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";

const [schema] = process.argv.slice(2);
mkdirSync("typed", { recursive: true });
writeFileSync("typed/operations.graphql", `
  query Cases($first: Int!) { cases(first: $first) { edges { node { id number status phase openedAt } } pageInfo { endCursor } } }
  mutation Note($input: AddNoteInput!) { addNote(input: $input) { note { id } problems { code message } } }
`);
writeFileSync("typed/codegen.json", JSON.stringify({
  schema,
  documents: "typed/operations.graphql",
  generates: { "typed/generated.ts": { plugins: ["typescript-operations", "typed-document-node"], config: { useTypeImports: true } } },
}));
const use = (value) => `import type { CasesQueryVariables } from "./generated";\nexport const given: CasesQueryVariables = { first: ${value} };\n`;
writeFileSync("typed/right.ts", use("1"));
writeFileSync("typed/wrong.ts", use('"one"'));
const run = (...words) => {
  try {
    execFileSync(`node_modules/.bin/${words[0]}`, words.slice(1), { encoding: "utf8", stdio: "pipe", maxBuffer: 1e8 });
    return "";
  } catch (failed) {
    return `${failed.stdout}${failed.stderr}`;
  }
};
const strict = ["--strict", "--noEmit", "--skipLibCheck", "--module", "esnext", "--moduleResolution", "bundler"];
console.log(JSON.stringify({
  generated: run("graphql-codegen", "--config", "typed/codegen.json"),
  compiled: run("tsc", ...strict, "typed/right.ts", "typed/generated.ts"),
  wrong: run("tsc", ...strict, "typed/wrong.ts"),
}));
