import type { Bulk, Decision, DryRun, Filter, Line, Place } from "./operator";

const time = new Intl.DateTimeFormat("en-GB", {
  year: "numeric",
  month: "short",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});

/** 21 Nov 2026, 10:00:00, where the reader is. */
export function when(instant: string | undefined): string {
  const date = new Date(instant ?? "");
  return Number.isNaN(date.getTime()) ? "–" : time.format(date);
}

export function size(bytes: number): string {
  if (bytes < 1_000) {
    return bytes === 1 ? "1 byte" : `${bytes} bytes`;
  }
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

export function letters(count: number): string {
  return count === 1 ? "1 letter" : `${count} letters`;
}

export function place(where: Place): string {
  return where.offset === undefined ? `${where.topic}, partition ${where.partition}` : `${where.topic}, partition ${where.partition}, offset ${where.offset}`;
}

export function decided(decision: Decision): string {
  return `${decision.decision === "replayed" ? "Replayed" : "Discarded"}${decision.forced ? " by force" : ""} by ${decision.by} at ${when(decision.at)}: ${decision.reason}`;
}

/** What would become of a letter. */
export function verdict(dryRun: DryRun): string {
  const to = dryRun.destinations.map(place).join("; ");
  switch (dryRun.outcome) {
    case "works":
      return `It can be read now: ${dryRun.detail}. It would go to ${to}.`;
    case "unknown":
      return `It can be written again to ${to}; ${dryRun.detail}.`;
    case "fails":
      return `It would fail again: ${dryRun.detail}.`;
    case "not_replayable":
      return `It cannot be replayed: ${dryRun.detail}.`;
  }
}

/** How a call about many letters begins: what it would do. */
export function question(what: "replay" | "discard", tried: Bulk): string {
  const most = tried.more ? " (there are more; these are the newest)" : "";
  if (what === "discard") {
    return `${letters(tried.matched)} will be discarded${most}.`;
  }
  const able = (tried.outcomes.works ?? 0) + (tried.outcomes.unknown ?? 0);
  const rest = tried.matched - able;
  return `${letters(able)} will be replayed${most}.` + (rest > 0 ? ` ${letters(rest)} will be left out:` : "");
}

/** How it ended. */
export function outcome(what: "replay" | "discard", done: Bulk): string {
  const verb = what === "replay" ? "replayed" : "discarded";
  const failed = done.failed > 0 ? ` ${letters(done.failed)} could not be written and stay open.` : "";
  const more = done.more ? " There are more." : "";
  return `${letters(done.done)} ${verb}, of ${done.matched}.${failed}${more}`;
}

/** What the form says, as the API takes it; local times as instants. */
export function filterOf(values: Iterable<[string, string]>): Filter {
  const filter: Filter = {};
  for (const [name, raw] of values) {
    const value = raw.trim();
    if (value === "") {
      continue;
    }
    if (name === "from" || name === "to") {
      const date = new Date(value);
      if (!Number.isNaN(date.getTime())) {
        filter[name] = date.toISOString();
      }
    } else if (name === "flow" || name === "venue" || name === "cause") {
      filter[name] = value;
    }
  }
  return filter;
}

/** What is known of a letter, by name, in the order to show it. */
export function facts(line: Line): [string, string][] {
  const found: [string, string | undefined][] = [
    ["Died", when(line.time)],
    ["Flow", line.flow],
    ["Cause", line.cause],
    ["Attempts", line.attempts?.toString()],
    ["Key", line.key],
    ["Venue", line.venue],
    ["Was at", line.origin && place(line.origin)],
    ["Made", line.origin?.time && when(line.origin.time)],
    ["Size", size(line.bytes)],
    ["Replay of", line.replayOf],
    ["Decision", line.decision && decided(line.decision)],
    ["Letter", line.id],
  ];
  return found.filter((fact): fact is [string, string] => fact[1] !== undefined && fact[1] !== "");
}
