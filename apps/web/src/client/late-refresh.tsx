"use client";

import dynamic from "next/dynamic";

/** `LiveRefresh` for a page that people who are not signed in read too: they do not load it. */
export const LateRefresh = dynamic(() => import("./live-refresh.tsx").then((part) => part.LiveRefresh));
