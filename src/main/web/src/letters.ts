import "./style.css";
import "./letters.css";
import { ask } from "./ask";
import { element, make } from "./dom";
import { Operator, Refusal, type Filter, type Line, type Story } from "./operator";
import { themes } from "./theme";
import { facts, filterOf, letters, outcome, question, size, verdict, when } from "./words";

const PAGE = 50;
const MOST_AT_ONCE = 1000;
const KEY = "operator-key";
const NAME = "operator-name";

const form = element<HTMLFormElement>("filter");
const sign = element<HTMLFormElement>("sign");

let operator: Operator | undefined;
/** Where each page that was read began, the present one last; undefined is the newest. */
let trail: (string | undefined)[] = [undefined];
let next: string | undefined;
let lines: Line[] = [];
let listed: Filter | undefined;
let shown: string | undefined;
/** Answers to older questions are not shown. */
let asking = 0;

function kept(name: string): string {
  try {
    return sessionStorage.getItem(name) ?? "";
  } catch {
    return "";
  }
}

function keep(name: string, value: string): void {
  try {
    if (value === "") {
      sessionStorage.removeItem(name);
    } else {
      sessionStorage.setItem(name, value);
    }
  } catch {
    // A browser that keeps nothing asks again after a reload.
  }
}

/** Shows a failure in words; a key that is refused is asked for again. */
function failed(error: unknown): void {
  if (error instanceof Refusal && error.status === 401) {
    signOut(error.message);
    return;
  }
  notice(error instanceof Refusal ? error.message : "Something is wrong with this page; reload it.");
}

function notice(sentence: string): void {
  element("notice").hidden = sentence === "";
  element("notice").textContent = sentence;
}

function signOut(why: string): void {
  operator = undefined;
  asking++;
  keep(KEY, "");
  document.body.dataset.signed = "false";
  document.body.dataset.view = "list";
  element("desk").hidden = true;
  element("story").hidden = true;
  element("leave").hidden = true;
  sign.hidden = false;
  element("sign-error").textContent = why;
  element<HTMLInputElement>("key").value = "";
  element<HTMLInputElement>("name").value = kept(NAME);
  element("key").focus();
}

async function signIn(key: string, name: string): Promise<void> {
  const candidate = new Operator(key, name);
  notice("");
  element("sign-error").textContent = "";
  try {
    await candidate.list({}, "all", undefined, 1);
  } catch (error) {
    if (error instanceof Refusal) {
      signOut(error.message);
      return;
    }
    throw error;
  }
  operator = candidate;
  keep(KEY, key);
  keep(NAME, name);
  document.body.dataset.signed = "true";
  sign.hidden = true;
  element("desk").hidden = false;
  element("leave").hidden = false;
  await Promise.all([load(), open()]);
}

function filter(): Filter {
  return filterOf(entries());
}

function entries(): [string, string][] {
  return [...new FormData(form)].map(([name, value]) => [name, String(value)]);
}

function state(): string {
  return entries().find(([name]) => name === "state")?.[1] ?? "open";
}

async function load(): Promise<void> {
  if (operator === undefined) {
    return;
  }
  const mine = ++asking;
  element("count").textContent = "Reading…";
  element("letters").setAttribute("aria-busy", "true");
  try {
    const asked = filter();
    const page = await operator.list(asked, state(), trail.at(-1), PAGE);
    if (mine !== asking) {
      return;
    }
    listed = asked;
    notice("");
    lines = page.items;
    next = page.nextCursor;
    draw();
  } catch (error) {
    if (mine === asking) {
      element("count").textContent = "";
      failed(error);
    }
  } finally {
    if (mine === asking) {
      element("letters").removeAttribute("aria-busy");
    }
  }
}

