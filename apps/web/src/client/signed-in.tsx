"use client";

import dynamic from "next/dynamic";

// What the frame of every page loads only for whom it is: what a document does not print, it does not name. Pages name none of
// these: the bundler then lists scripts for them that it never writes.
export const LateProgram = dynamic(() => import("./providers.tsx").then((part) => part.Program));
export const AccountMenu = dynamic(() => import("../features/frame/account-menu.tsx").then((part) => part.AccountMenu));
