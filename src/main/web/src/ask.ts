import { element, make } from "./dom";
import { Refusal } from "./operator";

export interface Question {
  title: string;
  text: string;
  /** Why some are left out, and how many. */
  reasons?: Record<string, number>;
  yes: string;
  /** What force would do; missing where there is none. */
  force?: string;
  /** Its failure is shown, and the question stays. */
  act(reason: string, force: boolean): Promise<void>;
}

const dialog = element<HTMLDialogElement>("ask");
const reason = element<HTMLInputElement>("reason");
const force = element<HTMLInputElement>("force");
const yes = element<HTMLButtonElement>("ask-yes");
let asked: Question | undefined;
let busy = false;

/** Asks for a reason, and does nothing without one. */
export function ask(question: Question): void {
  asked = question;
  element("ask-title").textContent = question.title;
  element("ask-text").textContent = question.text;
  const reasons = Object.entries(question.reasons ?? {});
  element("ask-reasons").hidden = reasons.length === 0;
  element("ask-reasons").replaceChildren(...reasons.map(([why, count]) => make("li", "", `${count} × ${why}`)));
  yes.textContent = question.yes;
  reason.value = "";
  force.checked = false;
  element("force-line").hidden = question.force === undefined;
  element("force-text").textContent = question.force ?? "";
  say("");
  dialog.showModal();
  reason.focus();
}

function say(sentence: string): void {
  element("ask-error").textContent = sentence;
}

async function act(): Promise<void> {
  if (asked === undefined || busy) {
    return;
  }
  const why = reason.value.trim();
  if (why === "") {
    say("Say why: the reason is kept with the decision.");
    reason.focus();
    return;
  }
  busy = true;
  yes.disabled = true;
  say("");
  try {
    await asked.act(why, force.checked);
    dialog.close();
  } catch (error) {
    say(error instanceof Refusal ? error.message : "Something is wrong with this page; reload it.");
  } finally {
    busy = false;
    yes.disabled = false;
  }
}

element("ask-form").addEventListener("submit", (event) => {
  event.preventDefault();
  void act();
});
element("ask-no").addEventListener("click", () => dialog.close());
dialog.addEventListener("cancel", (event) => {
  if (busy) {
    event.preventDefault();
  }
});
dialog.addEventListener("close", () => {
  asked = undefined;
});