function draw(): void {
  element("rows-of-letters").replaceChildren(...lines.map(row));
  const more = next !== undefined;
  element("none").hidden = lines.length > 0;
  element("none").textContent = more ? "None among those read so far. Older ones may fit." : "No letter fits.";
  element("count").textContent = lines.length === 0 ? "" : `${letters(lines.length)}${more ? ", and older ones" : ""}`;
  element<HTMLButtonElement>("older").disabled = !more;
  element<HTMLButtonElement>("newer").disabled = trail.length < 2;
  const bulk = state() === "open" && (lines.length > 0 || more);
  element<HTMLButtonElement>("replay-many").disabled = !bulk;
  element<HTMLButtonElement>("discard-many").disabled = !bulk;
  mark();
}

function row(line: Line): HTMLElement {
  const made = make("tr");
  made.dataset.letter = line.id;
  const cause = make("td", "cause");
  const link = make("a", "", line.cause ?? "No cause was told");
  (link as HTMLAnchorElement).href = `#${line.id}`;
  cause.append(link);
  const flow = make("td", "flow", line.venue === undefined ? line.flow : `${line.flow} · ${line.venue}`);
  const what = make("td", "what", line.preview ?? size(line.bytes));
  const status = make("td", "state");
  status.append(badge(line.state));
  made.append(make("td", "when", when(line.time)), flow, cause, what, status);
  return made;
}

function badge(of: string): HTMLElement {
  const made = make("span", "badge", of);
  made.dataset.state = of;
  return made;
}

function mark(): void {
  for (const made of document.querySelectorAll<HTMLElement>("#rows-of-letters tr")) {
    made.classList.toggle("chosen-letter", made.dataset.letter === shown);
    made.querySelector("a")?.toggleAttribute("aria-current", made.dataset.letter === shown);
  }
}

/** The letter that the address names. */
async function open(): Promise<void> {
  const id = location.hash.slice(1);
  document.body.dataset.view = id === "" ? "list" : "detail";
  shown = id === "" ? undefined : id;
  mark();
  // Until it is read nothing is shown that could be decided about.
  element("story").hidden = true;
  if (operator === undefined || shown === undefined) {
    return;
  }
  try {
    const story = await operator.story(shown);
    if (story.letter.id === shown) {
      tell(story);
      element("story").focus({ preventScroll: true });
    }
  } catch (error) {
    element("story").hidden = true;
    document.body.dataset.view = "list";
    failed(error);
  }
}

function tell(story: Story): void {
  const { letter, payload } = story;
  element("story-title").textContent = letter.cause ?? "No cause was told";
  element("story-state").textContent = letter.state;
  element("story-state").dataset.state = letter.state;
  define("facts", facts(letter));
  define("headers", Object.entries(story.headers));
  element("payload").textContent = payload.text ?? payload.base64;
  element("payload-note").textContent =
    `${size(payload.bytes)}, ${payload.text === undefined ? "no text: shown as Base64" : "text"}` + (payload.truncated ? "; only the beginning is shown" : "");
  element("verdict").hidden = true;
  element<HTMLButtonElement>("discard").disabled = letter.state !== "open";
  element("story").hidden = false;
}

function define(id: string, pairs: [string, string][]): void {
  element(id).replaceChildren(
    ...pairs.map(([name, value]) => {
      const pair = make("div");
      const told = make("dd");
      if (name === "Replay of") {
        const link = make("a", "", value) as HTMLAnchorElement;
        link.href = `#${value}`;
        told.append(link);
      } else {
        told.textContent = value;
      }
      pair.append(make("dt", "", name), told);
      return pair;
    }),
  );
}

async function tryIt(): Promise<void> {
  const id = shown;
  if (operator === undefined || id === undefined) {
    return;
  }
  const told = element("verdict");
  told.hidden = false;
  told.dataset.outcome = "";
  told.textContent = "Trying…";
  try {
    const answer = await operator.dryRun(id);
    if (id === shown) {
      told.dataset.outcome = answer.outcome;
      told.textContent = verdict(answer);
    }
  } catch (error) {
    told.hidden = true;
    failed(error);
  }
}

