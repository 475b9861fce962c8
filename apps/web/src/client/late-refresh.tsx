"use client";

import dynamic from "next/dynamic";
import { late } from "./reach.ts";

/** `LiveRefresh` for a page that people who are not signed in read too: they do not load it. */
export const LateRefresh = dynamic(async () => (await late(() => import("./live-refresh.tsx"))).LiveRefresh);
