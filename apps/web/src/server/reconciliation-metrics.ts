import type { ReconciliationFigures } from "@amanat/payment";
import { Counter, Gauge, type Registry } from "prom-client";

type Asked = () => Promise<readonly ReconciliationFigures[]>;

/** What the comparisons of books and chain have found, read when scraped. All processes say the same: it stands in the database. */
export function showReconciliation(registry: Registry, figuresOf: Asked): void {
  const asked = together(figuresOf);
  const counted = (name: string, help: string, of: (figures: ReconciliationFigures) => number) => {
    const counter: Counter = new Counter({
      name,
      help,
      labelNames: ["chain"],
      registers: [registry],
      async collect() {
        const found = await asked();
        counter.reset();
        for (const figures of found) counter.inc({ chain: figures.chain }, of(figures));
      },
    });
  };
  const shown = (name: string, help: string, of: (figures: ReconciliationFigures) => readonly { asset?: string; value: number }[]) => {
    const gauge: Gauge = new Gauge({
      name,
      help,
      labelNames: ["chain", "asset"],
      registers: [registry],
      async collect() {
        const found = await asked();
        gauge.reset();
        for (const figures of found) for (const { value, ...labels } of of(figures)) gauge.set({ chain: figures.chain, ...labels }, value);
      },
    });
  };
  counted("amanat_reconciliation_differences_total", "Differences between books and chain that runs have found", ({ found }) => found);
  counted(
    "amanat_reconciliation_alerts_total",
    "Runs that found as many differences as RECONCILIATION_DRIFT_THRESHOLD or more",
    ({ alerts }) => alerts,
  );
  shown("amanat_reconciliation_open", "Differences of the last run that nobody has resolved", ({ open }) => [{ value: open }]);
  shown("amanat_reconciliation_age_seconds", "Time since the last run ended", ({ age }) => [{ value: age }]);
  // A float: for a line on a graph. What it is exactly stands on the run's page.
  shown(
    "amanat_reconciliation_drift",
    "Unresolved differences of the last run added up, whichever way they go, in base units of the asset",
    ({ drift }) => drift.map(({ asset, amount }) => ({ asset, value: Number(amount) })),
  );
}

/** One question for all that ask at once, as the metrics of one scrape do. */
function together(asked: Asked): Asked {
  let running: ReturnType<Asked> | null = null;
  return () =>
    (running ??= asked().finally(() => {
      running = null;
    }));
}
