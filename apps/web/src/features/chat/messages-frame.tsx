"use client";

import type { ConversationView, Page } from "@amanat/contracts";
import { useSelectedLayoutSegment } from "next/navigation";
import type { ReactNode } from "react";
import { Inbox } from "./inbox.tsx";
import classes from "./messages-frame.module.css";

/** The list and the conversation: side by side where there is room, one after the other on a telephone. */
export function MessagesFrame({ first, children }: { first: Page<ConversationView>; children: ReactNode }) {
  const openId = useSelectedLayoutSegment();
  return (
    // The frame around it has no foot then, and is as high as the screen.
    <div className={classes.frame} data-fills={openId === null ? "wide" : "always"} data-open={openId === null ? undefined : true}>
      <aside className={classes.list}>
        <Inbox first={first} openId={openId} />
      </aside>
      <div className={classes.main}>{children}</div>
    </div>
  );
}
