"use client";

import type { ChatMessage, ChatPage, ConversationView } from "@amanat/contracts";
import { isolated } from "@amanat/i18n";
import { ErrorState, Text, VisuallyHidden } from "@amanat/ui";
import { useTimeZone, useTranslations } from "next-intl";
import { useMemo, useRef, useState } from "react";
import { lateComponent } from "../../client/late-component.ts";
import { useLateDialog } from "../dialog/late-dialog.ts";
import { Composer } from "./composer.tsx";
import classes from "./conversation.module.css";
import { EditBar } from "./edit-bar.tsx";
import { type ListHandle, MessageList } from "./message-list.tsx";
import { dayIn, rowsOf } from "./rows.ts";
import { isAtEnd, isAtStart, type Stretch } from "./stretch.ts";
import { TalkRow } from "./talk-row.tsx";
import { useComposition } from "./use-composition.ts";
import { useHistory } from "./use-history.ts";
import { useJump } from "./use-jump.ts";
import { type Outbox, useOutbox } from "./use-outbox.ts";
import { useReadMark } from "./use-read-mark.ts";
import { useTyping } from "./use-signals.ts";
import { Waits } from "./waits.tsx";

const MessageActions = lateComponent(() => import("./message-actions.tsx"), "MessageActions");
const SearchPanel = lateComponent(() => import("./search-panel.tsx"), "SearchPanel");

type TalkProps = { person: string; conversation: ConversationView; page: ChatPage; searching: boolean; onSearched: () => void };

/** What was said, and where one goes on. Browser only. */
export function Talk({ person, conversation, page, searching, onSearched }: TalkProps) {
  const { id: conversationId, dealId, open } = conversation;
  const t = useTranslations("chat");
  const { reading, stretch, loading, failure, askAgain } = useHistory(conversationId, page);
  const outbox = useOutbox(person, conversationId, reading.take);
  const draft = useComposition(person, conversationId);
  const list = useRef<ListHandle>(null);
  const [about, setAbout] = useState<ChatMessage | null>(null);
  const [editing, setEditing] = useState<ChatMessage | null>(null);
  const [atEnd, setAtEnd] = useState(true);
  const actions = useLateDialog();
  const { rows, startAt } = useRows(conversation, stretch, outbox);
  const jump = useJump(reading, rows, list);
  const { readTo, readByAll } = marksOf(conversation);
  useReadMark(conversationId, stretch, readTo, atEnd && isAtEnd(stretch));
  const below = atEnd ? 0 : stretch.messages.filter(({ seq, mine }) => seq > readTo && !mine).length;
  const more = (message: ChatMessage) => {
    setAbout(message);
    actions.open();
  };
  const found = (seq: number) => {
    onSearched();
    jump.toSeq(seq);
  };
  return (
    <>
      {searching ? <SearchPanel conversationId={conversationId} onFound={found} /> : null}
      {failure === null ? null : <ErrorState error={failure} money="unmentioned" onRetry={askAgain} />}
      {rows.length === 0 ? (
        <Text c="dimmed" ta="center" className={classes.nothing ?? ""}>
          {t(open ? "empty.open" : "empty.closed")}
        </Text>
      ) : null}
      <MessageList
        ref={list}
        label={t("list.label")}
        rows={rows}
        draw={(row) => (
          <TalkRow
            row={row}
            dealId={dealId}
            inRoom={conversation.kind === "dispute"}
            readSeq={readByAll}
            marked={jump.marked}
            onReplyTo={jump.toSeq}
            onMore={more}
            onAgain={outbox.again}
            onTakeBack={(clientId, text) => {
              outbox.drop(clientId);
              if (draft.text === "") draft.startAnew(text);
            }}
          />
        )}
        startAt={startAt}
        hasOlder={!isAtStart(stretch)}
        hasNewer={!isAtEnd(stretch)}
        isLoadingOlder={loading === "older"}
        onNearStart={reading.older}
        onNearEnd={reading.newer}
        onAtEnd={setAtEnd}
        below={below}
        onJump={jump.toNewest}
      />
      <Heard messages={stretch.messages} />
      <Waits waitsUntil={outbox.waitsUntil} waiting={outbox.unsent.filter(({ refused }) => refused === null).length} />
      {editing === null ? (
        <Foot conversation={conversation} messages={stretch.messages} draft={draft} outbox={outbox} onSent={jump.toNewest} />
      ) : (
        <EditBar
          key={editing.seq}
          conversationId={conversationId}
          message={editing}
          onEdited={reading.take}
          onEnd={() => setEditing(null)}
        />
      )}
      {actions.wanted && about !== null ? (
        <MessageActions
          key={actions.times}
          conversationId={conversationId}
          message={about}
          open={open}
          onReply={() => draft.replyWith(about.seq)}
          onEdit={() => setEditing(about)}
          onHidden={() => reading.forget(about.seq)}
          opened={actions.opened}
          onClose={actions.close}
        />
      ) : null}
    </>
  );
}

