"use client";

import type { ConversationView, Page } from "@amanat/contracts";
import type { AmanatError } from "@amanat/sdk";
import { Button, EmptyState, ErrorState, ListSkeleton, TextInput, Title } from "@amanat/ui";
import { IconMessage, IconSearch } from "@amanat/ui/icons";
import { type InfiniteData, keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { useAmanat } from "../../client/amanat.tsx";
import { Link } from "../../i18n/link.tsx";
import { InboxRow } from "./inbox-row.tsx";
import classes from "./inbox.module.css";

const PAGE = 20;
/** A search is asked for once typing rests. */
const REST_MS = 300;

type Conversations = Page<ConversationView>;

function useInbox(search: string, first: Conversations) {
  const amanat = useAmanat();
  return useInfiniteQuery<Conversations, AmanatError, InfiniteData<Conversations>, readonly string[], string | undefined>({
    queryKey: ["chat", "inbox", search],
    queryFn: ({ pageParam, signal }) =>
      amanat.chat.inbox(
        { limit: PAGE, ...(search === "" ? {} : { search }), ...(pageParam === undefined ? {} : { cursor: pageParam }) },
        { signal },
      ),
    initialPageParam: undefined,
    getNextPageParam: ({ meta }) => meta.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    ...(search === "" ? { initialData: { pages: [first], pageParams: [undefined] } } : {}),
  });
}

/** One's conversations, the newest first, with what is unread in each. Live. */
export function Inbox({ first, openId }: { first: Conversations; openId: string | null }) {
  const t = useTranslations("chat.inbox");
  const [typed, setTyped] = useState("");
  const [search, setSearch] = useState("");
  useEffect(() => {
    const soon = setTimeout(() => setSearch(typed.trim()), REST_MS);
    return () => clearTimeout(soon);
  }, [typed]);
  const found = useInbox(search, first);
  const all = found.data?.pages.flatMap(({ data }) => data) ?? [];
  const isEmpty = all.length === 0 && !found.isPending;
  return (
    <div className={classes.inbox} data-inbox>
      <div className={classes.top}>
        <Title order={openId === null ? 1 : 2} size="h3">
          {t("title")}
        </Title>
        <TextInput
          aria-label={t("search")}
          placeholder={t("search")}
          value={typed}
          maxLength={100}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        />
      </div>
      {found.error === null ? null : <ErrorState error={found.error} money="unmentioned" onRetry={() => void found.refetch()} />}
      {found.isPending ? <ListSkeleton label={t("title")} /> : null}
      {isEmpty && search === "" ? (
        <EmptyState
          icon={IconMessage}
          title={t("empty")}
          action={
            <Button component={Link} href="/">
              {t("findRequests")}
            </Button>
          }
        >
          {t("emptyHint")}
        </EmptyState>
      ) : null}
      {isEmpty && search !== "" ? (
        <EmptyState icon={IconSearch} title={t("none")}>
          {t("noneHint")}
        </EmptyState>
      ) : null}
      <ul className={classes.list} aria-label={t("title")}>
        {all.map((conversation, index) => (
          <li key={conversation.id}>
            <InboxRow conversation={conversation} isOpen={conversation.id === openId} asksPresence={index < ASKED} />
          </li>
        ))}
      </ul>
      {found.hasNextPage ? (
        <Button variant="default" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t("more")}
        </Button>
      ) : null}
    </div>
  );
}

/** Of so many, the newest, it is asked whether the other side is there. */
const ASKED = 5;
