export type { Declared, SettingsCall, SettingsPeople } from "./ports.ts";
export { SETTING_CHANGE } from "./state.ts";
export { listSettings } from "./reads/list-settings.ts";
export { settingHistory } from "./reads/setting-history.ts";
export { changeSetting } from "./verbs/change-setting.ts";
export { confirmSetting } from "./verbs/confirm-setting.ts";
export { declineSetting } from "./verbs/decline-setting.ts";
export { expireSetting } from "./verbs/expire-setting.ts";
