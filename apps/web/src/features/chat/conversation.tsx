"use client";

import type { ChatPage, ConversationView } from "@amanat/contracts";
import { Skeleton, useMounted } from "@amanat/ui";
import { useState } from "react";
import { lateComponent } from "../../client/late-component.ts";
import { useMe } from "../../client/me.tsx";
import { useAmanatQuery } from "../../client/query.ts";
import classes from "./conversation.module.css";
import { ConversationHead } from "./conversation-head.tsx";
import { useVisibleHeight } from "./use-visible-height.ts";

// Drawn in the browser alone, so it comes after the page.
const Talk = lateComponent(() => import("./talk.tsx"), "Talk");

type ConversationProps = { first: ConversationView; page: ChatPage };

/** One conversation. What is drawn hangs on this device: its unsent text, its height, so all but the head waits for the browser. */
export function Conversation({ first, page }: ConversationProps) {
  const found = useAmanatQuery("chat", "conversation", { conversationId: first.id }, { initialData: first });
  const conversation = found.data ?? first;
  const me = useMe();
  const mounted = useMounted();
  const [searching, setSearching] = useState(false);
  useVisibleHeight();
  return (
    <section className={classes.conversation} data-conversation={conversation.id} aria-labelledby="conversation-title">
      <ConversationHead conversation={conversation} searching={searching} onSearch={() => setSearching(!searching)} />
      {me === null || !mounted ? (
        <div className={classes.waits}>
          <Skeleton height={64} radius="lg" width="60%" />
          <Skeleton height={44} radius="lg" width="45%" />
        </div>
      ) : (
        <Talk person={me.id} conversation={conversation} page={page} searching={searching} onSearched={() => setSearching(false)} />
      )}
    </section>
  );
}
