"use client";

import { useState } from "react";

/**
 * A dialog that is loaded by its first opening and then stays mounted, closed: only so can the focus return to where it
 * came from. Each opening gets a key of its own, so that nothing typed before is still there.
 */
export function useLateDialog(): { wanted: boolean; opened: boolean; open: () => void; close: () => void; times: number } {
  const [opened, setOpened] = useState(false);
  const [times, setTimes] = useState(0);
  return {
    wanted: times > 0,
    opened,
    times,
    open: () => {
      setTimes((before) => before + 1);
      setOpened(true);
    },
    close: () => setOpened(false),
  };
}
