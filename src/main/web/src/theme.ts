import { element } from "./dom";

const dark = matchMedia("(prefers-color-scheme: dark)");

export function isDark(): boolean {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : dark.matches;
}

/** Light or dark as the system has it, until somebody chooses; theme.js keeps the choice from visit to visit. */
export function themes(changed: () => void): void {
  element("theme").addEventListener("click", () => {
    const theme = isDark() ? "light" : "dark";
    document.documentElement.dataset.theme = theme;
    try {
      localStorage.setItem("theme", theme);
    } catch {
      // A browser that keeps nothing forgets the choice; nothing else is wrong.
    }
    changed();
  });
  dark.addEventListener("change", changed);
}

/** A colour of the present theme as the browser computes it, from the name of its property. */
export function colour(name: string): string {
  const probe = document.createElement("i");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const computed = getComputedStyle(probe).color;
  probe.remove();
  return computed;
}
