import type { ReactNode } from "react";
import classes from "./card-grid.module.css";

/** Cards in as many columns as fit. */
export function CardGrid({ label, children }: { label: string; children: readonly ReactNode[] }) {
  return (
    <ul className={classes.grid} aria-label={label}>
      {children.map((child, index) => (
        <li key={index}>{child}</li>
      ))}
    </ul>
  );
}
