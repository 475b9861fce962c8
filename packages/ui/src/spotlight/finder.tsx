"use client";

import "@mantine/spotlight/styles.layer.css";
import { createSpotlight, Spotlight } from "@mantine/spotlight";
import type { ReactNode } from "react";
import classes from "./finder.module.css";

const [store, actions] = createSpotlight();

/** Opens the box wherever it is. */
export const openFinder = (): void => actions.open();

export type FoundThing = { id: string; label: ReactNode; text?: ReactNode; leading?: ReactNode; act: () => void };
export type FinderProps = {
  text: string;
  onText: (text: string) => void;
  label: string;
  groups: readonly { label: string; things: readonly FoundThing[] }[];
  /** What is said instead of things: that one is to type, that it is being looked, that nothing was found. */
  say: ReactNode;
};

/**
 * One box to find something, over the page. What fits was decided by whoever answers, so nothing is filtered here. The shortcut is the page's: the box's
 * own asks which letter was typed, and there is no `K` on a Persian keyboard.
 */
export function Finder({ text, onText, label, groups, say }: FinderProps) {
  return (
    <Spotlight.Root
      store={store}
      query={text}
      onQueryChange={onText}
      shortcut={null}
      scrollable
      maxHeight="min(70vh, 32rem)"
      attributes={{ content: { "aria-label": label } }}
    >
      <Spotlight.Search placeholder={label} aria-label={label} dir="auto" maxLength={100} />
      <Spotlight.ActionsList>
        {say === null ? null : <Spotlight.Empty role="status">{say}</Spotlight.Empty>}
        {groups.map((group) => (
          <Spotlight.ActionsGroup key={group.label} label={group.label}>
            {group.things.map((thing) => (
              <Spotlight.Action key={thing.id} onClick={thing.act}>
                <span className={classes.thing}>
                  {thing.leading}
                  <span className={classes.words}>
                    {thing.label}
                    {thing.text === undefined ? null : <span className={classes.text}>{thing.text}</span>}
                  </span>
                </span>
              </Spotlight.Action>
            ))}
          </Spotlight.ActionsGroup>
        ))}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}
