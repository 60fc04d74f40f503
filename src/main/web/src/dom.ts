export function element<E extends HTMLElement = HTMLElement>(id: string): E {
  const found = document.getElementById(id);
  if (found === null) {
    throw new Error(`the page has no #${id}`);
  }
  return found as E;
}

export function make(tag: string, className = "", text = ""): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

/** Sets the text of an element that has nothing else; touches the page only where something changes. */
export function write(target: HTMLElement, text: string): void {
  const { firstChild } = target;
  if (!(firstChild instanceof Text)) {
    target.textContent = text;
  } else if (firstChild.data !== text) {
    // Cheaper than another node.
    firstChild.data = text;
  }
}

export function mark(target: HTMLElement, name: string, value: string): void {
  if (target.dataset[name] !== value) {
    target.dataset[name] = value;
  }
}

/** Makes a column, a custom property of the target, as wide as its longest text; digits are all of one width. */
export function widen(target: HTMLElement, property: string, texts: string[]): void {
  const width = `${Math.max(0, ...texts.map((text) => text.length))}ch`;
  if (target.style.getPropertyValue(property) !== width) {
    target.style.setProperty(property, width);
  }
}

const FLASH_MS = 450;
const flashing = new Map<HTMLElement, number>();
let sweeping = false;

/** Colours an element for a moment. No animation, which would cost a frame sixty times a second for each of many. */
export function flash(target: HTMLElement, direction: "up" | "down"): void {
  mark(target, "flash", direction);
  flashing.set(target, performance.now() + FLASH_MS);
  if (!sweeping) {
    sweeping = true;
    setTimeout(sweep, FLASH_MS);
  }
}

function sweep(): void {
  const now = performance.now();
  flashing.forEach((end, target) => {
    if (end <= now) {
      delete target.dataset.flash;
      flashing.delete(target);
    }
  });
  sweeping = flashing.size > 0;
  if (sweeping) {
    setTimeout(sweep, 120);
  }
}
