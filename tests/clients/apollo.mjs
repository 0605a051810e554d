// Apollo Client: pages of a connection grow together, a mutation changes what is cached, a refusal is seen.
import { ApolloClient, HttpLink, InMemoryCache, gql } from "@apollo/client";
import { relayStylePagination } from "@apollo/client/utilities";

const [url, token] = process.argv.slice(2);
const client = new ApolloClient({
  link: new HttpLink({ uri: url, headers: { authorization: `Bearer ${token}` } }),
  cache: new InMemoryCache({ typePolicies: { Query: { fields: { cases: relayStylePagination() } } } }),
});
const PAGE = gql`query($after: String) { cases(first: 3, after: $after) { edges { cursor node { id number status } }
  pageInfo { endCursor hasNextPage startCursor hasPreviousPage } } }`;
const REST = gql`mutation($input: SuspendCaseInput!) { suspendCase(input: $input) { case { id status } problems { code } } }`;
const rest = (id) => client.mutate({ mutation: REST, variables: { input: { id, reason: "From Apollo" } } });
const cached = () => client.readQuery({ query: PAGE }).cases.edges.map((edge) => edge.node);

const first = (await client.query({ query: PAGE })).data.cases;
const query = client.watchQuery({ query: PAGE });
query.subscribe(() => {});
await query.fetchMore({ variables: { after: first.pageInfo.endCursor } });
const ids = cached().map((node) => node.id);
const active = cached().find((node) => node.status === "ACTIVE").id;
const rested = await rest(active);
const absent = await rest(active.slice(0, -1) + (active.endsWith("0") ? "1" : "0"));
const checks = {
  "two pages are one list": ids.length === 6 && new Set(ids).size === 6,
  "a mutation changes what is cached": cached().find((node) => node.id === active).status === "SUSPENDED",
  "it had no problems": rested.data.suspendCase.problems.length === 0,
  "a refusal is seen": absent.data.suspendCase.problems[0].code === "NOT_FOUND",
};
const failed = Object.keys(checks).filter((name) => !checks[name]);
console.log(JSON.stringify({ passed: Object.keys(checks).length - failed.length, of: Object.keys(checks).length, failed }));
process.exit(0);
