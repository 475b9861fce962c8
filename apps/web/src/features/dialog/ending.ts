"use client";

import { useDoneToast } from "@amanat/ui";

/** How a dialog's call ends: done, the dialog closes and says so; done or refused, what it is about is asked for again. */
export function useEnding(onClose: () => void) {
  const done = useDoneToast();
  return (said: string, refresh: () => Promise<unknown>) => ({
    onSuccess: () => {
      onClose();
      done(said);
    },
    onSettled: () => refresh(),
  });
}
