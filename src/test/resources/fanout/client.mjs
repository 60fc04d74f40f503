// The official client, unchanged, at the command of a test: one command a line comes in, one event a line goes out.
// Called with the server's address and the directory whose node_modules has the client.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const [, , address, modules] = process.argv;
const require = createRequire(`${modules}/package.json`);
const { Centrifuge } = require("centrifuge");
const { WebSocket } = require("ws");

const tell = (event, details = {}) => console.log(JSON.stringify({ event, ...details }));

const client = new Centrifuge(address, { websocket: WebSocket, minReconnectDelay: 50, maxReconnectDelay: 200 });
client.on("connected", ({ transport }) => tell("connected", { transport }));
client.on("connecting", ({ code, reason }) => tell("connecting", { code, reason }));
client.on("disconnected", ({ code, reason }) => tell("disconnected", { code, reason }));
client.on("error", ({ error }) => tell("error", { code: error.code }));

const commands = {
  connect: () => client.connect(),
  disconnect: () => client.disconnect(),
  subscribe: (channel) => {
    const subscription = client.getSubscription(channel) ?? client.newSubscription(channel);
    if (subscription.listeners("subscribed").length === 0) {
      subscription.on("subscribed", ({ data, wasRecovering, recovered }) =>
        tell("subscribed", { channel, ...(wasRecovering && { recovered }), data }),
      );
      subscription.on("publication", ({ data, offset }) => tell("publication", { channel, data, offset }));
      subscription.on("unsubscribed", ({ code, reason }) => tell("unsubscribed", { channel, code, reason }));
      subscription.on("error", ({ error }) => tell("refused", { channel, code: error.code, message: error.message }));
    }
    subscription.subscribe();
  },
  unsubscribe: (channel) => client.getSubscription(channel).unsubscribe(),
  history: (channel) =>
    client.getSubscription(channel).history({ limit: 1 }).then(
      ({ publications }) => tell("history", { publications }),
      ({ code, message }) => tell("refused", { channel, code, message }),
    ),
};

createInterface({ input: process.stdin })
  .on("line", (line) => {
    const [command, argument] = line.split(" ");
    commands[command](argument);
  })
  .on("close", () => process.exit(0));
