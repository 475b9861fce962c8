// One chunk: loaded one by one, each of these would carry a copy of the query client's hooks.
export { Bell } from "../notices/bell.tsx";
export { AccountMenu } from "./account-menu.tsx";
export { UnreadMessages } from "./unread-messages.tsx";
