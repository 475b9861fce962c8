import type { Screened, Screener } from "../ports.ts";

/** Somebody who knows which addresses are listed, for payment's tests alone, and misbehaves when a test asks for it. */
export class SmallScreener implements Screener {
  readonly on = true;
  readonly listed = new Set<string>();
  readonly uncovered = new Set<string>();
  /** Why nothing can be said: a service that is down, a list that is too old. */
  away: string | null = null;
  edition = "first";
  /** The addresses that were asked about, in order. */
  readonly asked: string[] = [];
  /** Called once an answer is given, before anybody acts on it. */
  afterwards: (() => void) | null = null;

  ask(_ctx: unknown, { address }: { chain: string; address: string }): Promise<Screened> {
    this.asked.push(address);
    if (this.away !== null) return Promise.reject(new Error(this.away));
    const verdict = this.uncovered.has(address) ? "not_covered" : this.listed.has(address) ? "hit" : "clear";
    const answer = { verdict, provider: "small", edition: this.edition } as const;
    this.afterwards?.();
    this.afterwards = null;
    return Promise.resolve(answer);
  }

  holds(_tx: unknown, answers: readonly Screened[]): Promise<boolean> {
    return Promise.resolve(answers.every(({ edition }) => edition === this.edition));
  }

  /** A newer edition, on which this address is listed. */
  list(address: string): void {
    this.listed.add(address);
    this.edition = `${this.edition}+`;
  }
}
