// Source text to coloured spans: a small tokenizer for GraphQL and one for JSON.

const GRAPHQL = new RegExp(
  [
    "(?<comment>#[^\\n\\r]*)",
    '(?<string>"""(?:\\\\"""|[^])*?(?:"""|$)|"(?:\\\\.|[^"\\\\\\n])*"?)',
    "(?<number>-?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?)",
    "(?<variable>\\$\\w*)",
    "(?<directive>@\\w*)",
    "(?<name>[_A-Za-z]\\w*)",
    "(?<mark>\\.\\.\\.|[{}()[\\]:!=|&])",
    "(?<space>[^])",
  ].join("|"),
  "g",
);
const JSON_TEXT = /(?<key>"(?:\\.|[^"\\])*"(?=\s*:))|(?<string>"(?:\\.|[^"\\])*"?)|(?<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<literal>\b(?:true|false|null)\b)|(?<mark>[{}[\],:])|(?<space>[^])/g;
const OPERATIONS = new Set(["query", "mutation", "subscription"]);
const LITERALS = new Set(["true", "false", "null"]);
const LARGEST = 200_000;

function* matches(pattern, text) {
  for (const match of text.matchAll(pattern)) {
    const [kind] = Object.entries(match.groups).find(([, value]) => value !== undefined);
    yield { kind, text: match[0], at: match.index };
  }
}

export const jsonTokens = (text) => [...matches(JSON_TEXT, text)];

export function graphqlTokens(text) {
  const tokens = [...matches(GRAPHQL, text)];
  const solid = tokens.filter((token) => token.kind !== "space" && token.kind !== "comment");
  let braces = 0;
  let parentheses = 0;
  solid.forEach((token, index) => {
    if (token.kind === "mark") {
      braces += { "{": 1, "}": -1 }[token.text] ?? 0;
      parentheses += { "(": 1, ")": -1 }[token.text] ?? 0;
    } else if (token.kind === "name") {
      token.kind = kindOfName(token.text, solid[index - 1]?.text, solid[index + 1]?.text, braces, parentheses);
    }
  });
  return tokens;
}

function kindOfName(name, before, after, braces, parentheses) {
  if (parentheses) {
    if (after === ":") return "argument";
    return LITERALS.has(name) ? "literal" : "type";
  }
  if (name === "on" || (!braces && (OPERATIONS.has(name) || name === "fragment"))) return "keyword";
  if (before === "on") return "type";
  if (!braces || before === "...") return "definition";
  return after === ":" ? "alias" : "field";
}

// The operations of a document: [{type, name}]; a document that begins with a brace is one anonymous query.
export function operationsOf(text) {
  const solid = graphqlTokens(text).filter((token) => token.kind !== "space" && token.kind !== "comment");
  if (solid[0]?.text === "{") return [{ type: "query", name: null }];
  return solid.flatMap((token, index) => {
    if (token.kind !== "keyword" || !OPERATIONS.has(token.text)) return [];
    const next = solid[index + 1];
    return [{ type: token.text, name: next?.kind === "definition" ? next.text : null }];
  });
}

export function paint(target, text, tokenize) {
  if (text.length > LARGEST) {
    target.textContent = text;
    return;
  }
  const painted = document.createDocumentFragment();
  let plain = "";
  const flush = () => {
    painted.append(plain);
    plain = "";
  };
  for (const token of tokenize(text)) {
    if (token.kind === "space") {
      plain += token.text;
      continue;
    }
    flush();
    const span = document.createElement("span");
    span.className = `t-${token.kind}`;
    span.textContent = token.text;
    painted.append(span);
  }
  flush();
  target.replaceChildren(painted);
}
