import type { ReconciliationFigures } from "@amanat/payment";
import { Counter, Gauge, type Registry } from "prom-client";

/** What the comparisons of books and chain have found, read when scraped. All processes say the same: it stands in the database. */
export function showReconciliation(registry: Registry, asked: () => Promise<readonly ReconciliationFigures[]>): void {
  const registers = [registry];
  const labelNames = ["chain"];
  const found: Counter = new Counter({
    name: "amanat_reconciliation_differences_total",
    help: "Differences between books and chain that runs have found",
    labelNames,
    registers,
    async collect() {
      const figures = await asked();
      found.reset();
      alerts.reset();
      for (const gauge of [open, age, drift]) gauge.reset();
      for (const { chain, drift: sums, ...of } of figures) {
        found.inc({ chain }, of.found);
        alerts.inc({ chain }, of.alerts);
        open.set({ chain }, of.open);
        age.set({ chain }, of.age);
        // A float: for a line on a graph. What it is exactly stands on the run's page.
        for (const { asset, amount } of sums) drift.set({ chain, asset }, Number(amount));
      }
    },
  });
  const alerts = new Counter({
    name: "amanat_reconciliation_alerts_total",
    help: "Runs that found as many differences as RECONCILIATION_DRIFT_THRESHOLD or more",
    labelNames,
    registers,
  });
  const open = new Gauge({
    name: "amanat_reconciliation_open",
    help: "Differences of the last run that nobody has resolved",
    labelNames,
    registers,
  });
  const age = new Gauge({ name: "amanat_reconciliation_age_seconds", help: "Time since the last run ended", labelNames, registers });
  const drift = new Gauge({
    name: "amanat_reconciliation_drift",
    help: "Unresolved differences of the last run added up, whichever way they go, in base units of the asset",
    labelNames: ["chain", "asset"],
    registers,
  });
}
