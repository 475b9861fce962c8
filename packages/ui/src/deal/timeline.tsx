import type { Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { DateText } from "../text/date-text.tsx";
import classes from "./timeline.module.css";

/** What happened, newest or oldest first as given. */
export function DealTimeline({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ol className={classes.timeline} aria-label={label}>
      {children}
    </ol>
  );
}

export type DealTimelineItemProps = {
  title: ReactNode;
  icon: Icon;
  tone?: "done" | "current" | "next" | "bad";
  /** When it happened; null for what is still ahead. */
  at: string | null;
  /** Who did it. */
  by?: ReactNode;
  children?: ReactNode;
};

/** One entry: what, when, by whom, with proof below it. */
export function DealTimelineItem({ title, icon: Shape, tone = "done", at, by, children }: DealTimelineItemProps) {
  return (
    <li className={classes.item} data-tone={tone} aria-current={tone === "current" ? "step" : undefined}>
      <span className={classes.dot}>
        <Shape size={18} aria-hidden />
      </span>
      <div className={classes.body}>
        <div className={classes.title}>{title}</div>
        <div className={classes.meta}>
          {by}
          {at === null ? null : <DateText value={at} look="moment" />}
        </div>
        {children}
      </div>
    </li>
  );
}
