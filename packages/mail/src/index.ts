export { type MailJob, mailJob } from "./job.ts";
export { enqueueMail, MAIL_QUEUE, workMail } from "./queue.ts";
export { tame } from "./render.ts";
export { type MailConfig } from "./send.ts";
