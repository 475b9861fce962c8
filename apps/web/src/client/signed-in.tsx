"use client";

import dynamic from "next/dynamic";
import { late } from "./reach.ts";

// Parts of the frame for signed-in people, in chunks of their own: a document that does not render one does not load it. Only the
// frame may import them: when a page does so too, the bundler lists chunks for it that it never writes.
export const LateProgram = dynamic(async () => (await late(() => import("./providers.tsx"))).Program);
export const Bell = dynamic(async () => (await late(() => import("../features/frame/signed-in-parts.ts"))).Bell);
export const AccountMenu = dynamic(async () => (await late(() => import("../features/frame/signed-in-parts.ts"))).AccountMenu);
export const UnreadMessages = dynamic(async () => (await late(() => import("../features/frame/signed-in-parts.ts"))).UnreadMessages);
