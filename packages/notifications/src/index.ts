export { changePreferences, unsubscribe } from "./verbs/change-preferences.ts";
export { readAllNotices, readNotice } from "./verbs/read-notices.ts";
export { sendAgain } from "./verbs/send-again.ts";
export { deadNotices } from "./reads/dead-notices.ts";
export { channelBacklogs } from "./reads/backlogs.ts";
export { countDeadNotices } from "./reads/dead-count.ts";
export { countUnread, listNotices } from "./reads/notices.ts";
export { getPreferences, getUnsubscription } from "./reads/preferences.ts";
export { NOTICE_KINDS, sentencesOf, tellingOf } from "./internal/sentences.ts";
export { unsubscribeToken } from "./internal/tokens.ts";
export { DELIVERY } from "./state.ts";
export type {
  About,
  Channel,
  ChannelMessage,
  Channels,
  Facts,
  FactsOf,
  NoticePorts,
  Outcome,
  Part,
  Reaches,
  Reader,
  SaidNotice,
} from "./ports.ts";
