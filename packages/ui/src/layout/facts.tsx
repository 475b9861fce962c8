import type { ReactNode } from "react";
import classes from "./facts.module.css";

export type Fact = { label: ReactNode; value: ReactNode; strong?: boolean };

/** Names and values, line by line: the terms of a deal, the parts of a sum. A strong line closes a sum. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className={classes.list}>
      {facts.map((fact, index) => (
        <div key={index} className={classes.line} data-strong={fact.strong === true ? true : undefined}>
          <dt>{fact.label}</dt>
          <dd>{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}
