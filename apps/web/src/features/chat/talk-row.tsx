"use client";

import type { ChatMessage } from "@amanat/contracts";
import { Bubble, UnsentBubble } from "./bubble.tsx";
import type { Row } from "./rows.ts";
import { DayRow, SystemRow, UnreadRow } from "./system-row.tsx";

export type TalkRowProps = {
  row: Row<ChatMessage>;
  dealId: string | null;
  /** It is the room of a case. */
  inRoom: boolean;
  /** How far all others have read. */
  readSeq: number;
  /** The message that was jumped to. */
  marked: number | null;
  onReplyTo: (seq: number) => void;
  onMore: (message: ChatMessage) => void;
  onAgain: (clientId: string) => void;
  onTakeBack: (clientId: string, text: string) => void;
};

/** One row of a conversation, whatever it is. */
export function TalkRow({ row, dealId, inRoom, readSeq, marked, onReplyTo, onMore, onAgain, onTakeBack }: TalkRowProps) {
  switch (row.kind) {
    case "day":
      return <DayRow at={row.at} />;
    case "unread":
      return <UnreadRow />;
    case "system":
      return <SystemRow message={row.message} dealId={dealId} />;
    case "unsent": {
      const { clientId, text, fileIds, refused } = row.unsent;
      return (
        <UnsentBubble
          text={text}
          files={fileIds.length}
          refused={refused}
          onAgain={() => onAgain(clientId)}
          onTakeBack={() => onTakeBack(clientId, text)}
        />
      );
    }
    case "message":
      return (
        <Bubble
          message={row.message}
          opens={row.opens}
          closes={row.closes}
          inRoom={inRoom}
          readSeq={readSeq}
          marked={marked === row.message.seq}
          onReplyTo={onReplyTo}
          onMore={onMore}
        />
      );
  }
}
