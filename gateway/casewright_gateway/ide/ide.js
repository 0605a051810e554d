// The page: a token, a request, its result.

import { byId, element } from "./dom.js";
import { Editor } from "./editor.js";
import { Examples } from "./examples.js";
import { Explorer } from "./explorer.js";
import { graphqlTokens, jsonTokens, operationsOf, paint } from "./highlight.js";
import { History } from "./history.js";
import { INTROSPECTION, Schema } from "./schema.js";
import { tabs } from "./tabs.js";
import { ask, follow } from "./transport.js";

const TOKEN = "casewright.ide.token";
const DRAFT = "casewright.ide.draft";
const WELCOME = `# Ask for exactly what you need, then press Ctrl+Enter.
# The schema on the left drafts queries for you.

query Schema {
  __schema {
    queryType {
      fields {
        name
        description
      }
    }
  }
}
`;

const token = byId("token");
const result = byId("result");
const status = byId("status");
const choice = byId("operation");
const select = tabs(["schema", "examples", "history"]);

let schema = null;
let running = null;

const query = new Editor(byId("query-editor"), { id: "query", tokenize: graphqlTokens, onchange: remember });
const variables = new Editor(byId("variables-editor"), { id: "variables", tokenize: jsonTokens, onchange: remember });
const explorer = new Explorer(byId("explorer"), byId("search"), draft);
const examples = new Examples(byId("example-list"), draft);
const history = new History(byId("history-list"), (entry) => edit(entry.query, entry.variables));

function edit(text, values) {
  query.value = text;
  variables.value = values;
  query.area.focus();
}

function draft(field) {
  const made = schema.draft(field);
  edit(made.query, made.variables);
}

function remember() {
  sessionStorage.setItem(DRAFT, JSON.stringify([query.value, variables.value]));
  offerOperations(operationsOf(query.value));
}

function offerOperations(operations) {
  const chosen = choice.value;
  const named = operations.filter((operation) => operation.name);
  choice.hidden = named.length < 2;
  choice.replaceChildren(...named.map(({ name }) => element("option", { value: name, selected: name === chosen }, name)));
}

function request() {
  const operations = operationsOf(query.value);
  const chosen = operations.find((operation) => operation.name === choice.value) ?? operations[0];
  const text = variables.value.trim();
  const body = { query: query.value, variables: text ? JSON.parse(text) : null };
  if (chosen?.name) body.operationName = chosen.name;
  return { body, streams: chosen?.type === "subscription" };
}

async function run() {
  if (running) {
    running.abort();
    return;
  }
  const made = readRequest();
  if (!made) return;
  history.add(query.value, variables.value);
  running = new AbortController();
  setRunning(true);
  const began = performance.now();
  try {
    if (made.streams) await stream(made.body, running.signal, began);
    else show(await ask(made.body, token.value.trim(), running.signal), began);
  } catch (error) {
    if (error.name === "AbortError") status.append(" · stopped");
    else tell("The server cannot be reached.", "bad");
  } finally {
    running = null;
    setRunning(false);
  }
}

function readRequest() {
  try {
    byId("variables-note").textContent = "";
    return request();
  } catch (error) {
    byId("variables-note").textContent = `These variables are no JSON: ${error.message}`;
    variables.area.focus();
    return null;
  }
}

function setRunning(on) {
  byId("run-label").textContent = on ? "Stop" : "Run";
  byId("run").classList.toggle("running", on);
  result.setAttribute("aria-busy", on);
  if (on) {
    status.replaceChildren("running …");
    result.replaceChildren();
  }
}

async function stream(body, signal, began) {
  let count = 0;
  await follow(body, token.value.trim(), signal, (answer) => {
    count += 1;
    const block = element("pre", { class: "event" });
    paint(block, pretty(answer), jsonTokens);
    result.prepend(element("p", { class: "event-title" }, `#${count} · ${new Date().toLocaleTimeString()}`), block);
    summarize(answer, began, `${count} ${count === 1 ? "event" : "events"}`);
  });
  status.append(" · complete");
}

function show(answer, began) {
  const block = element("pre");
  paint(block, pretty(answer), jsonTokens);
  result.replaceChildren(block);
  result.scrollTop = 0;
  summarize(answer, began, size(answer.size));
}

function summarize(answer, began, amount) {
  const codes = (answer.value?.errors ?? []).map((error) => error.extensions?.code ?? "error");
  const good = answer.status < 400 && !codes.length;
  const badge = element("span", { class: good ? "chip good" : "chip bad" }, good ? `${answer.status}` : [...new Set(codes)].join(" ") || `${answer.status}`);
  const time = `${Math.max(1, Math.round(performance.now() - began))} ms`;
  status.replaceChildren(badge, ` ${time} · ${amount}`);
  byId("copy").hidden = false;
}

function tell(message, mood) {
  status.replaceChildren(element("span", { class: `chip ${mood}` }, "offline"));
  result.replaceChildren(element("p", { class: "empty" }, message));
}

const pretty = (answer) => (answer.value === null ? answer.text : JSON.stringify(answer.value, null, 2));
const size = (bytes) => (bytes < 1000 ? `${bytes} B` : `${(bytes / 1000).toFixed(1)} kB`);

async function learn() {
  const who = byId("who");
  explorer.tell("Reading the schema …");
  try {
    const { status: code, value } = await ask({ query: INTROSPECTION }, token.value.trim());
    schema = value?.data ? new Schema(value.data) : null;
    const problem = value?.errors?.[0]?.message ?? `The server answered ${code}.`;
    who.textContent = schema ? "connected" : code === 401 ? "not signed in" : "no schema";
    who.className = schema ? "chip good" : "chip bad";
    if (schema) explorer.show(schema);
    else explorer.tell(problem);
  } catch {
    schema = null;
    who.textContent = "offline";
    who.className = "chip bad";
    explorer.tell("The server cannot be reached.");
  }
  examples.show(schema);
}

function takeToken() {
  const given = /^#token=(.+)$/.exec(location.hash);
  if (given) {
    sessionStorage.setItem(TOKEN, decodeURIComponent(given[1]));
    window.history.replaceState(null, "", location.pathname + location.search);
  }
  token.value = sessionStorage.getItem(TOKEN) ?? "";
  learn();
}

function signIn() {
  sessionStorage.setItem(TOKEN, token.value.trim());
  learn();
}

token.addEventListener("change", signIn);
byId("identity").addEventListener("submit", (event) => {
  event.preventDefault();
  signIn();
});
byId("run").addEventListener("click", run);
byId("copy").addEventListener("click", () => navigator.clipboard.writeText(result.textContent));
window.addEventListener("hashchange", takeToken);
document.addEventListener("keydown", (event) => {
  const writing = ["TEXTAREA", "INPUT", "SELECT"].includes(event.target.tagName);
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
    event.preventDefault();
    run();
  } else if (event.key === "/" && !writing) {
    event.preventDefault();
    select("schema");
    byId("search").focus();
  }
});

const [savedQuery, savedVariables] = JSON.parse(sessionStorage.getItem(DRAFT) ?? "null") ?? [WELCOME, ""];
query.value = savedQuery;
variables.value = savedVariables;
result.replaceChildren(element("p", { class: "empty" }, "Run a query to see its result here."));
takeToken();
