"use client";

import { ActionIcon, Loader } from "@amanat/ui";
import { IconChevronDown } from "@amanat/ui/icons";
import { formatCount } from "@amanat/i18n";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useLocale, useTranslations } from "next-intl";
import { type ReactNode, type RefObject, useEffect, useEffectEvent, useImperativeHandle, useLayoutEffect, useRef, useState } from "react";
import classes from "./message-list.module.css";

/** Estimated height of a row in pixels, used until it is measured. */
const ABOUT_PX = 72;
/** So near to an end the next part is asked for, in rows. */
const NEAR_ROWS = 12;
/** So near to the end one counts as being there, in pixels. */
const END_PX = 96;

export type ListHandle = { toRow: (key: string) => boolean; toEnd: () => void };

type Keyed = { key: string };
export type MessageListProps<Row extends Keyed> = {
  label: string;
  rows: readonly Row[];
  draw: (row: Row) => ReactNode;
  /** The row that is on screen first; the last one where there is none. */
  startAt: string | null;
  hasOlder: boolean;
  hasNewer: boolean;
  isLoadingOlder: boolean;
  onNearStart: () => void;
  onNearEnd: () => void;
  /** Somebody is, or is no longer, where the newest stands. */
  onAtEnd: (isAtEnd: boolean) => void;
  /** New messages below what is on screen. */
  below: number;
  onJump: () => void;
  ref: RefObject<ListHandle | null>;
};

/** Any number of rows, of which those in sight are drawn. It stands on its end: what comes before or grows above moves nothing. */
export function MessageList<Row extends Keyed>(props: MessageListProps<Row>) {
  const { label, rows, draw, startAt, hasNewer, isLoadingOlder } = props;
  const t = useTranslations("chat.list");
  const scroller = useRef<HTMLDivElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const isPlaced = usePlaced();
  // The list scrolls to a new message only while the newest one is shown. With a gap below, each loaded part would scroll on to the next.
  const [isNewestShown, setNewestShown] = useState(!hasNewer);
  useEffect(() => setNewestShown(!hasNewer), [hasNewer]);
  // oxlint-disable-next-line react/incompatible-library -- nothing here is memoised by a compiler
  const virtualizer = useVirtualizer<HTMLDivElement, HTMLLIElement>({
    count: rows.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => rows[index]?.key ?? index,
    estimateSize: () => ABOUT_PX,
    overscan: 6,
    anchorTo: "end",
    followOnAppend: isNewestShown && !hasNewer,
    scrollEndThreshold: END_PX,
    paddingStart: 8,
    paddingEnd: 8,
    onChange: ({ range, isAtEnd: at }) => looked(range, at(END_PX)),
  });
  function looked(range: { startIndex: number; endIndex: number } | null, atEnd: boolean): void {
    if (range === null) return;
    if (atEnd !== isAtEnd) {
      setAtEnd(atEnd);
      props.onAtEnd(atEnd && !hasNewer);
    }
    // Before the rows are placed the first is in sight whatever is shown, and what came in above it would be taken for its place.
    if (!isPlaced) return;
    if (props.hasOlder && range.startIndex < NEAR_ROWS) props.onNearStart();
    if (hasNewer && range.endIndex > rows.length - NEAR_ROWS) props.onNearEnd();
  }
  const begin = useEffectEvent(() => {
    const index = startAt === null ? -1 : rows.findIndex(({ key }) => key === startAt);
    if (index < 0) virtualizer.scrollToEnd();
    else virtualizer.scrollToIndex(index, { align: "start" });
  });
  useLayoutEffect(() => begin(), []);
  // A part that came does not fill the screen, or its end is in sight still.
  const lookAgain = useEffectEvent(() => looked(virtualizer.range, virtualizer.isAtEnd(END_PX)));
  useEffect(() => lookAgain(), [rows.length, props.hasOlder, hasNewer, isLoadingOlder, isPlaced]);
  useImperativeHandle(props.ref, () => ({
    toEnd: () => virtualizer.scrollToEnd(),
    toRow: (key) => {
      const index = rows.findIndex((row) => row.key === key);
      if (index >= 0) virtualizer.scrollToIndex(index, { align: "center" });
      return index >= 0;
    },
  }));
  return (
    <div className={classes.frame}>
      {/* Without a pointer it is moved by keys, so it takes the focus. */}
      <div ref={scroller} className={classes.scroller} tabIndex={0} role="region" aria-label={label} data-chat-list>
        <ol className={classes.rows} aria-busy={!isPlaced} style={{ blockSize: virtualizer.getTotalSize() }} aria-label={label}>
          {virtualizer.getVirtualItems().map(({ key, index, start }) => {
            const row = rows[index];
            return row === undefined ? null : (
              <li
                key={key}
                ref={virtualizer.measureElement}
                data-index={index}
                className={classes.row}
                style={{ transform: `translateY(${String(start)}px)` }}
              >
                {draw(row)}
              </li>
            );
          })}
        </ol>
      </div>
      {isLoadingOlder ? (
        <div className={classes.older}>
          <Loader size={20} aria-hidden />
        </div>
      ) : null}
      {isAtEnd && !hasNewer ? null : <Newest label={t("newest")} below={props.below} onPress={props.onJump} />}
    </div>
  );
}

/** False until the rows that are drawn first were measured and stand where they belong: before that they would be seen to move. */
function usePlaced(): boolean {
  const [isPlaced, setPlaced] = useState(false);
  useEffect(() => {
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => setPlaced(true));
    });
    return () => cancelAnimationFrame(frame);
  }, []);
  return isPlaced;
}

function Newest({ label, below, onPress }: { label: string; below: number; onPress: () => void }) {
  const locale = useLocale();
  const t = useTranslations("chat.list");
  const name = below === 0 ? label : t("newestOf", { count: below, n: formatCount(below, locale) });
  return (
    <div className={classes.newest}>
      <ActionIcon aria-label={name} onClick={onPress} className={classes.newestButton} data-newest>
        <IconChevronDown size={22} aria-hidden />
      </ActionIcon>
      {below === 0 ? null : (
        <span className={classes.newestCount} aria-hidden>
          {formatCount(below, locale)}
        </span>
      )}
    </div>
  );
}
