"use client";

import type { ChatPage } from "@amanat/contracts";
import type { AmanatError } from "@amanat/sdk";
import { ErrorState, ListSkeleton, Text, useMounted } from "@amanat/ui";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useAmanat } from "../../client/amanat.tsx";
import { lateComponent } from "../../client/late-component.ts";
import { useMe } from "../../client/me.tsx";
import { useAmanatQuery } from "../../client/query.ts";
import classes from "./panes.module.css";

const Talk = lateComponent(() => import("../chat/talk.tsx"), "Talk");

const LATEST = 50;

/** The room of both sides and their mediator. Nobody else reads it, admins neither. */
export function RoomPane({ conversationId }: { conversationId: string | null }) {
  const t = useTranslations("mediation.room");
  return conversationId === null ? <Text c="dimmed">{t("soon")}</Text> : <Room conversationId={conversationId} />;
}

function Room({ conversationId }: { conversationId: string }) {
  const t = useTranslations("mediation.room");
  const { chat } = useAmanat();
  const me = useMe();
  const mounted = useMounted();
  const conversation = useAmanatQuery("chat", "conversation", { conversationId }, { retry: false });
  // Where the reading begins. What is said later, the conversation fetches itself.
  const page = useQuery<ChatPage, AmanatError>({
    queryKey: ["mediation", "room", conversationId],
    queryFn: ({ signal }) => chat.messages({ conversationId, limit: LATEST }, { signal }),
    staleTime: Infinity,
    enabled: conversation.data !== undefined,
  });
  const error = conversation.error ?? page.error;
  if (error?.code === "NOT_FOUND") return <Text c="dimmed">{t("private")}</Text>;
  if (error !== null) return <ErrorState error={error} money="unmentioned" onRetry={() => void conversation.refetch()} />;
  if (conversation.data === undefined || page.data === undefined || me === null || !mounted) return <ListSkeleton label={t("label")} />;
  return (
    <div className={classes.talk} data-conversation={conversationId}>
      <Talk person={me.id} conversation={conversation.data} page={page.data} searching={false} onSearched={() => undefined} />
    </div>
  );
}
