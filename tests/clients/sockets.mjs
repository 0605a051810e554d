// graphql-ws and graphql-sse, the clients of the two subscription protocols: a query, a subscription, its end.
import { createClient as socketClient } from "graphql-ws";
import { createClient as eventClient } from "graphql-sse";
import WebSocket from "ws";

const [url, token] = process.argv.slice(2);
const authorization = `Bearer ${token}`;
const at = { url: url.replace("http", "ws"), retryAttempts: 0, webSocketImpl: WebSocket };
const sockets = socketClient({ ...at, connectionParams: { authorization } });
const events = eventClient({ url, headers: { authorization }, retryAttempts: 0 });
const refused = socketClient({ ...at, connectionParams: {} });

const one = async (client, query, variables) => {
  for await (const result of client.iterate({ query, variables })) return result;
};
const LIST = "{ cases(first: 1) { edges { node { id number } } } }";
const WATCH = "subscription($id: ID!) { caseChanged(id: $id) { id number } }";

const checks = {};
for (const [name, client] of Object.entries({ sockets, events })) {
  const listed = await one(client, LIST);
  const { id, number } = listed.data.cases.edges[0].node;
  checks[`${name} query`] = Boolean(number);
  const seen = await one(client, WATCH, { id });
  checks[`${name} subscription`] = seen.data.caseChanged.number === number;
  const again = await one(client, LIST);
  checks[`${name} goes on after an unsubscription`] = again.data.cases.edges[0].node.id === id;
  const wrong = await one(client, "{ noSuchField }").catch((errors) => ({ errors }));
  checks[`${name} refusal`] = wrong.errors[0].extensions.code === "GRAPHQL_VALIDATION_FAILED";
}
checks["nobody is refused with 4403"] = (await one(refused, LIST).catch((closed) => closed)).code === 4403;
await Promise.all([sockets.dispose(), events.dispose()]);
const failed = Object.keys(checks).filter((name) => !checks[name]);
console.log(JSON.stringify({ passed: Object.keys(checks).length - failed.length, of: Object.keys(checks).length, failed }));
process.exit(0);
