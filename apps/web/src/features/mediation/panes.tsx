"use client";

import { Text, Title } from "@amanat/ui";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import classes from "./panes.module.css";

const PANES = ["room", "record", "decision"] as const;
type Pane = (typeof PANES)[number];

/** Three panes side by side, each of which scrolls in itself; on a telephone one after the other, with a way from each to each. */
export function Panes(panes: Readonly<Record<Pane, ReactNode>>) {
  const t = useTranslations("mediation.pane");
  return (
    <div>
      <nav className={classes.ways} aria-label={t("ways")}>
        {PANES.map((pane) => (
          <WayTo key={pane} pane={pane} />
        ))}
      </nav>
      <div className={classes.panes}>
        {PANES.map((pane) => (
          // It scrolls, so the keyboard has to reach it.
          <section
            key={pane}
            id={pane}
            className={pane === "room" ? `${classes.pane} ${classes.room}` : classes.pane}
            aria-labelledby={`${pane}-title`}
            tabIndex={0}
            data-pane={pane}
          >
            <Title order={2} size="h3" id={`${pane}-title`}>
              {t(pane)}
            </Title>
            {panes[pane]}
          </section>
        ))}
      </div>
    </div>
  );
}

function WayTo({ pane }: { pane: Pane }) {
  const t = useTranslations("mediation.pane");
  return (
    <a href={`#${pane}`} className={classes.way}>
      <Text component="span" fw={600}>
        {t(pane)}
      </Text>
    </a>
  );
}
