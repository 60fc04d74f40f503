import "./style.css";
import { Candles } from "./candles";
import { element, write } from "./dom";
import { Feed, type Connection } from "./feed";
import { Heading } from "./heading";
import { Ladder } from "./ladder";
import { change, type Price, type Quote } from "./price";
import { Table } from "./table";
import { Tape } from "./tape";
import { themes } from "./theme";

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

const wide = matchMedia("(min-width: 761px)");
let updates = 0;

const feed = new Feed({
  price(price: Price) {
    updates++;
    const quote = table.hear(price);
    if (quote === shown) {
      heading.hear();
    }
  },
  connection(state: Connection) {
    element("connection").dataset.state = state;
    write(element("connection-text"), texts[state]);
    document.body.dataset.connection = state;
    table.connection(state === "live");
    heading.connection(state === "live");
    const notice = notices[state];
    element("notice").hidden = notice === undefined;
    write(element("notice"), notice ?? "");
  },
});

const table = new Table(
  (symbol) => {
    location.hash = symbol;
  },
  () => shown === undefined && choose(),
);
const heading = new Heading();
const candles = new Candles(feed);
const ladder = new Ladder(feed);
const tape = new Tape(feed);

/** What the page shows beside the list. */
let shown: Quote | undefined;
let waiting: ReturnType<typeof setTimeout> | undefined;

/** The symbol of the address; where it names none, the first of the list on a screen that has room for it. */
function wanted(): string | undefined {
  let symbol = "";
  try {
    symbol = decodeURIComponent(location.hash.slice(1));
  } catch {
    // An address that is not well formed names no symbol.
  }
  document.body.dataset.view = symbol === "" ? "list" : "detail";
  return symbol !== "" ? symbol : wide.matches ? (shown?.price.symbol ?? table.first()) : undefined;
}

function choose(): void {
  const symbol = wanted();
  const quote = symbol === undefined ? undefined : table.quote(symbol);
  const missing = symbol !== undefined && quote === undefined;
  element("missing").hidden = !missing;
  clearTimeout(waiting);
  if (missing) {
    write(element("missing-text"), "");
    // Prices may be on their way.
    waiting = setTimeout(() => write(element("missing-text"), `No price is known of ${symbol}.`), 1_500);
  }
  element("chosen").hidden = quote === undefined;
  if (quote === shown) {
    return;
  }
  shown = quote;
  table.mark(quote?.price.symbol);
  heading.show(quote);
  candles.show(quote);
  ladder.show(quote);
  tape.show(quote);
}

/** Once a second: what the prices amount to. */
function summarize(): void {
  const changes = table.quotes().map((quote) => change(quote.price) ?? 0);
  write(element("symbols"), String(changes.length));
  write(element("rate"), String(updates));
  write(element("rising"), String(changes.filter((percentage) => percentage > 0).length));
  write(element("falling"), String(changes.filter((percentage) => percentage < 0).length));
  updates = 0;
}

function focus(id: string): (event: Event) => void {
  return (event) => {
    event.preventDefault();
    element(id).focus();
  };
}

element("skip").addEventListener("click", focus("prices"));
element("back").addEventListener("click", (event) => {
  event.preventDefault();
  const link = table.link(shown);
  history.pushState(null, "", location.pathname + location.search);
  choose();
  link?.focus();
});
addEventListener("hashchange", choose);
addEventListener("popstate", choose);
wide.addEventListener("change", choose);
themes(() => candles.paint());
setInterval(summarize, 1_000);
choose();
feed.start();
