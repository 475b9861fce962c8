import { finishes, read, write } from "../access.ts";
import { mutation, query } from "../procedure.ts";
import { acknowledged, nothing } from "../page.ts";
import {
  byMessage,
  byWebhook,
  changeWebhookInput,
  createWebhookInput,
  listMessagesInput,
  messageDetail,
  messagePage,
  messageView,
  redelivered,
  redeliverSinceInput,
  rotateWebhookInput,
  webhookAction,
  webhookList,
  webhookSecret,
  webhookView,
} from "./schemas.ts";

const OWN = "own; the tenant's for admins";
const asked = (state: string) => write(OWN, state, "webhooks:write");

export const procedures = {
  list: query(nothing, webhookList, read("user", OWN, "webhooks:read")),
  create: mutation(createWebhookInput, webhookSecret, asked("fewer than ten")),
  change: mutation(changeWebhookInput, webhookView, asked("not deleted")),
  rotateSecret: mutation(rotateWebhookInput, webhookSecret, asked("not deleted")),
  pause: mutation(webhookAction, webhookView, finishes(asked("active or failing"))),
  resume: mutation(webhookAction, webhookView, asked("paused")),
  remove: mutation(webhookAction, acknowledged, finishes(asked("not deleted"))),
  test: mutation(byWebhook, messageView, asked("not paused")),
  messages: query(listMessagesInput, messagePage, read("user", OWN, "webhooks:read")),
  message: query(byMessage, messageDetail, read("user", OWN, "webhooks:read")),
  redeliver: mutation(byMessage, messageView, asked("not waiting")),
  redeliverSince: mutation(redeliverSinceInput, redelivered, asked("not paused")),
} as const;
