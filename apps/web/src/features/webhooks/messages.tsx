"use client";

import { MESSAGE_STATES, type MessageState, type MessageView, type Page, type WebhookView } from "@amanat/contracts";
import type { AmanatError } from "@amanat/sdk";
import { Button, DateText, EmptyState, ErrorState, ListSkeleton, NativeSelect } from "@amanat/ui";
import { IconRefresh, IconSend } from "@amanat/ui/icons";
import { type InfiniteData, useInfiniteQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useAmanat } from "../../client/amanat.tsx";
import { lateComponent } from "../../client/late-component.ts";
import { useLateDialog } from "../dialog/late-dialog.ts";
import { Row, Rows, Section } from "../section/section.tsx";
import { Outcome } from "./outcome.tsx";
import classes from "./webhooks.module.css";
import { MessageBadge } from "./words.tsx";

const MessageDialog = lateComponent(() => import("./message-dialog.tsx"), "MessageDialog");
const SendSince = lateComponent(() => import("./send-since.tsx"), "SendSince");

const PAGE = 20;
type Shown = MessageState | "every";

function useMessagePages(webhookId: string, shown: Shown, first: Page<MessageView>) {
  const amanat = useAmanat();
  const only = shown === "every" ? {} : { state: shown };
  return useInfiniteQuery<Page<MessageView>, AmanatError, InfiniteData<Page<MessageView>>, readonly unknown[], string | undefined>({
    queryKey: ["webhooks", "messages", webhookId, shown],
    queryFn: ({ pageParam, signal }) =>
      amanat.webhooks.messages({ webhookId, limit: PAGE, ...only, ...(pageParam === undefined ? {} : { cursor: pageParam }) }, { signal }),
    initialPageParam: undefined,
    getNextPageParam: ({ meta }) => meta.nextCursor ?? undefined,
    ...(shown === "every" ? { initialData: { pages: [first], pageParams: [undefined] } } : {}),
  });
}

/** The log of an endpoint: messages that were sent and messages that wait. Live events keep it up to date. */
export function Messages({ webhook, first }: { webhook: WebhookView; first: Page<MessageView> }) {
  const t = useTranslations("webhooks");
  const [shown, setShown] = useState<Shown>("every");
  const pages = useMessagePages(webhook.id, shown, first);
  const since = useLateDialog();
  const messages = pages.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <Section
      id="messages"
      title={t("log.title")}
      lead={t("log.lead")}
      action={
        webhook.state === "paused" ? undefined : (
          <Button variant="light" leftSection={<IconRefresh size={20} aria-hidden />} onClick={since.open}>
            {t("log.since")}
          </Button>
        )
      }
    >
      <NativeSelect
        label={t("log.filter")}
        value={shown}
        onChange={(event) => {
          const { value } = event.currentTarget;
          setShown(MESSAGE_STATES.find((state) => state === value) ?? "every");
        }}
        data={[
          { value: "every", label: t("log.every") },
          ...MESSAGE_STATES.map((state) => ({ value: state, label: t(`message.state.${state}`) })),
        ]}
      />
      {pages.error === null ? null : <ErrorState error={pages.error} money="unmentioned" onRetry={() => void pages.refetch()} />}
      {pages.isPending ? <ListSkeleton count={3} label={t("log.title")} /> : null}
      {pages.data !== undefined && messages.length === 0 ? (
        <EmptyState icon={IconSend} order={3} title={t("log.empty")}>
          {t("log.emptyHint")}
        </EmptyState>
      ) : null}
      {messages.length === 0 ? null : (
        <Rows label={t("log.title")}>
          {messages.map((message) => (
            <MessageRow key={message.id} message={message} mayResend={webhook.state !== "paused"} />
          ))}
        </Rows>
      )}
      {pages.hasNextPage ? (
        <Button variant="default" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t("log.more")}
        </Button>
      ) : null}
      {since.wanted ? <SendSince key={since.times} webhook={webhook} opened={since.opened} onClose={since.close} /> : null}
    </Section>
  );
}

function MessageRow({ message, mayResend }: { message: MessageView; mayResend: boolean }) {
  const t = useTranslations("webhooks.log");
  const reading = useLateDialog();
  return (
    <>
      <Row
        icon={<IconSend size={22} aria-hidden data-flip />}
        name={
          <>
            <bdi dir="ltr" className={classes.code}>
              {message.type}
            </bdi>
            <MessageBadge state={message.state} />
          </>
        }
        details={
          <>
            <DateText value={message.createdAt} look="moment" />
            {" · "}
            {t("attempts", { count: message.attempts })}
            {message.failure === null ? null : (
              <>
                {" · "}
                <Outcome status={message.status} failure={message.failure} />
              </>
            )}
          </>
        }
        actions={
          <Button variant="subtle" aria-label={t("detailsOf", { type: message.type })} onClick={reading.open}>
            {t("details")}
          </Button>
        }
      />
      {reading.wanted ? (
        <MessageDialog key={reading.times} message={message} mayResend={mayResend} opened={reading.opened} onClose={reading.close} />
      ) : null}
    </>
  );
}
