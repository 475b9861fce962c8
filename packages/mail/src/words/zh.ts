import type { MailWords } from "./words.ts";

export const zh: MailWords = {
  hello: "{name}，您好：",
  greeting: "您好：",
  code: {
    subject: "您的 Amanat 验证码",
    before: "您的邮箱验证码：",
    after: "验证码 15 分钟内有效。如果您没有注册，请忽略此邮件，不要把验证码告诉任何人。",
  },
  address_taken: {
    subject: "您已有 Amanat 账户",
    before: "有人尝试用您的邮箱注册，但您已经有账户了。",
    after: "如果是您本人，请用密码登录。如果不是，您无需做任何事。",
  },
  reset_code: {
    subject: "重设 Amanat 密码",
    before: "用于设置新密码的验证码：",
    after: "验证码 15 分钟内有效。如果不是您要求的，无需做任何事，您的密码不变。不要把验证码告诉任何人，包括 Amanat 的工作人员。",
  },
  email_code: {
    subject: "为 Amanat 确认此邮箱",
    before: "将此邮箱添加到您账户的验证码：",
    after: "验证码 15 分钟内有效。如果不是您要求的，请忽略此邮件，不要把验证码告诉任何人。",
  },
  email_changed: {
    subject: "您的 Amanat 账户邮箱已更改",
    before: "您账户的邮箱地址已更改。今后邮件将发送到新地址。",
    after: "如果不是您本人，请立即联系客服。",
  },
  account_closed: {
    subject: "您的 Amanat 账户已删除",
    before: "您的账户已关闭。任何人都无法再登录，我们保存的关于您的内容正在删除。以下内容会保留，因为法律或交易的另一方需要：",
    after: "我们不会再给您发送任何内容。如果这不是您的请求，请立即联系客服。",
  },
  step_up_code: {
    subject: "在 Amanat 确认操作的验证码",
    before: "用于确认此操作的验证码：",
    after: "验证码 5 分钟内有效，仅用于这一次操作。如果不是您发起的，不要把验证码告诉任何人，并更改密码。",
  },
};
