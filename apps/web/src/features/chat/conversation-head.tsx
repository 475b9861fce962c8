"use client";

import type { ConversationView } from "@amanat/contracts";
import { ActionIcon, Text, Title, UserLine } from "@amanat/ui";
import { IconArrowLeft, IconExternalLink, IconSearch, IconX } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { Link } from "../../i18n/link.tsx";
import classes from "./conversation.module.css";
import { Others } from "./others.tsx";
import { Presence } from "./presence.tsx";

type ConversationHeadProps = { conversation: ConversationView; searching: boolean; onSearch: () => void };

/** The head of a conversation: the other side, the title, and links to the list, to the deal or request, and to the search. */
export function ConversationHead({ conversation, searching, onSearch }: ConversationHeadProps) {
  const t = useTranslations("chat.head");
  const { title, dealId, requestId, caseId, id, open } = conversation;
  const about =
    caseId !== null ? `/cases/${caseId}` : dealId !== null ? `/deals/${dealId}` : requestId !== null ? `/requests/${requestId}` : null;
  return (
    <header className={classes.head}>
      <Link href="/messages" className={classes.back} aria-label={t("back")}>
        <IconArrowLeft size={22} aria-hidden data-flip />
      </Link>
      <div className={classes.who}>
        <Title order={1} size="h4" id="conversation-title" className={classes.name ?? ""}>
          <Others conversation={conversation} />
        </Title>
        <Text size="sm" c="dimmed" className={classes.name ?? ""} component="div">
          <Presence conversationId={id} open={open} otherwise={<UserLine>{title}</UserLine>} />
        </Text>
      </div>
      <ActionIcon aria-label={t(searching ? "endSearch" : "search")} aria-expanded={searching} onClick={onSearch}>
        {searching ? <IconX size={22} aria-hidden /> : <IconSearch size={22} aria-hidden />}
      </ActionIcon>
      {about === null ? null : (
        <Link href={about} className={classes.back} aria-label={t(caseId !== null ? "toCase" : dealId === null ? "toRequest" : "toDeal")}>
          <IconExternalLink size={22} aria-hidden data-flip />
        </Link>
      )}
    </header>
  );
}
