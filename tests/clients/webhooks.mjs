// The library of Standard Webhooks: whether a message verifies, and whether it does with a byte more.
import { Webhook } from "standardwebhooks";

const [secret, payload, ...signed] = process.argv.slice(2);
const headers = { "webhook-id": signed[0], "webhook-timestamp": signed[1], "webhook-signature": signed[2] };
const good = (text) => {
  try {
    new Webhook(secret).verify(text, headers);
    return true;
  } catch {
    return false;
  }
};
console.log(JSON.stringify({ genuine: good(payload), altered: good(`${payload} `) }));
