import type { Words } from "../words.ts";

export const notifications = {
  ids: { notice: "ntc", noticeDelivery: "ntd" },
  incidents: {
    /** Notices that a channel could not deliver wait for an operator, one incident a channel. Closes when the last of them was sent again. */
    "notice.given_up": { retry: false },
  },
} as const satisfies Words;