async function decidedAbout(id: string): Promise<void> {
  await load();
  if (id === shown) {
    await open();
  }
}

function askReplay(): void {
  const id = shown;
  const by = operator;
  if (by === undefined || id === undefined) {
    return;
  }
  ask({
    title: "Replay this letter?",
    text: "Its flow hears it once more; nobody else does. Of a vendor's frame, the trades in it are published.",
    yes: "Replay",
    force: "Replay it even if something was decided before, or its flow cannot read it",
    act: async (reason, force) => {
      await by.replay(id, reason, force);
      void decidedAbout(id);
    },
  });
}

function askDiscard(): void {
  const id = shown;
  const by = operator;
  if (by === undefined || id === undefined) {
    return;
  }
  ask({
    title: "Discard this letter?",
    text: "It will not be worked. It stays to be read until its time is over.",
    yes: "Discard",
    act: async (reason) => {
      await by.discard(id, reason);
      void decidedAbout(id);
    },
  });
}

/** First how many, then whether. */
async function askMany(what: "replay" | "discard"): Promise<void> {
  const by = operator;
  if (by === undefined) {
    return;
  }
  // What the list shows, not what the fields say by now.
  const chosen = listed;
  if (chosen === undefined) {
    return;
  }
  const button = element<HTMLButtonElement>(`${what}-many`);
  button.disabled = true;
  element("count").textContent = "Counting…";
  try {
    const tried = await by.tryMany(chosen, MOST_AT_ONCE);
    notice("");
    element("count").textContent = `${letters(tried.matched)}${tried.more ? " at least" : ""}`;
    if (tried.matched === 0) {
      notice("No open letter fits.");
      return;
    }
    ask({
      title: what === "replay" ? "Replay all of these?" : "Discard all of these?",
      text: `${question(what, tried)} What comes from now on is not among them.`,
      reasons: what === "replay" ? tried.reasons : {},
      yes: what === "replay" ? "Replay them" : `Discard ${letters(tried.matched)}`,
      act: async (reason) => {
        const done = await by.many(what, chosen, tried.matched, reason, tried.asOf);
        restart();
        await load();
        notice(outcome(what, done));
      },
    });
  } catch (error) {
    failed(error);
  } finally {
    button.disabled = false;
  }
}

function restart(): void {
  trail = [undefined];
}

sign.addEventListener("submit", (event) => {
  event.preventDefault();
  const data = new FormData(sign);
  void signIn(String(data.get("key") ?? "").trim(), String(data.get("name") ?? "").trim());
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  restart();
  void load();
});
form.addEventListener("reset", () => {
  restart();
  // After the fields are empty.
  setTimeout(() => void load(), 0);
});
element("newest").addEventListener("click", () => {
  restart();
  void load();
});
element("newer").addEventListener("click", () => {
  trail.pop();
  void load();
});
element("older").addEventListener("click", () => {
  trail.push(next);
  void load();
});
element("replay-many").addEventListener("click", () => void askMany("replay"));
element("discard-many").addEventListener("click", () => void askMany("discard"));
element("try").addEventListener("click", () => void tryIt());
element("replay").addEventListener("click", askReplay);
element("discard").addEventListener("click", askDiscard);
element("leave").addEventListener("click", () => signOut(""));
element("skip").addEventListener("click", (event) => {
  event.preventDefault();
  element(operator === undefined ? "key" : "letters").focus();
});
element("back").addEventListener("click", (event) => {
  event.preventDefault();
  const link = document.querySelector<HTMLElement>(`tr[data-letter="${CSS.escape(shown ?? "")}"] a`);
  history.pushState(null, "", location.pathname);
  void open();
  link?.focus();
});
addEventListener("hashchange", () => void open());
addEventListener("popstate", () => void open());
themes(() => undefined);
const key = kept(KEY);
if (key === "") {
  signOut("");
} else {
  void signIn(key, kept(NAME));
}
