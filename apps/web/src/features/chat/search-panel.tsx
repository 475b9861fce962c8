"use client";

import type { ChatMessage } from "@amanat/contracts";
import { isolated } from "@amanat/i18n";
import { Button, DateText, ErrorState, Loader, Text, TextInput, UnstyledButton, UserLines } from "@amanat/ui";
import { useInfiniteQuery, type InfiniteData } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { useAmanat } from "../../client/amanat.tsx";
import classes from "./search-panel.module.css";

type Hits = { hits: ChatMessage[]; searchedTo: number };
/** A search is asked for once typing rests. */
const REST_MS = 300;

/** Looks for words in one conversation, window by window from its end, and says how far it came. */
export function SearchPanel({ conversationId, onFound }: { conversationId: string; onFound: (seq: number) => void }) {
  const t = useTranslations("chat.search");
  const amanat = useAmanat();
  const [typed, setTyped] = useState("");
  const text = useRested(typed.trim());
  const found = useInfiniteQuery<Hits, Error, InfiniteData<Hits>, readonly string[], number | undefined>({
    queryKey: ["chat", "search", conversationId, text],
    queryFn: ({ pageParam, signal }) =>
      amanat.chat.search({ conversationId, text, ...(pageParam === undefined ? {} : { before: pageParam }) }, { signal }),
    initialPageParam: undefined,
    getNextPageParam: ({ searchedTo }) => (searchedTo === 0 ? undefined : searchedTo),
    enabled: text !== "",
  });
  const hits = found.data?.pages.flatMap((page) => page.hits) ?? [];
  const oldest = found.data?.pages.at(-1);
  return (
    <div className={classes.panel} role="search" data-chat-search>
      <TextInput
        aria-label={t("label")}
        placeholder={t("label")}
        value={typed}
        maxLength={100}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      {found.error === null ? null : <ErrorState error={found.error} money="unmentioned" onRetry={() => void found.refetch()} />}
      {found.isFetching ? <Loader size={18} aria-hidden /> : null}
      {hits.length === 0 ? null : (
        <ul className={classes.hits}>
          {hits.map((hit) => (
            <li key={hit.seq}>
              <UnstyledButton className={classes.hit} onClick={() => onFound(hit.seq)} data-hit={hit.seq}>
                <span className={classes.when}>
                  {hit.mine ? t("you") : isolated(hit.name)} · <DateText value={hit.at} look="moment" />
                </span>
                <UserLines lines={2}>{hit.text}</UserLines>
              </UnstyledButton>
            </li>
          ))}
        </ul>
      )}
      {oldest === undefined ? null : (
        <div className={classes.foot} role="status">
          <Text size="sm" c="dimmed">
            {hits.length === 0 ? t("none") : t("found", { count: hits.length })} {oldest.searchedTo === 0 ? t("all") : t("part")}
          </Text>
          {found.hasNextPage ? (
            <Button variant="default" size="sm" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
              {t("further")}
            </Button>
          ) : null}
        </div>
      )}
    </div>
  );
}

function useRested(value: string): string {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const soon = setTimeout(() => setRested(value), REST_MS);
    return () => clearTimeout(soon);
  }, [value]);
  return rested;
}
