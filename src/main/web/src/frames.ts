/** Pause between two drawings: more often than this no eye reads a number. */
const PAUSE_MS = 80;

const waiting = new Set<() => void>();
let asked = false;
let drawnAt = 0;

/**
 * Draws soon, once, however often it is asked for; everything that waits is drawn in one frame. A page that nobody sees
 * gets no frames, so nothing is drawn then and nothing piles up: who draws keeps a state, not a list of changes.
 */
export function draw(drawing: () => void): void {
  waiting.add(drawing);
  if (!asked) {
    asked = true;
    const pause = drawnAt + PAUSE_MS - performance.now();
    if (pause <= 0) {
      requestAnimationFrame(run);
    } else {
      setTimeout(() => requestAnimationFrame(run), pause);
    }
  }
}

function run(): void {
  asked = false;
  drawnAt = performance.now();
  const drawings = [...waiting];
  waiting.clear();
  drawings.forEach((drawing) => drawing());
}
