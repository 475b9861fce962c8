import type { AuthPorts } from "@amanat/auth";
import type { Clock, Database, Logger } from "@amanat/db";
import type { FilePorts } from "@amanat/files";
import type { Limits, LimitSettings } from "@amanat/limits";
import type { PayInPorts } from "@amanat/payment";
import type { PushPorts } from "@amanat/push";
import type { Realtime } from "@amanat/realtime";
import type { WebhookPorts } from "@amanat/webhooks";
import type { KeptAnswers } from "./kept-answers.ts";
import type { Captcha } from "./limits/turnstile.ts";

/** What the router needs of its process. Built once, at start. */
export interface Services {
  readonly db: Database;
  readonly log: Logger;
  readonly realtime: Realtime;
  /** Chain facts and deposit addresses, to show where to pay. */
  readonly payIn: PayInPorts;
  /** The way out to addresses that strangers give, and what secrets of webhooks follow from. */
  readonly webhooks: WebhookPorts;
  /** The way to push services, and what a browser subscribes with. */
  readonly push: PushPorts;
  /** Where files lie, and who scans them. */
  readonly files: FilePorts;
  /** What ways in and proofs of presence need to know of this installation. */
  readonly auth: AuthPorts;
  /** Rate limits; null switches them off (in-process calls). */
  readonly limits: Limits | null;
  /** What `limits` go by where no admin has set anything. */
  readonly usualLimits: LimitSettings;
  /** Answers kept for those who are not signed in; null keeps none. */
  readonly answers: KeptAnswers | null;
  /** The captcha after failed attempts; null when none is configured. */
  readonly captcha: Captcha | null;
  /** Only tests and the simulation replace the database's clock. */
  readonly clock?: Clock;
}
