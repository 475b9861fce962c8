"use client";

import { useMounted } from "@mantine/hooks";
import { lazy, Suspense } from "react";

// The place where toasts appear comes after the page: nothing is said before somebody did something.
const Place = lazy(async () => ({ default: (await import("@mantine/notifications")).Notifications }));

/** Where `notifications.show` shows. Once per document. */
export function Toasts() {
  const mounted = useMounted();
  if (!mounted) return null;
  return (
    <Suspense fallback={null}>
      <Place position="top-center" limit={3} autoClose={6000} />
    </Suspense>
  );
}
