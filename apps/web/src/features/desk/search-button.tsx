"use client";

import { Button, useHotkeys } from "@amanat/ui";
import { IconSearch } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { lateComponent } from "../../client/late-component.ts";

const DeskFinder = lateComponent(() => import("./finder.tsx"), "DeskFinder");

/** One way to everything: by a press, or by the keys Ctrl or Cmd and K, which are those keys whatever the keyboard writes with them. */
export function SearchButton() {
  const t = useTranslations("desk.search");
  const [times, setTimes] = useState(0);
  const open = () => setTimes((before) => before + 1);
  useHotkeys([["mod+K", open, { usePhysicalKeys: true }]]);
  return (
    <>
      <Button variant="default" leftSection={<IconSearch size={20} aria-hidden />} onClick={open} aria-keyshortcuts="Control+K Meta+K">
        {t("label")}
      </Button>
      {times === 0 ? null : <DeskFinder times={times} />}
    </>
  );
}
