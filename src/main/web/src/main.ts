import "./style.css";
import { Feed, type Connection } from "./feed";
import { change, type Price } from "./price";
import { Table } from "./table";

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) {
    throw new Error(`the page has no #${id}`);
  }
  return found;
}

const texts: Record<Connection, string> = {
  connecting: "Connecting",
  live: "Live",
  lost: "Reconnecting",
  ended: "Disconnected",
};

const notices: Partial<Record<Connection, string>> = {
  lost: "The connection was lost. These are the last prices known; they go on by themselves when it is back.",
  ended: "The server has ended the connection. Reload the page to connect again.",
};

const table = new Table(element("rows"), [...document.querySelectorAll<HTMLButtonElement>("button[data-sort]")]);
let updates = 0;

const feed = new Feed({
  price(price: Price) {
    updates++;
    table.hear(price);
    element("empty").hidden = true;
  },
  connection(state: Connection) {
    element("connection").dataset.state = state;
    element("connection-text").textContent = texts[state];
    document.body.dataset.connection = state;
    const notice = notices[state];
    element("notice").hidden = notice === undefined;
    element("notice").textContent = notice ?? "";
  },
});

/** Once a second: what the prices amount to. */
function summarize(): void {
  const prices = table.prices();
  const changes = prices.map((price) => change(price) ?? 0);
  element("symbols").textContent = String(prices.length);
  element("rate").textContent = String(updates);
  element("rising").textContent = String(changes.filter((percentage) => percentage > 0).length);
  element("falling").textContent = String(changes.filter((percentage) => percentage < 0).length);
  updates = 0;
}

/** Light or dark as the system has it, until somebody chooses. */
function themes(): void {
  const root = document.documentElement;
  const chosen = localStorage.getItem("theme");
  if (chosen) {
    root.dataset.theme = chosen;
  }
  element("theme").addEventListener("click", () => {
    const dark = root.dataset.theme
      ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    localStorage.setItem("theme", root.dataset.theme);
  });
}

themes();
setInterval(summarize, 1_000);
feed.start();
