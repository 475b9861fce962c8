"use client";

import { Skeleton } from "@amanat/ui";
import { late } from "../../client/reach.ts";
import dynamic from "next/dynamic";

/** A wallet's signature over a message. The wallet code comes only where one is asked for. */
export const WalletSignature = dynamic(() => late(() => import("./wallet-signature.tsx")), {
  ssr: false,
  loading: () => <Skeleton height={120} radius="lg" />,
});
