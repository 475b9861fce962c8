export type Report = (line: string) => void;

/** Numbered steps with their seconds: `[2/6] local chain … 1.4 s`. */
export class Progress {
  readonly #report: Report;
  readonly #total: number;
  readonly #began = Date.now();
  #done = 0;

  constructor(total: number, report: Report) {
    this.#total = total;
    this.#report = report;
  }

  /** Runs one step and shows it when it is done; `work` may answer with a word about what it did. */
  async step<T>(label: string, work: () => Promise<T>, detail: (result: T) => string = () => ""): Promise<T> {
    const began = Date.now();
    const tick = setInterval(() => this.#report(`      … ${label}, ${seconds(began)}`), 15_000);
    try {
      const result = await work();
      this.#done += 1;
      const more = detail(result);
      this.#report(`[${this.#done}/${this.#total}] ${label}${more === "" ? "" : `: ${more}`} (${seconds(began)})`);
      return result;
    } finally {
      clearInterval(tick);
    }
  }

  get elapsed(): string {
    return seconds(this.#began);
  }
}

function seconds(since: number): string {
  return `${((Date.now() - since) / 1_000).toFixed(1)} s`;
}
