// Without zod: pages show them.

/** What notices are about, as people choose what they want to hear of. `security` cannot be switched off. */
export const NOTICE_GROUPS = ["security", "money", "deals", "reminders", "market", "messages", "account", "staff"] as const;
export type NoticeGroup = (typeof NOTICE_GROUPS)[number];

/** The ways out, beside the centre, which shows everything. */
export const NOTICE_CHANNELS = ["mail", "push", "telegram", "sms"] as const;
export type NoticeChannel = (typeof NOTICE_CHANNELS)[number];

/** `security` and `urgent` are sent at once, at night too. `normal` waits for the morning and for a digest. `quiet` is only in the centre. */
export const NOTICE_URGENCIES = ["security", "urgent", "normal", "quiet"] as const;
export type NoticeUrgency = (typeof NOTICE_URGENCIES)[number];

export const NOTICE_DIGESTS = ["none", "hourly", "daily"] as const;
export type NoticeDigest = (typeof NOTICE_DIGESTS)[number];

/**
 * `dropped`: it was read elsewhere, is about a date that has moved, or its reader wants none any more. `dead`: it will not be tried again by
 * itself. `unknown`: it may have arrived, and the channel would show it twice.
 */
export const NOTICE_DELIVERY_STATES = ["waiting", "sent", "dropped", "dead", "unknown"] as const;
export type NoticeDeliveryState = (typeof NOTICE_DELIVERY_STATES)[number];
