/** Pause between two drawings of the same thing: more often than this no eye reads a number. */
const PAUSE_MS = 200;

const waiting = new Set<Drawing>();
let timer: ReturnType<typeof setTimeout> | undefined;
let timerAt = 0;
let asked = false;

/**
 * Something that is drawn. However often it is asked for, it happens once, in a frame with all others that are due, and
 * not again before its pause is over. A page that nobody sees gets no frames, so nothing is drawn then and nothing
 * piles up: who draws keeps a state, not a list of changes.
 */
export class Drawing {
  private drawnAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly draw: () => void,
    private readonly pauseMs = PAUSE_MS,
  ) {}

  /** Draws soon. */
  ask(): void {
    if (!waiting.has(this)) {
      waiting.add(this);
      schedule(this.dueAt);
    }
  }

  get dueAt(): number {
    return this.drawnAt + this.pauseMs;
  }

  run(now: number): void {
    this.drawnAt = now;
    this.draw();
  }
}

function schedule(at: number): void {
  if (asked || (timer !== undefined && timerAt <= at)) {
    return;
  }
  clearTimeout(timer);
  timer = undefined;
  const pause = at - performance.now();
  if (pause <= 0) {
    asked = true;
    requestAnimationFrame(frame);
  } else {
    timerAt = at;
    timer = setTimeout(() => {
      timer = undefined;
      asked = true;
      requestAnimationFrame(frame);
    }, pause);
  }
}

/** A little early is better than a frame of its own. */
const TOGETHER_MS = 60;

function frame(): void {
  asked = false;
  const now = performance.now();
  const due = [...waiting].filter((drawing) => drawing.dueAt <= now + TOGETHER_MS);
  due.forEach((drawing) => waiting.delete(drawing));
  due.forEach((drawing) => drawing.run(now));
  if (waiting.size > 0) {
    schedule(Math.min(...[...waiting].map((drawing) => drawing.dueAt)));
  }
}
