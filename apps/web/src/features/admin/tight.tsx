import type { ReactNode } from "react";
import classes from "./cells.module.css";

/** A table cell's content that must stay on one line. */
export function Tight({ children }: { children: ReactNode }) {
  return <span className={classes.tight}>{children}</span>;
}
