// Without zod: pages show them.

/** `failing`: its oldest message is tried alone, and the rest wait behind it. `paused`: nothing is sent until somebody resumes it. */
export const WEBHOOK_STATES = ["active", "failing", "paused", "deleted"] as const;
export type WebhookState = (typeof WEBHOOK_STATES)[number];

/** Why an endpoint is paused: by whoever keeps it, because it answered 410 Gone, or because it failed for days. */
export const PAUSE_CAUSES = ["asked", "gone", "failing"] as const;
export type PauseCause = (typeof PAUSE_CAUSES)[number];

/**
 * `refused`: the endpoint answered that it will never take it (400, 413, 415, 422). `expired`: it could not be delivered within its life.
 * `dropped`: its endpoint was deleted first.
 */
export const MESSAGE_STATES = ["waiting", "delivered", "refused", "expired", "dropped"] as const;
export type MessageState = (typeof MESSAGE_STATES)[number];

/** Why an attempt failed. `status`: by the answer's. Otherwise none came: see `OutboundFault`. */
export const ATTEMPT_FAILURES = ["status", "url", "name", "address", "timeout", "connection", "tls"] as const;
export type AttemptFailure = (typeof ATTEMPT_FAILURES)[number];
