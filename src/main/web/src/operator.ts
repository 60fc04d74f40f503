/** A letter as the list has it. What is not known is left out. */
export interface Line {
  id: string;
  topic: string;
  time: string;
  flow: string;
  cause?: string;
  attempts?: number;
  key?: string;
  venue?: string;
  origin?: Place;
  bytes: number;
  preview?: string;
  replayOf?: string;
  state: "open" | "replayed" | "discarded";
  decision?: Decision;
}

export interface Place {
  topic: string;
  partition: number;
  offset?: number;
  time?: string;
}

export interface Decision {
  decision: "replayed" | "discarded";
  at: string;
  by: string;
  reason: string;
  forced: boolean;
}

export interface Page {
  items: Line[];
  nextCursor?: string;
}

export interface Story {
  letter: Line;
  headers: Record<string, string>;
  payload: { bytes: number; truncated: boolean; text?: string; base64: string };
}

export interface DryRun {
  outcome: "works" | "unknown" | "fails" | "not_replayable";
  detail: string;
  destinations: Place[];
}

export interface Bulk {
  matched: number;
  done: number;
  failed: number;
  outcomes: Record<string, number>;
  reasons: Record<string, number>;
  more: boolean;
  asOf: string;
}

/** Which letters, as the list and calls about many take them. */
export type Filter = Partial<Record<"flow" | "venue" | "cause" | "from" | "to", string>>;

/** The server has refused, or could not be asked: its sentence, and its code where it told one. */
export class Refusal extends Error {
  constructor(
    message: string,
    readonly code: string,
    readonly status: number,
  ) {
    super(message);
  }
}

/** What the server says in a problem, as a sentence for a person. */
export function sentence(status: number, problem: { code?: unknown; detail?: unknown; title?: unknown }, retryAfter: string | null): string {
  const said = typeof problem.detail === "string" ? problem.detail : typeof problem.title === "string" ? problem.title : "";
  const text = said === "" ? `The server answered ${status}` : said;
  const ended = /[.!?…]$/.test(text) ? text : `${text}.`;
  const seconds = Number(retryAfter ?? "");
  return seconds > 0 ? `${ended} Try again in ${seconds} s.` : ended;
}

/** The operator's API, asked with the key. */
export class Operator {
  constructor(
    readonly key: string,
    readonly name: string,
  ) {}

  list(filter: Filter, state: string, cursor: string | undefined, limit: number): Promise<Page> {
    const query = new URLSearchParams({ ...filter, state, limit: String(limit) });
    if (cursor !== undefined) {
      query.set("cursor", cursor);
    }
    return this.ask("GET", `?${query}`);
  }

  story(id: string): Promise<Story> {
    return this.ask("GET", `/${encodeURIComponent(id)}`);
  }

  dryRun(id: string): Promise<DryRun> {
    return this.ask("POST", `/${encodeURIComponent(id)}/dry-run`, {});
  }

  replay(id: string, reason: string, force: boolean): Promise<Decision> {
    return this.ask("POST", `/${encodeURIComponent(id)}/replay`, { reason, force });
  }

  discard(id: string, reason: string): Promise<Decision> {
    return this.ask("POST", `/${encodeURIComponent(id)}/discard`, { reason });
  }

  tryMany(filter: Filter, max: number): Promise<Bulk> {
    return this.ask("POST", "/dry-run", { filter, max });
  }

  many(what: "replay" | "discard", filter: Filter, max: number, reason: string, asOf: string): Promise<Bulk> {
    return this.ask("POST", `/${what}`, { filter, max, reason, asOf });
  }

  private async ask<T>(method: string, path: string, body?: object): Promise<T> {
    const headers: Record<string, string> = { Authorization: `Bearer ${this.key}`, Accept: "application/json" };
    if (this.name !== "") {
      headers["X-Operator"] = this.name;
    }
    if (body !== undefined) {
      headers["Content-Type"] = "application/json";
    }
    let answer: Response;
    try {
      answer = await fetch(`/operator/dead-letters${path}`, {
        method,
        headers,
        body: body === undefined ? null : JSON.stringify(body),
        cache: "no-store",
        credentials: "omit",
      });
    } catch {
      throw new Refusal("The server cannot be reached. Nothing is known of what it did.", "unreachable", 0);
    }
    const text = await answer.text().catch(() => "");
    let told: unknown;
    try {
      told = JSON.parse(text);
    } catch {
      told = {};
    }
    if (!answer.ok) {
      const problem = told as { code?: unknown; detail?: unknown; title?: unknown };
      throw new Refusal(
        sentence(answer.status, problem, answer.headers.get("Retry-After")),
        typeof problem.code === "string" ? problem.code : "",
        answer.status,
      );
    }
    return told as T;
  }
}