/** Says what the other side has just written to whoever does not see it come. */
function Heard({ messages }: { messages: readonly ChatMessage[] }) {
  const t = useTranslations("chat.message");
  const last = messages.findLast(({ mine, kind }) => !mine && kind === "message") ?? null;
  const [first] = useState(last?.seq ?? 0);
  return (
    <VisuallyHidden role="status">
      {last === null || last.seq <= first ? null : `${t("of", { name: isolated(last.name) })}: ${last.text}`}
    </VisuallyHidden>
  );
}

type FootProps = {
  conversation: ConversationView;
  messages: readonly ChatMessage[];
  draft: ReturnType<typeof useComposition>;
  outbox: Outbox;
  onSent: () => void;
};

/** Where one writes, or why not. */
function Foot({ conversation: { id, open }, messages, draft, outbox, onSent }: FootProps) {
  const t = useTranslations("chat");
  const [full, setFull] = useState(false);
  const tellTyping = useTyping(id, open);
  if (!open)
    return (
      <Text size="sm" c="dimmed" ta="center" className={classes.closed ?? ""}>
        {t("closed")}
      </Text>
    );
  const send = (text: string, fileIds: readonly string[]): boolean => {
    const taken = outbox.enqueue({ clientId: draft.clientId, text, replyTo: draft.replyTo, fileIds });
    setFull(!taken);
    if (!taken) return false;
    draft.startAnew();
    onSent();
    return true;
  };
  const answered = messages.find(({ seq }) => seq === draft.replyTo) ?? null;
  return <Composer draft={draft} answered={answered} full={full} onSend={send} onTyping={tellTyping} />;
}

/** How far its reader has read, and how far all others have. */
function marksOf({ members }: ConversationView): { readTo: number; readByAll: number } {
  const others = members.filter(({ mine, role }) => !mine && role !== "staff").map(({ readSeq }) => readSeq);
  return { readTo: members.find(({ mine }) => mine)?.readSeq ?? 0, readByAll: others.length === 0 ? 0 : Math.min(...others) };
}

/** The rows of what is shown and of what waits. What is new stays marked as it was when the conversation was opened. */
function useRows(conversation: ConversationView, stretch: Stretch, { unsent }: Outbox) {
  const zone = useTimeZone() ?? "UTC";
  const [readAtFirst] = useState(() => (conversation.unread === 0 ? null : marksOf(conversation).readTo));
  const atNewest = isAtEnd(stretch);
  const rows = useMemo(
    () => rowsOf(stretch.messages, atNewest ? unsent : [], { dayOf: dayIn(zone), readTo: readAtFirst, atStart: isAtStart(stretch) }),
    [stretch, unsent, atNewest, zone, readAtFirst],
  );
  const [startAt] = useState(() => rows.find(({ kind }) => kind === "unread")?.key ?? null);
  return { rows, startAt };
}
