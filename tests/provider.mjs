// An OpenID provider: people sign in by any name, the client `importer` asks for itself.
import { readFileSync } from "node:fs";
import Provider from "oidc-provider";

const { port, keys, audience } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const resource = {
  audience,
  scope: "cases",
  accessTokenFormat: "jwt",
  accessTokenTTL: 600,
  jwt: { sign: { alg: "ES256" } },
};
const provider = new Provider(`http://127.0.0.1:${port}`, {
  jwks: { keys },
  clients: [
    {
      client_id: "importer",
      client_secret: "secret-of-the-importer",
      grant_types: ["client_credentials"],
      response_types: [],
      redirect_uris: [],
      id_token_signed_response_alg: "ES256",
    },
    {
      client_id: "board",
      token_endpoint_auth_method: "none",
      grant_types: ["authorization_code"],
      response_types: ["code"],
      redirect_uris: ["http://127.0.0.1:9/back"],
      application_type: "native",
      id_token_signed_response_alg: "ES256",
    },
  ],
  scopes: ["openid", "cases"],
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  extraTokenClaims: (_, token) => ({
    org: "demo",
    groups: token.kind === "ClientCredentials" ? ["importers"] : ["handlers"],
  }),
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => audience,
      getResourceServerInfo: (_, asked) => ({ ...resource, audience: asked }),
      useGrantedResource: () => true,
    },
  },
});
provider.listen(port, "127.0.0.1");
