import { admin, door, finishes, read, write } from "../access.ts";
import { acknowledged, nothing } from "../page.ts";
import { mutation, query } from "../procedure.ts";
import {
  byNotice,
  byNoticeDelivery,
  byUnsubscribeToken,
  changeNoticePreferencesInput,
  deadNoticePage,
  deadNoticesInput,
  listNoticesInput,
  noticePage,
  noticePreferences,
  readAllInput,
  readNotices,
  unreadNotices,
  unsubscription,
} from "./schemas.ts";

export const procedures = {
  list: query(listNoticesInput, noticePage, read("user", "own", null)),
  unread: query(nothing, unreadNotices, read("user", "own", null, { rate: "polled" })),
  read: mutation(byNotice, acknowledged, finishes(write("own", "any", null))),
  readAll: mutation(readAllInput, readNotices, finishes(write("own", "any", null))),
  preferences: query(nothing, noticePreferences, read("user", "own", null)),
  changePreferences: mutation(changeNoticePreferencesInput, noticePreferences, finishes(write("own", "any", null))),
  unsubscription: query(byUnsubscribeToken, unsubscription, read("public", "the signed token", null)),
  unsubscribe: mutation(byUnsubscribeToken, unsubscription, door("the signed token", "any")),
  deadNotices: query(deadNoticesInput, deadNoticePage, admin(read("user", "tenant", null))),
  sendAgain: mutation(byNoticeDelivery, acknowledged, admin(write("tenant", "dead or unknown", null))),
} as const;
