// PostGraphile as its makers ship it: the amber preset, no row policy, no authentication; WORKERS processes.
import cluster from "node:cluster";
import { createServer } from "node:http";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";

const { DATABASE_URL, PORT, WORKERS } = process.env;

const preset = {
  extends: [PostGraphileAmberPreset],
  disablePlugins: ["PgIndexBehaviorsPlugin"], // order by any column: the right indexes are there
  pgServices: [makePgService({ connectionString: DATABASE_URL, schemas: ["public"], poolConfig: { max: 10 } })],
  grafast: { explain: false },
  grafserv: { graphiql: false, maxRequestLength: 1_000_000 },
};

async function serve() {
  const server = createServer();
  server.on("error", (error) => console.error(error));
  await postgraphile(preset).createServ(grafserv).addTo(server);
  server.listen(Number(PORT), "127.0.0.1");
}

if (cluster.isPrimary && Number(WORKERS) > 1) {
  for (let started = 0; started < Number(WORKERS); started++) cluster.fork();
} else {
  await serve();
}
