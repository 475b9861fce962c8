import { admin, read, write } from "../access.ts";
import { mutation, query } from "../procedure.ts";
import { nothing } from "../page.ts";
import { bySettingChange, changeSettingInput, settingChangeView, settingHistoryInput, settingHistoryPage, settingList } from "./schemas.ts";

export const procedures = {
  list: query(nothing, settingList, admin(read("user", "tenant", null))),
  history: query(settingHistoryInput, settingHistoryPage, admin(read("user", "tenant", null))),
  change: mutation(
    changeSettingInput,
    settingChangeView,
    admin(write("tenant", "version as seen, no change waits", null, { stepUp: "settings.change" })),
  ),
  confirm: mutation(
    bySettingChange,
    settingChangeView,
    admin(write("another admin than who asked", "waiting", null, { stepUp: "settings.confirm" })),
  ),
  decline: mutation(bySettingChange, settingChangeView, admin(write("tenant", "waiting", null))),
} as const;
